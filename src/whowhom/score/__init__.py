"""Scores of forecasts, the simple rivals of a model, and intervals of differences."""
