"""The regime model: a ruling circle played out month by month, many times."""
