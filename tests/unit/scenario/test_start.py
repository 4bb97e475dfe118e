"""A start is whole as soon as it is made, and is made of a case only."""

from dataclasses import FrozenInstanceError, replace

import pytest

from whowhom import read_case
from whowhom.errors import InvalidInput
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.start import Start
from whowhom.sim.parameters import Parameters


@pytest.fixture(scope="module")
def duel():
    return read_case("duel")


def test_a_start_is_whole_as_soon_as_it_is_made(duel):
    start = Start(duel)
    assert start.actors == tuple(sorted(actor.id for actor in duel.actors))
    assert set(start.contenders) == set(start.actors) - {duel.arbiter}
    assert start.posts == tuple(sorted(post.id for post in duel.posts))
    assert start.audiences == tuple(sorted(audience.id for audience in duel.audiences))
    assert start.hosts == tuple(sorted(host.id for host in duel.hosts))
    assert start.parameters == default_parameters()
    assert Start(duel, Parameters()).parameters == Parameters()
    assert start.draw(1, 0, 2).actors.shape == (2, len(duel.actors))


def test_what_a_case_leaves_out_is_implied(duel):
    bare = Start(replace(duel, posts=(), tenures=(), hosts=()))
    assert bare.hosts == ("anywhere",)
    assert "stalin.apparatus" in bare.posts
    assert bare.posts == tuple(sorted(bare.posts))


@pytest.mark.parametrize("given", ["duel", None, 7, ["stalin"]])
def test_anything_but_a_case_is_refused(given):
    with pytest.raises(InvalidInput, match="case must be a case, as read_case returns it, got"):
        Start(given)


def test_a_start_cannot_be_made_or_changed_by_halves(duel):
    with pytest.raises(TypeError):
        Start(duel, actors=("stalin",))
    with pytest.raises(FrozenInstanceError):
        Start(duel).actors = ()
