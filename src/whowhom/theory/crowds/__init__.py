"""Crowds: when a few who act carry everybody along."""
