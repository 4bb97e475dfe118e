"""Draw docs/pictures/architecture.svg: the layers of pyproject.toml, in words of architecture.md.

    python docs/architecture.py

``tests/unit/test_architecture.py`` fails while the picture or the table lags behind the contract.
"""

import re
import tomllib
from html import escape
from pathlib import Path

DOCS = Path(__file__).parent
PAGE = DOCS / "architecture.md"
PICTURE = DOCS / "pictures" / "architecture.svg"
CONTRACT = "Data flows one way"
RULE = "Each row may import from the rows below it, never from its own row or from above."

WIDTH, LEFT, RIGHT, TOP, ROW, GAP = 960, 74, 886, 46, 30, 8
STYLE = """
text { font: 14px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2430; }
.name { font-weight: 600; } .small { font-size: 13px; fill: #5b6472; }
rect { fill: #ffffff; stroke: #9aa3b2; } .page { fill: #f6f7f9; stroke: none; }
path { stroke: #5b6472; stroke-width: 2; fill: none; } .head { fill: #5b6472; stroke: none; }
@media (prefers-color-scheme: dark) {
text { fill: #e6e9ef; } .small { fill: #a4adbb; } rect { fill: #232833; stroke: #586173; }
.page { fill: #171b22; stroke: none; } path { stroke: #a4adbb; } .head { fill: #a4adbb; }
}"""


def layers() -> list[list[str]]:
    """Return the layers of the contract, the highest first."""
    text = (DOCS.parent / "pyproject.toml").read_text(encoding="utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    (rows,) = [one["layers"] for one in contracts if one["name"] == CONTRACT]
    return [re.findall(r"\w+", row) for row in rows]


def words() -> dict[str, str]:
    """Return what each package does, from the table of the page."""
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(rows)


def picture(rows: list[list[str]], said: dict[str, str]) -> str:
    """Return the picture: a row for each layer, data upwards on the left, imports on the right."""
    bottom = TOP + len(rows) * (ROW + GAP)
    body = [box for number, row in enumerate(rows) for box in _row(row, said, number)]
    body += [
        *_arrow(LEFT / 2, bottom - GAP, TOP, "data", TOP - 14),
        *_arrow((RIGHT + WIDTH) / 2, TOP, bottom - GAP, "imports", TOP - 14),
        f'<text class="small" x="{LEFT}" y="{bottom + 16}">{RULE}</text>',
    ]
    height = bottom + 30
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            "<title>The packages of whowhom in layers</title>",
            f"<style>{STYLE}\n</style>",
            f'<rect class="page" width="{WIDTH}" height="{height}"/>',
            *body,
            "</svg>\n",
        ]
    )


def _row(row: list[str], said: dict[str, str], number: int) -> list[str]:
    """Return the boxes of one layer, side by side."""
    y, wide = TOP + number * (ROW + GAP), (RIGHT - LEFT - GAP * (len(row) - 1)) / len(row)
    found = []
    for place, name in enumerate(row):
        x = LEFT + place * (wide + GAP)
        text = _shortened(said.get(name, ""), int((wide - 24) / 7) - len(name) - 3)
        spans = f'<tspan class="name">{name}</tspan><tspan class="small" dx="10">{escape(text)}'
        found += [
            f'<rect x="{x:g}" y="{y}" width="{wide:g}" height="{ROW}" rx="4"/>',
            f'<text x="{x + 12:g}" y="{y + 20}">{spans}</tspan></text>',
        ]
    return found


def _shortened(text: str, most: int) -> str:
    """Return the first part of a sentence that fits."""
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(",;:") + " …"


def _arrow(x: float, start: int, end: int, label: str, label_y: int) -> list[str]:
    """Return an upright arrow with a label above it."""
    step = 10 if end < start else -10
    head = f"M{x:g} {end} l-6 {step} h12 z"
    return [
        f'<path d="M{x:g} {start} V{end + step}"/>',
        f'<path class="head" d="{head}"/>',
        f'<text class="small" x="{x:g}" y="{label_y}" text-anchor="middle">{label}</text>',
    ]


if __name__ == "__main__":
    PICTURE.write_text(picture(layers(), words()), encoding="utf-8")
