"""The outside view: data, fit and checks; only coefficients and counts leave this folder."""
