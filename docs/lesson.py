"""Write the numbers of docs/tutorials/lesson-answers.md from the shipped result of the duel.

    python docs/lesson.py

The same numbers stand on the site that the lesson publishes. Rewrites what is between the markers.
"""

from collections import Counter
from pathlib import Path

from marked import put, table

from whowhom.cases import read_case
from whowhom.ensemble import odds_sentences as told
from whowhom.ensemble.occurrences import all_records, tops
from whowhom.ensemble.sentences import actor_names, month_words, per_hundred
from whowhom.ensemble.what_if import compared, run_with
from whowhom.reporting import causes
from whowhom.reporting.findings import findings
from whowhom.scenario.change import changed
from whowhom.scenario.questions import questions
from whowhom.web.odds import shipped_odds
from whowhom.web.results import Results

PAGE = Path(__file__).parent / "tutorials" / "lesson-answers.md"
QUESTION = "X2"
RULER = "stalin"
TOLD_RUNS = 20
FAIR = 1 / 8  # seven contenders and nobody


def main() -> None:
    case = read_case("duel")
    results = Results(Path())
    results.load_shipped(case)
    result, odds = results.shipped(), shipped_odds(case)
    assert result is not None, "make it anew: python docs/shipped_result.py"
    assert odds is not None, "make them anew: python docs/shipped_odds.py"
    page = PAGE.read_text(encoding="utf-8")
    for name, lines in (
        ("answer", answer(result)),
        ("dates", dates(odds)),
        ("lesson-runs", runs(result)),
        ("whatif", what_if(result)),
        ("scores", scores(result)),
    ):
        page = put(page, name, list(lines))
    PAGE.write_text(page, encoding="utf-8")
    results.close()


def answer(result):
    """Yield the answers to the questions about the first page."""
    found = {one.id: one for one in findings(result, only=["answer", "sampling", "falls"])}
    yield f"- {found['answer'].sentence}"
    yield f"- {found['sampling'].sentence}"
    yield f"- {found['falls'].sentence}"
    yield ""
    yield from table(found["answer"].table.columns, found["answer"].table.rows)


def dates(odds):
    """Yield the answers to the questions about the slider."""
    points = odds["points"]
    yield f"- {told.largest_move(odds)}"
    for level in (50, 90):
        reached = next(one for one in points if share(one, RULER) >= level / 100)
        events = "; ".join(told.event_words(one, told.names_of(odds)) for one in reached["events"])
        yield (
            f"- Stalin first has {level} or more of 100 runs given the record to "
            f"{month_words(reached['as_of'])} ({events}): "
            f"{per_hundred(share(reached, RULER), odds['runs'])} of 100."
        )


def share(point, actor):
    return next(row["share"] for row in point["winners"] if row["actor"] == actor)


def runs(result):
    """Yield who rules at the end of the runs that the site tells."""
    names = actor_names(result.case)
    ends = tops(all_records(result, TOLD_RUNS), result.circle)
    counts = Counter(names[str(one)] for one in ends).most_common()
    yield (
        f"Of the {TOLD_RUNS} runs on the page: "
        + ", ".join(f"{name} {count}" for name, count in counts)
        + "."
    )


def what_if(result):
    """Yield the answer to the what-if question."""
    asked = next(one for one in questions(result.case) if one.id == QUESTION)
    case, values = changed(result.case, asked.change, result.parameters)
    other = run_with(case, values, runs=result.runs, seed=result.seed)
    both = compared(asked.change, result, other)
    found = {one.id: one for one in causes.what_if(both)}
    theirs = both.effect("wins", actor=RULER)
    yield f"- {asked.ask} {found['change'].sentence}"
    yield (
        f"- {actor_names(case)[RULER]} ends as sole ruler in "
        f"{per_hundred(theirs.after, both.runs)} of 100 runs, instead of "
        f"{per_hundred(theirs.before, both.runs)} (95% interval of the difference "
        f"{100 * theirs.low:+.0f} to {100 * theirs.high:+.0f}). {found['effect'].sentence}"
    )
    yield f"- {found['reach'].sentence}"


def scores(result):
    """Yield the Brier scores that the homework asks for."""
    chances = {row["actor"]: row["share"] for row in result.winners().to_dicts()}
    model = sum((share - (actor == RULER)) ** 2 for actor, share in chances.items())
    equal = (1 - FAIR) ** 2 + (len(chances) - 1) * FAIR**2
    yield (
        f"The model scores {model:.2f}, equal chances for all eight {equal:.2f}, certainty of the "
        "right name 0.00 and of a wrong one 2.00."
    )


if __name__ == "__main__":
    main()
