"""Made-up circles with something in every table, tame or with attacks for texts, and dice."""

import sys
from dataclasses import replace
from pathlib import Path

from whowhom.cases.case import (
    Audience,
    CourseEvent,
    Entry,
    Post,
    Quantity,
    Reference,
    Shock,
    Source,
    Tenure,
    Tie,
)

sys.path.insert(0, str(Path(__file__).parents[1] / "ensemble"))

HOSTILE = (
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "'; document.title = 'owned'; '",
    '=HYPERLINK("http://evil.example","x")',
    "javascript:document.title='owned'",
    "Sta\u202enilats\u202c",
    "line\u2028break ${x} {{ 7*7 }} {% raw %}",
    'O\'Brien "the" \\ &amp; ]]> <!-- ',
)
"""Texts that break out of a page, a drawing or a spreadsheet that is not careful."""


def made_up_case(texts):
    """Return a circle with something in every table, whose texts are these in turn."""
    from fake_model import event, make_case, period

    place = iter(range(10**6))

    def text():
        return texts[next(place) % len(texts)]

    one, half = Quantity(1, 1), Quantity(0.2, 0.8)
    cited = (Reference("book", text()), Reference("judged", column="army"))
    case = make_case()
    course: list[CourseEvent] = [
        replace(event("ann", "demoted", period(1922, 9)), by=("bob", "cat"), note=text()),
        replace(event("ann", "executed", period(1923, 5)), by=("bob",), references=cited),
        event("bob", "ruler", period(1923, 6)),
    ]
    return replace(
        case,
        title=text(),
        about=text(),
        coder=text(),
        licence=text(),
        actors=tuple(replace(a, name=f"{text()} {a.id}", references=cited) for a in case.actors),
        posts=(
            Post(
                id="chair", name=text(), fills={"army": half}, voice={"*": one},
                force=one, purse=half, seat=one, prestige=one, references=cited,
            ),
        ),
        tenures=(
            Tenure(post="chair", actor="ann", begin=None, end=period(1922, 9), references=cited),
        ),
        audiences=(
            Audience(
                id="army", name=text(), size=10, weight=one, turnover=half, line=half,
                line_sd=half, base="army", fed_by={}, abroad=False, references=cited,
            ),
        ),
        ties=(
            Tie(
                origin="ann", target="bob", kind="feud", strength=half, begin=None, end=None,
                references=cited,
            ),
        ),
        shocks=(
            Shock(
                id="storm", date=period(1922, 8), kind="war", target="", actor="", audience="",
                size=half, references=cited,
            ),
        ),
        course=tuple(course),
        chronicle=(
            Entry(
                id="e1", date=period(1922, 5), told=text(), title=text(), actors=("ann",),
                place=text(), kind=text(), outcome=text(), correction=text(), references=cited,
            ),
        ),
        sources=(
            Source(id="book", citation=text(), kind=text(), locator=text(), grade="documented"),
            Source(id="judged", citation=text(), kind=text(), locator="", grade="assumed"),
        ),
    )  # fmt: skip


def simulated(case, seed=5):
    from fake_model import fake_model

    from whowhom.ensemble.run import run_model

    return run_model(fake_model, case, runs=120, seed=seed)
