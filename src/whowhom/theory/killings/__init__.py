"""What becomes of the loser: executed, exiled or spared."""
