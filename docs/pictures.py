"""Draw the pictures of the README from a stored result.

    python docs/pictures.py RESULT

writes ``docs/pictures/CASE-light.png`` and ``CASE-dark.png``: who is on top, when each falls, and
how each ends. Needs the extra ``charts``. The text for those who cannot see them is printed.
"""

import sys
from pathlib import Path

import altair as alt
import polars as pl

from whowhom.charts import (
    DARK,
    LIGHT,
    Look,
    Theme,
    documented_fates,
    fall_dots,
    fall_months,
    fates,
    page,
    winners,
)
from whowhom.charts.words import of_100
from whowhom.ensemble.result import Result, read_result

PICTURES = Path(__file__).parent / "pictures"
WIDE = 880


def picture(result: Result, theme: Theme) -> alt.VConcatChart:
    """Compose the three charts that answer a case."""
    look = Look.of(result, theme)
    circle, documented = result.circle, result.documented
    ruler = None if documented.ruler is None else circle.actors[documented.ruler]
    first = result.removals().sort("first_out", descending=True).row(0, named=True)
    order = [actor for actor in result.winners()["actor"] if actor in circle.contenders]
    ends = pl.concat(result.fates().filter(pl.col("actor") == actor) for actor in order)
    charts = [
        [
            winners(result.winners(), look=look, documented=ruler),
            fall_dots(
                fall_months(result),
                look=look,
                course=result.course(),
                title=f"{look.name(first['actor'])} is first to fall "
                f"in {of_100(first['first_out'])} of 100 runs",
            ),
        ],
        [fates(ends, look=look, documented=documented_fates(result.case)).properties(width=WIDE)],
    ]
    subtitle = (
        f"{result.runs:,} runs, seed {result.seed}, whowhom {result.description.work.whowhom}"
    )
    return page(charts, look, title=result.case.title, subtitle=subtitle)


def main(folder: str) -> None:
    """Draw one case on paper and on a dark ground."""
    result = read_result(folder)
    PICTURES.mkdir(exist_ok=True)
    for name, theme in (("light", LIGHT), ("dark", DARK)):
        chart = picture(result, theme)
        path = PICTURES / f"{result.case.id}-{name}.png"
        chart.save(path, scale_factor=2)
        print(path)
    print(chart["description"])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
