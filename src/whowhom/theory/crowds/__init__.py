"""Crowds: when a few who act carry everyone along, and when an attack on a regime succeeds."""
