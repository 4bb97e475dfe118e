"""Coalitions: who can rule together when nobody can promise anything."""
