"""What docs/why_kill_him.md says of dates given the record: simulated, kept in a file, worded."""

import json
import sys
from pathlib import Path

import polars as pl
from marked import table

import whowhom as ww
from whowhom.charts import Look, orders, page
from whowhom.charts.words import of_100
from whowhom.ensemble.conditioning import Unexplained
from whowhom.ensemble.reasons import Reason
from whowhom.ensemble.sentences import points
from whowhom.ensemble.why_kill import why_kill
from whowhom.scenario.change import Change
from whowhom.scenario.questions import questions

KEPT = Path(__file__).with_name("why_kill_him.json")
PICTURES = Path(__file__).with_name("pictures")
CASE = ww.read_case("duel")
RIVAL = "trotsky"
DATES = {
    "1927-11": "expelled from the party",
    "1929-02": "sent abroad",
    "1934-11": "before the murder of Kirov",
    "1936-08": "condemned in absentia",
    "1939-03": "the documented order",
    "1939-07": "before the pact",
    "1939-09": "after the pact",
    "1940-07": "before the killing",
}
"""The months to whose end the record is read, and what is documented of them."""
ASKED = ("A2", "A4", "A5", "A7", "A9")
"""The answers that are taken away at each date."""
CHECKED = "1934-11"
CHECKS = {
    "half": ("the murder at half its size", {"shocks.kirov.size": 0.4}),
    "weak": ("the murder at the lower end of its size", {"shocks.kirov.size": 0.7}),
    "no terror": ("the murder without its terror", {"parameters.pretext_terror": 0}),
    "no norm": ("the murder without its blow to the norm", {"parameters.pretext_norm": 0}),
}
"""What the fall of the price in 1934 consists of, taken apart at that date."""


def reasons_at(date):
    """Return what is taken away at a date."""
    asked = {q.id: q for q in questions(CASE) if q.why_kill == RIVAL}
    found = [Reason(id=name, says=asked[name].ask, change=asked[name].change) for name in ASKED]
    if date == CHECKED:
        found += [
            Reason(id=name, says=says, change=Change.of(set=values))
            for name, (says, values) in CHECKS.items()
        ]
    return found


def simulate(runs, filters, seed):
    """Simulate all dates, and keep what is found after each."""
    kept = {"dates": {}}
    for number, date in enumerate(DATES, start=1):
        settings = {"runs": runs, "filters": filters, "seed": seed}
        try:
            found = why_kill(CASE, reasons_at(date), actor=RIVAL, as_of=date, **settings)
            kept["dates"][date] = _short(found.as_dict())
        except Unexplained as error:
            kept["dates"][date] = {"unexplained": str(error)}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        sys.stderr.write(f"{number} of {len(DATES)} dates given the record\n")
    return kept


def _short(value):
    """Return plain values without digits that say nothing."""
    if isinstance(value, dict):
        return {name: _short(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_short(one) for one in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


# -------------------------------------------------------------------------------------- numbers


def parts_of(points, themes):
    """Return the lines of each part of the page that is given the record."""
    return {
        "answer": map("- {}".format, in_five_sentences(points)),
        "given_picture": draw(points, themes),
        "given_settings": settings(points),
        "dates": dates(points),
        "changes": changes(points),
        "checks": checks(points),
    }


def read():
    """Return what was kept of the dates that have an answer, in their order."""
    kept = _kept()
    return {date: kept[date] for date in DATES if "chances" in kept.get(date, {})}


def _kept():
    return json.loads(KEPT.read_text(encoding="utf-8"))["dates"]


def of(row):
    """Return a share as a number of 100, with its interval."""
    low, high = (100 * row[end] for end in ("low", "high"))
    return f"{of_100(row['share'])} ({low:.0f} to {high:.0f})"


def change_of(point, reason, outcome):
    """Return what is left out at a date, or None where it cannot be."""
    rows = {row["id"]: row[outcome] for row in point["changes"]}
    return rows.get(reason)


def moved(row, *, bold=False):
    """Return a change in runs of 100, with its interval."""
    middle, low, high = (points(row[name], signed=True) for name in ("difference", "low", "high"))
    text = f"{middle} ({low} to {high})"
    return f"**{text}**" if bold and is_clear(row) else text


def is_clear(row):
    return row["low"] > 0 or row["high"] < 0


def thousandths(row):
    if row is None:
        return "-"
    return f"{1000 * row['q50']:.0f} ({1000 * row['q05']:.0f} to {1000 * row['q95']:.0f})"


# ---------------------------------------------------------------------------------------- words


def in_five_sentences(points):
    """Answer the question, by what was found."""
    yield _when(points)
    if CHECKED in points:
        yield _the_murder(points[CHECKED])
    yield _the_pact(points)
    yield _strongest(points)
    shown = [row for point in points.values() for row in point["chances"].values()]
    shown += [
        change_of(point, name, outcome)
        for point in points.values()
        for name in ASKED
        for outcome in ("ordered_in_a_year", "ordered", "killed")
    ]
    widest = max(row["high"] - row["low"] for row in shown if row is not None)
    yield (
        "**These are answers of the model, not of history**, and they are known roughly: what the "
        "record leaves of the values that differ between starts is sampled by few runs of each "
        f"filter, so that the widest interval below spans {100 * widest:.0f} of 100 runs."
    )


def _when(points):
    """Say from which date on the order is likelier than not."""
    name = "ordered_in_a_year"
    likely = [date for date, one in points.items() if one["chances"][name]["share"] > 0.5]
    head = (
        f"Given the record, killing pays from {likely[0]} on, and not before"
        if likely and likely[0] != next(iter(points))
        else f"Given the record, killing pays at once, in {likely[0]}"
        if likely
        else "Given the record, killing pays within a year at none of the dates"
    )
    within, killed = (
        ", ".join(f"{date} {of(one['chances'][what])}" for date, one in points.items())
        for what in (name, "killed")
    )
    return (
        f"**{head}**: the order is given within a year of the date in so many of 100 runs: "
        f"{within}; and Trotsky is killed by the end of the case in so many: {killed}."
    )


def _the_murder(point):
    order, killed = (change_of(point, "A4", name) for name in ("ordered_in_a_year", "killed"))
    costs = (point["quantities"]["cost"], _quantities(point, "A4")["cost"])
    told = "carries it" if order["difference"] < -0.5 and is_clear(order) else "does not carry it"
    return (
        f"**The murder of 1934 {told}**: given the record to {CHECKED}, the order is given by "
        f"{point['year']} in {of(point['chances']['ordered_in_a_year'])} of 100 runs with it and "
        f"in {of_100(order['after'])} without it ({moved(order)}), and Trotsky is killed by the "
        f"end in {of_100(killed['before'])} and {of_100(killed['after'])} ({moved(killed)}), since "
        f"the cost of the killing is {1000 * costs[0]['q50']:.0f} thousandths with it and "
        f"{1000 * costs[1]['q50']:.0f} without it, beside a threat of "
        f"{1000 * point['quantities']['threat']['q50']:.0f}."
    )


def _quantities(point, reason):
    return next(row["quantities"] for row in point["changes"] if row["id"] == reason)


def _the_pact(points):
    asked = [date for date in points if change_of(points[date], "A9", "ordered") is not None]
    date = asked[-1] if asked else None
    if date is None:
        return "**The pact of 1939** was not asked about."
    point = points[date]
    row, killed = change_of(point, "A9", "ordered"), change_of(point, "A9", "killed")
    before = point["chances"]["ordered_before"]
    word = (
        "adds orders"
        if is_clear(row) and row["difference"] < 0
        else "orders nothing, and helps to carry it out"
        if is_clear(killed) and killed["difference"] < 0
        else "comes too late to matter"
    )
    return (
        f"**The pact of 1939 {word}**: by {date} the order has been given in {of(before)} of 100 "
        f"runs, and without the pact the orders by the end change by {moved(row)} and the killings "
        f"by {moved(killed)} of 100."
    )


def _strongest(points):
    """Say what is needed most of what belongs to no date."""
    found = []
    for date, point in points.items():
        for name in ("A2", "A5", "A7"):
            row = change_of(point, name, "ordered")
            if row is not None and is_clear(row) and row["difference"] < 0:
                found.append((row["difference"], date, name, row))
    words = {"A2": "grievance", "A5": "the voice abroad", "A7": "the shadow of prestige"}
    if not found:
        return (
            "**Without the voice abroad, the shadow of prestige or grievance** the orders by the "
            "end are not clearly fewer at any of the dates."
        )
    best = {}
    for entry in sorted(found):
        best.setdefault(entry[2], entry)
    told = "; ".join(
        f"without {words[name]} by {moved(row)} of 100 given the record to {date}"
        for name, (_, date, _, row) in best.items()
    )
    none = [words[name] for name in words if name not in best]
    rest = f"; taking away {' or '.join(none)} changes nothing clearly at any date" if none else ""
    first = words[next(iter(best))]
    head = f"**Of what belongs to no date, {first} counts most**"
    return f"{head}: orders by the end change {told}{rest}."


# --------------------------------------------------------------------------------------- tables


def dates(points):
    rows = []
    for date, point in points.items():
        chances, quantities = point["chances"], point["quantities"]
        rows.append(
            [
                f"{date} {DATES[date]}",
                *(thousandths(quantities[name]) for name in ("threat", "cost")),
                "-" if point["would_kill"] is None else of(point["would_kill"]),
                of(chances["ordered_before"]),
                of(chances["ordered_in_a_year"]),
                of(chances["ordered"]),
                of(chances["killed_in_a_year"]),
                of(chances["killed"]),
            ]
        )
    yield (
        "Threat and cost in thousandths, in the month after the date: median, and in brackets the "
        "central 90 % of the runs. All else of 100 runs, with its 95 % interval: *would*, in how "
        "many the leader would order the killing in that month; *before*, in how many it has been "
        "ordered by the date."
    )
    yield ""
    head = ["given the record to", "threat", "cost", "would", "before", "ordered in a year"]
    yield from table([*head, "by the end", "killed in a year", "by the end"], rows)
    yield ""
    leads = "; ".join(
        f"{date} "
        + ", ".join(
            f"{CASE.names.get(name, 'nobody')} {of_100(share)}"
            for name, share in list(point["leaders"].items())[:2]
        )
        for date, point in points.items()
    )
    yield f"Who leads at the date, of 100 runs (the two likeliest): {leads}."


def changes(points):
    rows = []
    for date, point in points.items():
        for outcome, word in (
            ("ordered_in_a_year", "ordered in a year"),
            ("ordered", "ordered by the end"),
            ("killed", "killed by the end"),
        ):
            cells = []
            for name in ASKED:
                row = change_of(point, name, outcome)
                cells.append("has happened" if row is None else moved(row, bold=True))
            rows.append([date, word, of_100(point["chances"][outcome]["share"]), *cells])
    yield (
        "Changes are of 100 runs in pairs from the same states, with the 95 % interval; bold where "
        "it leaves out zero. What lies before a date has happened: leaving it out changes nothing."
    )
    yield ""
    names = {
        "A2": "without grievance (A2)",
        "A4": "without the murder of 1934 (A4)",
        "A5": "without the voice abroad (A5)",
        "A7": "without the shadow of prestige (A7)",
        "A9": "without the pact (A9)",
    }
    yield from table(["given the record to", "of 100 runs", "as it is", *names.values()], rows)


def checks(points):
    """Take the effect of the murder of 1934 apart."""
    point = points[CHECKED]
    rows = []
    for name, says in {"A4": "no murder", **{n: says for n, (says, _) in CHECKS.items()}}.items():
        row = next((row for row in point["changes"] if row["id"] == name), None)
        if row is not None:
            outcomes = (row["ordered_in_a_year"], row["killed"])
            cells = [text for one in outcomes for text in (of_100(one["after"]), moved(one))]
            rows.append([says, thousandths(row["quantities"]["cost"]), *cells])
    chances = point["chances"]
    base = [of_100(chances[name]["share"]) for name in ("ordered_in_a_year", "killed")]
    yield from table(
        ["the murder of 1934", "cost", "ordered in a year", "change", "killed", "change"],
        [
            ["as it is", thousandths(point["quantities"]["cost"]), base[0], "", base[1], ""],
            *rows,
        ],
    )
    yield ""
    told = ", ".join(
        f"{100 * one['ordered']:.0f} and {100 * one['killed']:.0f}" for one in point["filters"]
    )
    yield (
        f"The {len(point['filters'])} filters, each of {point['runs'] // len(point['filters']):,} "
        f"runs, find by themselves, of 100 runs, orders and killings by the end: {told}. Their log "
        f"evidence lies between {min(f['log_evidence'] for f in point['filters']):.1f} and "
        f"{max(f['log_evidence'] for f in point['filters']):.1f}."
    )


def settings(points):
    counts = "; ".join(
        f"{date}: {point['runs']:,} runs of {len(point['filters'])} filters"
        for date, point in points.items()
    )
    yield (
        f"Runs as it is, and as many with each change: {counts}. The filters of a date are "
        "independent and count alike; the interval is that of their mean."
    )
    kept = _kept()
    for date, what in DATES.items():
        if date not in kept:
            yield ""
            yield f"No answer: {date} ({what}) was not simulated when this was written."
        elif "unexplained" in kept[date]:
            yield ""
            yield f"No answer for {date} ({what}). {kept[date]['unexplained'].split(' Take ')[0]}"


# -------------------------------------------------------------------------------------- picture


def draw(points, themes):
    for name, theme in themes.items():
        chart = picture(points, theme)
        chart.save(PICTURES / f"why-kill-given-{name}.png", scale_factor=2)
    dark = "pictures/why-kill-given-dark.png"
    yield "<picture>"
    yield f'  <source media="(prefers-color-scheme: dark)" srcset="{dark}">'
    yield f'  <img alt="{chart["description"]}" src="pictures/why-kill-given-light.png">'
    yield "</picture>"


def picture(points, theme):
    look = Look.of(CASE, theme)
    names = {
        "A4": "without the murder of 1934",
        "A9": "without the pact of 1939",
        "A5": "without the voice abroad",
        "A7": "without the shadow of prestige",
        "A2": "without grievance",
    }
    charts = []
    for outcome, title in (
        ("ordered_in_a_year", "The order is given within a year"),
        ("ordered", "The order is given by the end"),
    ):
        rows = []
        for date, point in points.items():
            base = {"date": date, "event": DATES[date]}
            rows.append({**base, "change": "", **point["chances"][outcome]})
            for name, says in names.items():
                row = change_of(point, name, outcome)
                if row is not None:
                    ends = {"share": row["after"], "low": 0.0, "high": 0.0}
                    rows.append({**base, "change": says, **ends})
        charts.append(orders(pl.DataFrame(rows), look=look, title=title))
    return page([charts], look)
