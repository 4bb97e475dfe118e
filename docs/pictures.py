"""Draw the pictures of the README from a stored result.

    python docs/pictures.py RESULT
    python docs/pictures.py odds

The second draws the odds of the duel through time, as they are shipped. The first writes
``docs/pictures/CASE-light.png`` and ``CASE-dark.png``: who ends as sole ruler, when each falls, and
how each ends. Needs the extra ``charts``. The text for those who cannot see them is printed.
"""

import sys
from pathlib import Path

import altair as alt

import whowhom as ww
from whowhom.charts import DARK, LIGHT, Look, Theme, page
from whowhom.charts.drawing import draw, svg_of
from whowhom.charts.words import of_100
from whowhom.ensemble.odds_file import read_odds

PICTURES = Path(__file__).parent / "pictures"
SHIPPED = Path(__file__).parents[1] / "src" / "whowhom" / "web" / "static" / "duel-odds.json"
WIDE, LEFT = 1250, 540


def picture(result: ww.Result, theme: Theme) -> alt.VConcatChart:
    """Compose the three charts that answer a case."""
    winners, falls, fates = (
        ww.figure(result, name, theme=theme).chart for name in ("winners", "fall-dots", "fates")
    )
    look = Look.of(result.case, theme)
    first = result.removals().sort("first_out", descending=True).row(0, named=True)
    falls.title.text = (
        f"{look.name(first['actor'])} is first to fall in {of_100(first['first_out'])} of 100 runs"
    )
    subtitle = (
        f"{result.runs:,} runs, seed {result.seed}, whowhom {result.description.work.whowhom}"
    )
    charts = [[winners.properties(width=LEFT), falls], [fates.properties(width=WIDE)]]
    return page(charts, look, title=result.case.title, subtitle=subtitle)


def main(folder: str) -> None:
    """Draw one case on paper and on a dark ground."""
    result = ww.read_result(folder)
    PICTURES.mkdir(exist_ok=True)
    for name, theme in (("light", LIGHT), ("dark", DARK)):
        chart = picture(result, theme)
        path = PICTURES / f"{result.case.id}-{name}.png"
        path.write_bytes(draw(svg_of(chart.to_dict()), format="png", ppi=2 * 96))
        print(path)
    print(chart["description"])


def draw_odds() -> None:
    """Draw the odds through time that are shipped."""
    path = PICTURES / "odds.png"
    ww.figure(read_odds(SHIPPED), "odds").save(str(path))
    print(path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if sys.argv[1] == "odds":
        draw_odds()
    else:
        main(sys.argv[1])
