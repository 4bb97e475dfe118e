"""The outside view: its data, the fit, how well it forecasts, and the page about it."""
