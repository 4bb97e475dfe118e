"""Laws of bargaining over a line, and agreement with its plain definition."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from whowhom.theory.bargains import _bargaining_kernel as kernels
from whowhom.theory.bargains.bargaining import VARIANTS, Reading, bargaining
from whowhom.theory.bargains.bargaining_rounds import median_place

NAMES = "abcdefghijkl"
small = st.integers(1, 6)  # small numbers: ties are frequent
salience = st.sampled_from([Fraction(k, 4) for k in range(5)])
issues = st.lists(st.tuples(small, st.integers(0, 8), salience), min_size=1, max_size=7).filter(
    lambda rows: any(row[2] for row in rows)
)
readings = st.builds(
    Reading,
    probability=st.sampled_from(["pairwise", "all-pairs"]),
    votes=st.sampled_from(["straight", "curved"]),
    perspective=st.sampled_from(["each", "own"]),
    conflict=st.sampled_from(["loser-moves", "open"]),
    compel=st.booleans(),
    selection=st.sampled_from(["least-move", "lowest", "enforce"]),
    spread=st.sampled_from(["dynamic", "fixed"]),
    risk=st.booleans(),
    quo=st.sampled_from([1.0, 0.5, 0.0]),
)
named = st.sampled_from(list(VARIANTS))


def simulate(rows, variant, rounds=4, **changes):
    """Bargain among actors a, b, c ... given as rows of capability, position, salience."""
    columns = dict(
        zip(("capability", "position", "salience"), zip(*rows, strict=True), strict=True)
    )
    given = {
        name: dict(zip(NAMES, column, strict=False)) for name, column in (columns | changes).items()
    }
    return bargaining(**given, variant=variant, rounds=rounds)


def course(found):
    """Return who moves towards whom by which offer, round by round."""
    return [[(m.actor, m.toward, m.offer) for m in simulated.moves] for simulated in found.history]


# --- the plain definition


def definition(rows, reading):
    """Return positions after one round, as the model card says it, without arrays."""
    n = len(rows)
    everybody = range(n)
    c, x, s = ([float(row[k]) for row in rows] for k in range(3))
    w = [a * b for a, b in zip(c, s, strict=True)]
    spread = max(x) - min(x)
    if spread == 0:
        return x

    def d(i, j):
        return abs(x[i] - x[j]) / spread

    held = sorted(set(x))
    mu = min(held, key=lambda p: (round(sum(w[k] * abs(x[k] - p) for k in everybody), 9), p))

    def support(i, j, r):
        return sum(max(0.0, w[k] * (d(k, j) ** r[k] - d(k, i) ** r[k])) for k in everybody)

    def chances(r):
        if reading.votes == "straight":
            r = [1.0] * n
        for_i = [[support(i, j, r) for j in everybody] for i in everybody]
        every = 2 * sum(map(sum, for_i))
        table = {}
        for i in everybody:
            for j in everybody:
                if reading.probability == "all-pairs":
                    table[i, j] = 0.0 if x[i] == x[j] else for_i[i][j] / every
                else:
                    both = for_i[i][j] + for_i[j][i]
                    table[i, j] = for_i[i][j] / both if both > 1e-10 else 0.5
        return table

    def expected(i, j, r, chance):
        def u(base):
            return 2 - 4 * max(base, 0.0) ** r

        dm = abs(x[i] - mu) / spread
        resisted = chance * u(0.5 - d(i, j) / 2) + (1 - chance) * u(0.5 + d(i, j) / 2)
        challenge = s[j] * resisted + (1 - s[j]) * u(0.5 - d(i, j) / 2)
        better = dm < d(i, j) - 1e-9
        moved = u(0.5 - (dm + d(i, j)) / 4) if better else u(0.5 + (dm + d(i, j)) / 4)
        return challenge - reading.quo * u(0.5) - (1 - reading.quo) * moved

    r, p = [1.0] * n, chances([1.0] * n)
    if reading.risk:
        sec = [sum(expected(j, i, 1.0, p[j, i]) for j in everybody if j != i) for i in everybody]
        width = max(sec) - min(sec)
        if width > 1e-9:
            averse = [(2 * value - max(sec) - min(sec)) / width for value in sec]
            r = [(1 - a / 3) / (1 + a / 3) for a in averse]
        p = chances(r)
    end = []
    for i in everybody:
        offers = []
        for j in everybody:
            if x[i] == x[j]:
                continue
            a = expected(i, j, r[i], p[i, j])
            b = expected(j, i, r[i] if reading.perspective == "own" else r[j], p[j, i])
            if b > a + 1e-9 and a > 1e-9:
                kind, place = (0, x[j]) if reading.conflict == "loser-moves" else (None, 0)
            elif b > 1e-9 and a < -1e-9 and b > -a + 1e-9:
                kind, place = 1, x[i] + (x[j] - x[i]) * abs(a / b)
            elif b > 1e-9 and a < -1e-9 and b < -a - 1e-9 and reading.compel:
                kind, place = 2, x[j]
            else:
                continue
            if kind is None:
                continue
            move = abs(place - x[i])
            if reading.selection == "enforce":
                rank = [-b, move]
            elif reading.selection == "lowest" and kind == 1:
                rank = [kind, (-a * x[i] + b * x[j]) / (b - a), -b]
            else:
                rank = [kind, move, -b]
            offers.append((*(round(part, 9) for part in rank), -c[j], x[j], place))
        end.append(min(offers)[-1] if offers else x[i])
    return end


@settings(max_examples=150)
@given(issues, readings)
def test_it_is_the_plain_definition(rows, reading):
    found = simulate(rows, reading, rounds=1)
    assert found.end.tolist() == pytest.approx(definition(rows, reading), abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6)), min_size=1, max_size=8))
def test_the_median_beats_every_other_position(voters):
    assume(any(weight for _, weight in voters))
    x = np.array([float(place) for place, _ in voters])
    w = np.array([float(weight) for _, weight in voters]) / sum(weight for _, weight in voters)
    median = median_place(x, w)
    costs = {place: float((w * abs(x - place)).sum()) for place in set(x.tolist())}
    assert median == min(costs, key=lambda place: (round(costs[place], 12), place))
    for other in costs:
        nearer = abs(x - median) - abs(x - other)
        assert w[nearer < 0].sum() >= w[nearer > 0].sum() - 1e-12


# --- neutrality


@given(issues, readings, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, reading, shuffler):
    """Not even by a bit."""
    order = shuffler.sample(range(len(rows)), len(rows))
    found = simulate(rows, reading)
    names = [NAMES[i] for i in order]
    given = {
        name: {who: rows[NAMES.index(who)][k] for who in names}
        for k, name in enumerate(("capability", "position", "salience"))
    }
    moved = bargaining(**given, variant=reading, rounds=4)
    assert moved.end.tolist() == found.end[order].tolist()
    assert moved.means == found.means
    assert moved.medians == found.medians
    assert [set(turn) for turn in course(moved)] == [set(turn) for turn in course(found)]
    assert moved.last.gain.tolist() == found.last.gain[np.ix_(order, order)].tolist()


@given(issues, readings, st.randoms(use_true_random=False))
def test_actors_without_names_move_alike(rows, reading, shuffler):
    order = shuffler.sample(range(len(rows)), len(rows))
    one = bargaining(*zip(*rows, strict=True), variant=reading, rounds=3)
    other = bargaining(*zip(*[rows[i] for i in order], strict=True), variant=reading, rounds=3)
    # equal actors may end apart by the last bit, whichever comes first
    assert other.end == pytest.approx(one.end[order], abs=1e-12)


@given(issues, readings, st.integers(-30, 30), st.sampled_from([Fraction(1, 3), 1, 7, 1000]))
def test_the_unit_and_the_zero_of_the_line_do_not_matter(rows, reading, shift, scale):
    found = simulate(rows, reading)
    moved = simulate(rows, reading, position=[row[1] * scale + shift for row in rows])
    assert course(moved) == course(found)
    for one, other in zip(found.history, moved.history, strict=True):
        assert other.positions == pytest.approx(one.positions * float(scale) + shift, abs=1e-9)
        assert other.mean == pytest.approx(one.mean * float(scale) + shift, abs=1e-9)
        assert other.median == pytest.approx(one.median * float(scale) + shift, abs=1e-9)
        assert other.risk.tolist() == one.risk.tolist()


@given(issues, readings, st.sampled_from([Fraction(1, 7), 3, 10**9]))
def test_the_unit_of_capability_does_not_matter(rows, reading, scale):
    found = simulate(rows, reading)
    other = simulate(rows, reading, capability=[row[0] * scale for row in rows])
    assert other.end.tolist() == found.end.tolist()
    assert other.means == found.means
    assert other.first.chance.tolist() == found.first.chance.tolist()


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 8)), min_size=2, max_size=7,
             unique_by=lambda row: row[0]),
    readings,
)  # fmt: skip
def test_a_mirrored_line_mirrors_the_result(rows, reading):
    """But for "lowest", and for medians that tie (an odd sum has none).

    One round is the law; over several, a range that shrinks to nothing blows up rounding.
    """
    assume(sum(row[0] for row in rows) % 2 == 1)
    reading = replace(reading, selection="least-move" if reading.compel else "enforce")
    rows = [(power, place, 1) for power, place in rows]
    found = simulate(rows, reading, rounds=1)
    other = simulate([(power, -place, 1) for power, place, _ in rows], reading, rounds=1)
    assert other.end == pytest.approx(-found.end, abs=1e-9)
    assert other.means == pytest.approx([-mean for mean in found.means], abs=1e-9)
    assert other.medians == pytest.approx([-median for median in found.medians], abs=1e-9)


def test_the_variant_that_takes_the_lowest_place_has_no_mirror():
    """Two offers upwards; as run he takes another of them on the mirrored line."""
    rows = [(7, 0, "1/4"), (4, 5, 1), (1, 4, 1)]
    mirrored = [(power, -place, care) for power, place, care in rows]
    lowest = VARIANTS["scholz-asrun"]
    for reading, has_mirror in ((lowest, False), (replace(lowest, selection="least-move"), True)):
        found, other = (simulate(each, reading, rounds=1) for each in (rows, mirrored))
        assert np.allclose(other.end, -found.end, atol=1e-9) == has_mirror


# --- what must hold


@given(issues, readings)
def test_chances(rows, reading):
    found = simulate(rows, reading, rounds=2)
    for expected in (found.first, found.last):
        chance = expected.chance
        assert chance.min() >= 0.0
        assert chance.max() <= 1.0
        if reading.probability == "pairwise":
            assert chance + chance.T == pytest.approx(np.ones_like(chance), abs=1e-15)
        elif chance.any():
            assert chance.sum() == pytest.approx(0.5)


@given(issues, readings)
def test_nobody_leaves_the_ground_between_the_outermost(rows, reading):
    found = simulate(rows, reading)
    low, high = min(row[1] for row in rows), max(row[1] for row in rows)
    for simulated in found.history:
        assert low <= simulated.positions.min()
        assert simulated.positions.max() <= high
        assert low <= simulated.median <= high
        assert low <= simulated.mean <= high
        assert simulated.median in simulated.positions
        assert simulated.risk.min() >= 0.5
        assert simulated.risk.max() <= 2.0


@given(issues, readings)
def test_moves_say_what_happens_to_positions(rows, reading):
    found = simulate(rows, reading)
    before = found.start
    for simulated in found.history:
        at = dict(zip(found.actors, before, strict=True))
        moves = {move.actor: move for move in simulated.moves}
        for actor, end in zip(found.actors, simulated.positions, strict=True):
            if actor not in moves:
                assert end == at[actor]
                continue
            move = moves[actor]
            assert (move.start, move.end) == (at[actor], end)
            target = at[move.toward]
            assert min(at[actor], target) <= end <= max(at[actor], target)
            if move.offer != "compromise":
                assert end == target
        before = simulated.positions


@given(issues, readings)
def test_offers_say_what_was_expected(rows, reading):
    found = simulate(rows, reading, rounds=1)
    for move in found.history[0].moves:
        i, j = found.actors.index(move.actor), found.actors.index(move.toward)
        gain, threat = found.first.gain[i, j], found.first.threat[i, j]
        if move.offer == "conflict":
            assert threat > gain > 0
        elif move.offer == "compromise":
            assert threat > -gain > 0
        else:
            assert -gain > threat > 0


@given(issues, readings)
def test_rest_and_cycles_are_what_they_are_called(rows, reading):
    found = simulate(rows, reading, rounds=30)
    states = [found.start.tolist(), *(simulated.positions.tolist() for simulated in found.history)]
    assert (found.forecast is None) == (found.period != 1)
    if found.period is None:
        assert found.recurs_from is None
        return
    first, period = found.recurs_from, found.period
    for turn in range(first, len(states) - period):
        assert states[turn] == states[turn + period]
    if period == 1:
        assert found.forecast == found.medians[-1]
        assert len(set(found.medians[first:])) == 1


def test_a_creep_that_ends_in_a_jump_is_no_rest():
    """Two who weigh nothing chase a third by millionths, and then stand at the other end."""
    reading = Reading(probability="all-pairs", compel=False)
    rows = [(1, 0, 0), (1, 0, 0), (1, 0, "1/4"), (1, 0, "3/4"), (1, 2, "3/4")]
    found = simulate(rows, reading, rounds=40)
    steps = [
        np.abs(after.positions - before.positions).max()
        for before, after in zip(found.history, found.history[1:], strict=False)
    ]
    assert 0 < min(steps[:20]) < 1e-9
    assert max(steps[15:]) > 1.9
    assert found.forecast is None


@given(st.lists(small, min_size=1, max_size=6), readings)
def test_where_all_agree_nobody_moves(powers, reading):
    found = simulate([(power, 3, 1) for power in powers], reading, rounds=2)
    assert course(found) == [[], []]
    assert (found.forecast, found.start_mean, found.start_median) == (3.0, 3.0, 3.0)
    assert all((simulated.risk == 1.0).all() for simulated in found.history)


@given(issues, st.integers(1, 50), st.integers(0, 8))
def test_who_does_not_care_does_not_count(rows, power, place):
    with_him = simulate([*rows, (power, place, 0)], "scholz-printed", rounds=1)
    without = simulate(rows, "scholz-printed", rounds=1)
    assert with_him.start_mean == without.start_mean
    assert with_him.start_median == without.start_median


@given(issues)
def test_without_risk_all_exponents_are_one_and_perspectives_agree(rows):
    plain = Reading(risk=False)
    found = simulate(rows, plain)
    assert all((simulated.risk == 1.0).all() for simulated in found.history)
    for other in (replace(plain, perspective="own"), replace(plain, votes="curved")):
        assert course(simulate(rows, other)) == course(found)


def test_two_equals_in_dispute_do_not_move():
    """Equal expected utilities make no offer."""
    for variant in VARIANTS:
        found = bargaining([1, 1], [0, 1], variant=variant, rounds=1)
        assert found.history[0].risk.tolist() == [1.0, 1.0]
        if variant != "scholz-asrun":
            assert not found.history[0].moves


# --- compiled and plain


def random_circle(seed, n):
    rng = np.random.default_rng(seed)
    places = np.sort(rng.integers(0, 6, n) / 5.0) if seed % 2 else rng.uniform(size=n)
    weights = rng.uniform(size=n)
    return places, weights / weights.sum(), rng.uniform(size=n), rng.uniform(0.5, 2.0, n)


@pytest.mark.parametrize("seed", range(8))
def test_compiled_and_plain_kernels_agree(seed):
    n = 7
    places, weights, salience, exponents = random_circle(seed, n)
    order = np.argsort(places, kind="stable")

    def both(kernel, *arguments, filled=1):
        outputs = []
        for function in (kernel, kernel.py_func):
            arrays = [np.full((n, n), np.nan) for _ in range(filled)]
            function(*arguments, *arrays)
            outputs.append(arrays[0])
        assert outputs[0] == pytest.approx(outputs[1], rel=1e-14, abs=1e-15)
        return outputs[0]

    straight = both(kernels.fill_straight_support, places, weights, order)
    curved = both(kernels.fill_curved_support, places, weights, exponents, 1.0)
    ones = both(kernels.fill_curved_support, places, weights, np.ones(n), 1.0)
    assert straight == pytest.approx(ones, abs=1e-14)
    gains = {}
    for is_pairwise in (True, False):
        chances = both(kernels.fill_chances, curved, places, is_pairwise, 1e-12)
        for by_challenger in (True, False):
            gains[by_challenger] = both(
                kernels.fill_utilities,
                *(places, salience, chances, exponents, by_challenger, 0.4, 1.0, 0.5),
            )
    for selection in (kernels.LEAST_MOVE, kernels.LOWEST, kernels.ENFORCE):
        for is_open in (True, False):
            results = []
            for function in (kernels.pick_offers, kernels.pick_offers.py_func):
                moved, toward, kinds = np.empty(n), np.empty(n, np.int64), np.empty(n, np.int64)
                function(
                    *(places, weights, gains[True], gains[False].T.copy()),
                    *(selection, is_open, True, moved, toward, kinds),
                )
                results.append([moved.tolist(), toward.tolist(), kinds.tolist()])
            assert results[0] == results[1]


def test_support_stays_precise_among_close_neighbours():
    """Four actors within a billionth of the range: sums begin anew at each of them."""
    places = np.array([0.0, 0.5, 0.5 + 1e-9, 0.5 + 2e-9, 0.5 + 4e-9, 1.0])
    weights = np.array([0.3, 0.1, 0.2, 0.1, 0.05, 0.25])
    support = np.empty((6, 6))
    kernels.fill_straight_support(places, weights, np.arange(6), support)
    exact = [Fraction(float(place)) for place in places]
    for i in range(6):
        for j in range(6):
            votes = sum(
                max(Fraction(0), Fraction(w) * (abs(x - exact[j]) - abs(x - exact[i])))
                for w, x in zip(weights.tolist(), exact, strict=True)
            )
            assert support[i, j] == pytest.approx(float(votes), rel=1e-13, abs=1e-24)
