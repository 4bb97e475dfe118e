"""Studies behind shipped numbers, run from a checkout; nothing here is in the installed package."""
