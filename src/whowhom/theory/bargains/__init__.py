"""Bargaining over a line: who challenges whom, and where they end."""
