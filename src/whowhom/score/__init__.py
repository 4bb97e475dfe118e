"""Scores of forecasts, the simple rivals that a model has to beat, and how sure a difference is."""
