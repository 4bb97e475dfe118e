"""What is noted of the watched: computed by hand, adding up, and without any trace in the run."""

import numpy as np
import pytest
from toy import ABROAD_BODY, GENERAL, ORATOR, ORGANISER, crown, put_out, toy_case, world_of

from whowhom.scenario.start import Start
from whowhom.sim.layout import (
    ABROAD,
    DEAD,
    DECISIONS,
    DEMOTED,
    DIED,
    EXECUTED,
    EXPELLED,
    INNER,
    STANDINGS,
    STATUSES,
)
from whowhom.sim.parameters import Parameters
from whowhom.sim.phases.fate import review_removed
from whowhom.sim.simulation import Record, Runs, simulate

FIELDS = [name for name in Runs.__slots__ if name != "decisions"]


def watching(status=ABROAD, months=2, **values):
    """Return a world whose watched orator stands so under the organiser, and its parameters."""
    world, p = world_of(parameters=Parameters().replace(review_noise=0.0, **values))
    put_out(world, ORATOR, status)
    crown(world, ORGANISER, 0.8)
    world.memory[:, ORATOR] = 1.0
    world.memory[ABROAD_BODY, ORATOR] = 0.5
    world.following[:, ORATOR] = 0.4
    world.following[ABROAD_BODY, ORATOR] = 0.6
    world.share[ABROAD_BODY, ORATOR] = 0.25
    world.bond[:] = 0.0
    world.bond[ORGANISER, ORATOR] = -0.5
    for column, value in (("rigidity", 0.9), ("fame", 0.5), ("accused", 0.25), ("kin", 1.0)):
        world.actors[column][ORATOR] = value
    world.actors["host"][ORATOR] = -1
    for column, value in (("norm", 0.8), ("terror", 0.5), ("focal", 1.0), ("majority", 0.6)):
        world.regime[column] = value
    world = world._replace(
        watched=np.array([ORATOR]), decisions=np.full((1, months, len(DECISIONS)), 7.0)
    )
    return world, p


def noted(world, month=1):
    return dict(zip(DECISIONS, world.decisions[0, month].tolist(), strict=True))


def test_the_parts_computed_by_hand():
    world, p = watching(
        demonstration=0.5, deterrence=0.15, shadow=0.1, echo=0.3, coordination=0.6, gag=0.8,
        revenge=0.02, cost_constant=0.06,
        cost_following=1.0, taboo=0.12, sentence=0.6, cost_weakness=0.08,
    )  # fmt: skip
    put_out(world, GENERAL, EXPELLED)
    world.memory[:, GENERAL] = 1.0
    world.following[:, GENERAL] = 0.3
    world.actors["rigidity"][GENERAL] = 0.6
    review_removed(world, p, 1, 0, 1)
    found = noted(world)
    voice = (0.4 + 0.6) * (1 - 0.8)  # all his kin, no host
    half = (1 - 0.5) * 0.8 * (1 - 0.5)  # from abroad to death, norm, calm
    expected = {
        "standing": STANDINGS.index("abroad"),
        "home": 0.9 * 0.12 * (1 + 1.0) * 0.4,
        "echo": 0.9 * voice * 0.3 * 0.25,
        "rally": 0.9 * voice * 0.6 * 1.0 * 0.5 * 0.6,
        "shadow": 0.1 * (0.8 - 0.6) / (1 - 0.6) * 0.5,
        "revenge": 0.02 * 0.5 * (1 - 0.5),
        "demonstration": 0.5 * 0.15 * 0.6 * 0.40 * (1 + 1.0) * 0.3,  # by the expelled
        "constant": half * 0.06,
        "following": half * 0.4,
        "taboo": half * 0.12,
        "sentence": -0.6 * 0.25 * half * (0.06 + 0.4 + 0.12),
        "weakness": (1 - 0.5) * 0.8 * 0.08 * (1 - 0.8),
        "norm": 0.8,
        "terror": 0.5,
        "focal": 1.0,
        "leader_share": 0.8,
    }
    expected["threat"] = sum(expected[part] for part in ("home", "echo", "rally", "shadow"))
    expected["cost"] = sum(
        expected[part] for part in ("constant", "following", "taboo", "sentence", "weakness")
    )
    gain = expected["threat"] + expected["revenge"] + expected["demonstration"]
    expected["balance"] = gain - expected["cost"]
    kills = expected["balance"] > 0  # there is no fate between exile and death
    expected["decision"] = STATUSES.index("dead" if kills else "abroad")
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("taboo", [0.0, 0.4])
def test_the_decision_noted_is_the_one_that_is_taken(taboo):
    """In a month of review the noted decision is carried out; without review nothing happens."""
    for following in np.linspace(0.0, 1.0, 12):
        world, p = watching(DEMOTED, taboo=taboo, review_months=3.0)
        world.following[:, ORATOR] = following
        world.regime["terror"] = 0.9
        review_removed(world, p, 1, 0, 1)
        assert world.actors["status"][ORATOR] == DEMOTED
        assert not np.isnan(noted(world)["decision"])
        world.regime["review"] = 1
        review_removed(world, p, 1, 0, 1)
        assert world.actors["status"][ORATOR] == noted(world)["decision"]


@pytest.mark.parametrize(
    ("status", "hunted", "manner", "standing"),
    [
        (INNER, 0, 0, "inner"),
        (ABROAD, 1, 0, "hunted"),
        (DEAD, 0, EXECUTED, "killed"),
        (DEAD, 0, DIED, "died"),
    ],
)
def test_how_he_stands(status, hunted, manner, standing):
    world, p = watching(ABROAD)
    for column, value in (("status", status), ("hunted", hunted), ("manner", manner)):
        world.actors[column][ORATOR] = value
    review_removed(world, p, 1, 0, 1)
    found = noted(world)
    assert STANDINGS[int(found.pop("standing"))] == standing
    assert np.isnan(list(found.values())).all() == (standing != "hunted")


def test_nobody_weighs_where_nobody_leads():
    world, p = watching(ABROAD)
    world.regime["leader"] = -1
    review_removed(world, p, 1, 0, 1)
    found = noted(world)
    assert found.pop("standing") == STANDINGS.index("abroad")
    assert np.isnan(list(found.values())).all()


@pytest.fixture(scope="module")
def watched():
    weighing = Parameters().replace(demonstration=1.0)
    start = Start(toy_case(conditions={"terror": 0.6, "norm": 0.3}), weighing)
    everybody = tuple(range(len(start.actors)))
    return start, simulate(start, seed=4, runs=40, record=Record(watched=everybody))


def test_watching_changes_nothing(watched):
    start, simulated = watched
    unseen = simulate(start, seed=4, runs=40)
    for field in FIELDS:
        assert np.array_equal(getattr(unseen, field), getattr(simulated, field)), field


def test_the_parts_add_up_in_every_run(watched):
    decisions = watched[1].decisions
    by_name = {name: decisions[..., q] for q, name in enumerate(DECISIONS)}
    known = ~np.isnan(by_name["decision"])
    assert known.any()
    threat = sum(by_name[part] for part in ("home", "echo", "rally", "shadow"))
    cost = sum(by_name[part] for part in ("constant", "following", "taboo", "sentence", "weakness"))
    assert np.allclose(threat[known], by_name["threat"][known], rtol=0, atol=1e-14)
    assert np.allclose(cost[known], by_name["cost"][known], rtol=0, atol=1e-14)
    balance = threat + by_name["revenge"] + by_name["demonstration"] - cost
    assert np.allclose(balance[known], by_name["balance"][known], rtol=0, atol=1e-14)
    assert (by_name["sentence"][known] <= 0).all()
    assert (by_name["demonstration"][known] > 0).any()


def test_what_is_noted_agrees_with_the_runs(watched):
    """Who is noted as killed is dead by then; an order against a man at home is carried out."""
    simulated = watched[1]
    decisions = simulated.decisions
    standing, decision = decisions[..., 0], decisions[..., 1]
    reached = simulated.reached[:, :, DEAD - 1]
    months = np.arange(standing.shape[2])
    gone = (reached[:, :, None] >= 0) & (reached[:, :, None] < months)
    assert np.array_equal(gone, standing >= STANDINGS.index("killed"))
    is_review = months % 3 == 0
    at_home = ~np.isin(standing, [STANDINGS.index(name) for name in ("abroad", "hunted")])
    order = (decision == DEAD) & is_review & at_home
    assert order.any()
    assert (reached[:, :, None] == months)[order].all()
