"""Tests of the regime model; the toy circle that they share is ``tests/toy.py``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
