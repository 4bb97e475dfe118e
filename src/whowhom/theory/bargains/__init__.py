"""Bargains and votes: who challenges, buys or outvotes whom."""
