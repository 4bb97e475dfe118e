"""Voting power: how often a vote decides."""
