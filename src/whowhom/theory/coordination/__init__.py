"""Coordination: revolts and coups as global games."""
