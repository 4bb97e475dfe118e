"""Tenure: the danger of a coup by years in power."""
