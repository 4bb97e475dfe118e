"""Fit the outside view, ship it, and write docs/outlook.md.

    python -m research.outlook DATA REFERENCE

DATA and REFERENCE are the folders of the inputs; ``sources.py`` names each file and its hash. About
two minutes. Needs the dependency group ``research``.
"""

import argparse
from pathlib import Path

from research.outlook.coups import compared
from research.outlook.fit import best_ridges
from research.outlook.page import ROOT, write_page
from research.outlook.panel import carried, panel
from research.outlook.ship import shipped, write
from research.outlook.sources import read_tables
from research.outlook.validate import forecasts
from whowhom.outside.fitted import fitted_of

SHIPPED = ROOT / "src" / "whowhom" / "shipped" / "outlook.json"
LAST_LEADERS = 2014
"""Archigos ends here."""

parser = argparse.ArgumentParser(prog="python -m research.outlook")
parser.add_argument("data", type=Path)
parser.add_argument("reference", type=Path)
given = parser.parse_args()

tables = read_tables(given.data, given.reference)
leader_years = panel(tables)
ridges, logits = best_ridges(leader_years)
stored = shipped(tables, leader_years, ridges, logits)
write(SHIPPED, stored)
write_page(
    leader_years,
    carried(tables, LAST_LEADERS),
    fitted_of(stored),
    logits,
    forecasts(leader_years, logits),
    compared(tables),
    stored,
)
