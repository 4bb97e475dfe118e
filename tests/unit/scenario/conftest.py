"""Tests of starts and records; the toy circle that some of them use is ``tests/toy.py``."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
