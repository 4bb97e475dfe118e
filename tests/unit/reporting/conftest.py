"""Results of dice: of a tame circle, and of one whose every text is an attack."""

import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from made_up import HOSTILE, made_up_case, simulated  # it finds toy_odds, too


@pytest.fixture(scope="session")
def tame():
    """Return a result whose texts mean well."""
    return simulated(made_up_case(("Ann's book", "A quiet <text> & more")))


@pytest.fixture(scope="session")
def hostile():
    """Return an anchored result in which every text is an attack."""
    return anchored_result(simulated(made_up_case(HOSTILE)))


def anchored_result(result):
    """Return a result whose runs are reweighted to views from outside."""
    from whowhom.ensemble.anchor import View, anchored, with_anchored

    views = (
        View(
            name="base rate",
            chance=0.09,
            low=0.05,
            high=0.2,
            words=f"19 of 212: {HOSTILE[0]}",
        ),
        View(name="outside", chance=0.3, low=0.2, high=0.4),
        View(name="pooled", chance=0.35, low=0.25, high=0.5),
    )
    found = anchored(result, "ann", 12, 0.35, low=0.25, high=0.5, views=views)
    return with_anchored(result, found)


@pytest.fixture(scope="session")
def what_ifs(hostile):
    """Return two changes, the second of which changes nothing."""
    from whowhom.ensemble.what_if import compared
    from whowhom.scenario.change import Change

    other = simulated(hostile.case, seed=6)
    return [
        compared(Change.of(set={"actors.ann.army": HOSTILE[0]}), hostile, other),
        compared(Change.of(without=["shocks.storm"]), hostile, hostile),
    ]


@pytest.fixture(scope="session")
def moved(hostile):
    """Return odds of the hostile case, as a figure shows them."""
    from toy_odds import toy_odds

    from whowhom.reporting.figures import Forecasts

    return Forecasts(odds=toy_odds(hostile.case, seed=5), case=hostile.case)


@contextmanager
def settled_values():
    """Keep the uncertain values of made-up cases out of the way: dice read none of them."""
    from whowhom.ensemble.unknowns import Unknown, Unknowns

    value = Unknown(
        path="actors.ann.army", low=1, high=2, worth=0.2, worth_low=0.1, worth_high=0.3,
        actor="ann", chance_at_low=0.1, chance_at_high=0.4, difference_low=0.2, difference_high=0.4,
    )  # fmt: skip
    found = Unknowns(
        outcome="wins", actor="", runs=120, values=(value,), noise=0.02, noise_case=0.02,
        noise_model=0.0,
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("whowhom.ensemble.unknowns.unknowns", lambda _result, **_: found)
        yield


@pytest.fixture
def settled():
    """Do so for one test: what comes later in the same process is left alone."""
    with settled_values():
        yield


@pytest.fixture(scope="session")
def page(hostile, what_ifs, moved):
    """Return the report of the hostile result."""
    from whowhom.reporting.report import report_text

    with settled_values():
        return report_text(hostile, what_ifs=what_ifs, odds=moved.odds)
