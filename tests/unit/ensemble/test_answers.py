import dataclasses
import json

import polars as pl
import pytest
from fake_model import ACTORS, ARMY, MONTHS, event, fake_model, make_case, period

from whowhom.ensemble.answers import course
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.documented import Documented, Milestone
from whowhom.ensemble.interval import quantiles
from whowhom.ensemble.outcome import FATES, STATUSES
from whowhom.ensemble.run import run_model
from whowhom.ensemble.tally import empty_tally
from whowhom.errors import InvalidInput

COURSE = [
    event("bob", "demoted", period(1922, 9)),
    event("ann", "demoted", period(1923, 2)),
    event("ann", "executed", period(1923, 11)),
    event("cat", "ruler", period(1924, 1)),
]


@pytest.fixture(scope="module")
def result():
    return run_model(fake_model, make_case(COURSE), runs=150, seed=2, chunk=40, threads=2)


@pytest.fixture(scope="module")
def simulated(result):
    return result.by_run()


def test_winners_are_the_shares_of_the_runs_and_nobody_comes_last(result, simulated):
    winners = result.winners()
    assert winners.columns == ["actor", "share", "low", "high"]
    assert winners["actor"].to_list()[-1] == "nobody"
    assert set(winners["actor"]) == {*ACTORS[1:], "nobody"}  # not the arbiter
    assert winners["share"].sum() == pytest.approx(1)
    assert winners["share"][:-1].is_sorted(descending=True)
    tops = simulated.group_by("run").agg(pl.col("top").first())["top"]
    for actor, share, low, high in winners.iter_rows():
        expected = tops.null_count() if actor == "nobody" else (tops == actor).sum()
        assert share == expected / 150
        assert low <= share <= high


def test_removals(result, simulated):
    removals = result.removals()
    assert removals.columns == [
        *("actor", "share", "low", "high", "first_out", "q05", "median", "q95")
    ]
    for actor, share, _, _, first_out, q05, median, q95 in removals.iter_rows():
        his = simulated.filter(pl.col("actor") == actor)
        fell = his["fell"].drop_nulls()
        assert share == len(fell) / 150
        assert first_out == (his["order"] == 0).sum() / 150
        for text, quantile in ((q05, 0.05), (median, 0.5), (q95, 0.95)):
            month = int(fell.cast(pl.Float64).quantile(quantile, interpolation="lower"))
            months = {result.circle.month(month + step) for step in (-1, 0, 1)}
            assert text in months  # polars counts quantiles in another way: a rank more or less


def test_fates_cover_everybody_and_sum_to_one(result):
    fates = result.fates()
    assert fates["actor"].unique(maintain_order=True).to_list() == list(ACTORS)
    assert fates["fate"].to_list() == list(FATES) * len(ACTORS)
    assert fates.group_by("actor").agg(pl.col("share").sum())["share"].to_list() == (
        pytest.approx([1] * len(ACTORS))
    )


def test_who_removes_whom_adds_up_to_who_falls(result):
    pairs = result.who_removes_whom().group_by("actor").agg(pl.col("share").sum())
    falls = dict(result.removals().select("actor", "share").iter_rows())
    for actor, share in pairs.iter_rows():
        by_the_arbiter_or_himself = falls[actor] - share
        assert -1e-9 <= by_the_arbiter_or_himself < 0.5


def test_trajectories(result, simulated):
    months = result.trajectories()
    assert len(months) == MONTHS * len(ACTORS)
    assert months["month"][0] == "1922-04"
    assert months["month"][-1] == "1924-03"
    sums = months.select(pl.sum_horizontal(STATUSES)).to_series()
    assert sums.to_list() == pytest.approx([1] * len(months))
    powers = [f"power_q{p}" for p in ("05", "25", "50", "75", "95")]
    ordered = months.select(pl.concat_list(powers).list.eval(pl.element().diff().drop_nulls() >= 0))
    assert ordered.to_series().list.all().all()
    last = months.filter(pl.col("month") == "1924-03", pl.col("actor") == "ann")
    his = simulated.filter(pl.col("actor") == "ann")
    middle = (his["share"] * 100).round().sort()[74] / 100
    assert last["power_q50"][0] == pytest.approx(middle)
    assert last["dead"][0] == his["dead"].is_not_null().mean()


def test_the_documented_course_beside_the_runs(result, simulated):
    course = result.course()
    assert course["event"].to_list() == ["fall", "fall", "death"]
    row = course.row(1, named=True)
    fell = simulated.filter(pl.col("actor") == "ann")["fell"]
    month = 10  # February 1923, counted from April 1922
    assert row["documented"] == "1923-02" == result.circle.month(month)
    assert row["share"] == fell.is_not_null().mean()
    assert row["earlier"] == (fell < month).sum() / 150
    assert row["inside"] == (row["q05"] <= "1923-02" <= row["q95"])


def test_without_a_documented_course_its_frame_is_empty_but_has_its_columns(result):
    empty = run_model(fake_model, make_case(), runs=3, seed=2).course()
    assert empty.schema == result.course().schema
    assert len(empty) == 0


def test_the_summary_is_plain_json_with_the_documented_keys(result):
    summary = json.loads(json.dumps(result.summary(), allow_nan=False))
    assert {"case", "runs", "seed", "seconds", "sha256", "winners", "removals", "fates"} <= set(
        summary
    )
    assert summary["winners"] == result.winners().to_dicts()
    assert summary["removals"] == result.removals().to_dicts()
    assert summary["fates"] == result.fates().to_dicts()
    assert summary["course"]["events"] == result.course().to_dicts()
    assert summary["course"]["order"]["actors"] == ["bob", "ann"]
    ruler = summary["course"]["ruler"]
    best = max(row["share"] for row in summary["winners"] if row["actor"] != "nobody")
    assert ruler["most_frequent"] == (ruler["share"] == best)


@pytest.mark.parametrize("pictures", [1, 3, MONTHS])
def test_who_holds_what_are_shares_of_all_runs_at_some_months(result, pictures):
    table = result.holdings(pictures=pictures)
    assert table["until"].n_unique() == pictures
    assert set(table["kind"]) == {"post", "body"}
    assert set(table["item"]) == {"chair", "army"}
    sums = table.group_by("kind", "until", "item").agg(pl.col("share").sum())["share"]
    assert sums.to_list() == pytest.approx([1.0] * len(sums))
    last = result.circle.months - 1 if pictures > 1 else 0
    chair = table.filter(
        (pl.col("item") == "chair") & (pl.col("until") == result.circle.month(last))
    )
    assert [share * 150 for share in chair["share"]] == pytest.approx(result.tally.held[last, 0])
    army = table.filter((pl.col("item") == "army") & (pl.col("until") == result.circle.month(last)))
    members = [share * 150 * ARMY.size for share in army["share"]][:-1]
    assert members == pytest.approx(result.tally.clients[last, 0])


def test_who_holds_what_is_asked_of_one_month_or_more(result):
    with pytest.raises(InvalidInput, match="pictures"):
        result.holdings(pictures=0)


def test_pandas_takes_the_frames(result):
    frame = result.winners().to_pandas()
    assert frame["share"].sum() == pytest.approx(1)


def test_the_repr_is_short(result):
    assert repr(result) == "<Result: 150 runs of 'toy', seed 2, in memory>"


def test_every_quantile_of_power_is_that_of_its_histogram():
    """With 100 runs every quantile falls right on a step."""
    hundred = run_model(fake_model, make_case(), runs=100, seed=4)
    power = hundred.tally.power.reshape(-1, 101)
    columns = hundred.trajectories().select("^power_q.*$").to_numpy()
    for histogram, row in zip(power, columns, strict=True):
        assert [round(100 * x) for x in row] == quantiles(histogram, (5, 25, 50, 75, 95))


@pytest.mark.parametrize(
    ("earliest", "latest", "inside"),
    [
        *((2, 2, False), (3, 3, True), (1, 3, True), (5, 5, True)),
        *((7, 7, True), (7, 9, True), (8, 8, False), (1, 9, True)),
    ],
)
def test_a_documented_month_is_inside_from_edge_to_edge(earliest, latest, inside):
    """Of 20 falls two are in month 3, two in month 7, the rest between: 5 % by 3, 95 % by 7."""
    circle = Circle(actors=("a",), contenders=("a",), first_month=0, months=12)
    tally = empty_tally(circle)
    tally.fell[0, [3, 5, 7]] = 2, 16, 2
    milestone = Milestone(actor=0, event="fall", earliest=earliest, latest=latest, text="")
    (row,) = course(
        dataclasses.replace(tally, runs=20), circle, Documented(milestones=(milestone,))
    )
    assert row["inside"] is inside
    assert row["earlier"] == tally.fell[0, :earliest].sum() / 20
