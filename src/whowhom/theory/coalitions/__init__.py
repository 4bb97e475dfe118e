"""Coalitions: who can rule together, who is removed next, and which orders last."""
