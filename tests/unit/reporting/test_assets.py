"""What comes with the page: what the build made, with its licences, and no more than it needs."""

import hashlib
import re
from pathlib import Path

import whowhom.reporting
from whowhom.charts.theme import FONTS
from whowhom.reporting.page import _FACES

ASSETS = Path(whowhom.reporting.__file__).parent / "assets"


def test_files_are_what_was_built():
    lines = (ASSETS / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    sums = dict(line.split("  ")[::-1] for line in lines)
    assert {"vega-runtime.js", "vega-runtime.LICENSES.txt"} == set(sums)
    for name, expected in sums.items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == expected, name


def test_licences_come_along():
    told = (ASSETS / "vega-runtime.LICENSES.txt").read_text(encoding="utf-8")
    for package in ("vega-view", "vega-parser", "vega-interpreter", "d3-scale"):
        assert re.search(rf"^{package} \d+\.\d+", told, re.MULTILINE), package
    for face in ("source-sans-3", "source-serif-4", "noto-sans"):
        licence = (FONTS / f"OFL-{face}.txt").read_text(encoding="utf-8")
        assert "SIL Open Font License" in licence, face


def test_scripts_end_no_element_and_name_no_host():
    for name in ("vega-runtime.js", "upgrade.js"):
        text = (ASSETS / name).read_text(encoding="utf-8")
        assert "</script" not in text.lower()
        assert "<!--" not in text
        hosts = set(re.findall(r"https?://[\w.]+", text))
        assert hosts <= {"http://www.w3.org"}, name  # names of XML vocabularies


def test_a_page_stays_light():
    """The runtime, the type and the style are the part of a page that no case can change."""
    files = ("vega-runtime.js", "upgrade.js", "report.css")
    size = sum((ASSETS / name).stat().st_size for name in files)
    size += sum((FONTS / face).stat().st_size * 4 // 3 for face in _FACES.values())
    assert size < 560_000
