"""Sketches: reconstructions and models of our own, which no numbers of a paper check."""
