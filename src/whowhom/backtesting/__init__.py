"""Forecast struggles that are over from how they stood at the start, and score the forecasts."""
