"""The regime model: a ruling circle simulated month by month, many times."""
