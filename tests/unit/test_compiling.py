"""How far compilation is, observed with kernels of a few lines."""

import sys

import pytest

from whowhom import compiling
from whowhom.compiled import kernel
from whowhom.compiling import Compilation, compilation


def twice(number):
    return 2 * number


def build():
    """Return a kernel that calls another, neither of them compiled."""
    space = {"inner": kernel(twice)}
    code = "def outer(number):\n    return inner(number) + inner(number)\n"
    exec(compile(code, __file__, "exec"), space)
    space["outer"].__module__ = __name__
    return kernel(space["outer"])


@pytest.fixture
def seen(tmp_path, monkeypatch):
    """What is observed at each start and end of a kernel, from nothing on."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    observer = compiling._Observer(is_listening=True)
    compilation()  # begins to listen
    monkeypatch.setattr(compiling, "_OBSERVER", observer)
    found = []
    start, end = type(observer).start, type(observer).end
    monkeypatch.setattr(
        compiling._Observer, "start", lambda o, k: (start(o, k), found.append(compilation()))
    )
    monkeypatch.setattr(compiling._Observer, "end", lambda o: (end(o), found.append(compilation())))
    return found


def test_the_share_rises_to_the_end_and_counts_what_the_kernel_needs(seen):
    assert compilation() is None
    outer = build()
    assert outer(2) == 8
    shares = [now.share for now in seen]
    assert shares == sorted(shares)
    assert [now.is_over for now in seen] == [False, False, False, True]
    assert 0.0 < seen[2].share < 1.0  # the inner one is done
    assert (seen[-1].share, seen[-1].percent) == (1.0, 100)
    assert 0.0 < seen[1].seconds <= seen[2].seconds <= seen[3].seconds


def test_what_is_kept_is_not_waited_for(seen):
    outer = build()
    assert outer(2) == 8
    seen.clear()
    again = kernel(outer.py_func)
    assert again(0.5) == 2.0  # both anew, for other types
    assert len(seen) == 4
    seen.clear()
    assert kernel(outer.py_func)(2) == 8
    assert not seen  # it is in the cache, with all that it calls


def test_the_kernel_itself_weighs_what_it_takes_to_optimise_all():
    outer = build()
    weights = compiling._weights(outer.py_func)
    assert sum(weights.values()) == pytest.approx(1.0)
    own = {one: len(one.__code__.co_code) for one in (outer.py_func, twice)}
    assert weights[outer.py_func] / weights[twice] == pytest.approx(
        (own[outer.py_func] + compiling._OPTIMISING * sum(own.values())) / own[twice]
    )
    assert compiling._weights(twice) == {twice: 1.0}


def test_between_two_kernels_the_share_creeps_on_but_never_past_the_next(seen, monkeypatch):
    outer = build()
    observer = compiling._OBSERVER

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(compiling, "time", clock)
    observer.start(outer.py_func)
    observer.start(twice)
    shares = []
    for _ in range(200):
        clock.now += 1.0
        shares.append(compilation().share)
    assert shares == sorted(shares)
    assert shares[0] > 0.0
    assert shares[60] > shares[55]
    assert compilation().seconds_left is None  # nothing is done of which to tell
    assert shares[-1] < compiling._weights(outer.py_func)[twice] + 1e-9


def test_all_kernels_of_the_model_are_found():
    from whowhom.sim.month import pass_month
    from whowhom.sim.phases.contest import contest
    from whowhom.sim.simulation import _simulate_runs

    found = set(compiling._needed(_simulate_runs.py_func))
    assert {one.py_func for one in (_simulate_runs, pass_month, contest)} <= found
    assert len(found) > 50


def test_the_words():
    now = Compilation(share=0.25, seconds=20.0, is_over=False, seconds_left=60.0)
    assert f"{now}: {now.extent}" == (
        "Compiling the model, once on this machine: 25%, 20 s, 60 s left"
    )
    assert Compilation(share=0.0, seconds=0.1, is_over=False).extent == "0%, 0 s"
    assert Compilation(share=0.9999, seconds=9.0, is_over=False).percent == 99
    over = Compilation(share=1.0, seconds=63.2, is_over=True)
    assert str(over) == "Compiled the model in 63 s."
    assert over.since(63.0).is_long is False


def test_nothing_is_loaded_to_look(monkeypatch):
    monkeypatch.setattr(compiling, "_OBSERVER", compiling._Observer())
    monkeypatch.delitem(sys.modules, "numba.core.event")
    assert compilation() is None
    assert "numba.core.event" not in sys.modules


def test_what_is_left_is_foretold_from_the_kernels_of_the_same_call(seen, monkeypatch):
    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(compiling, "time", clock)
    observer = compiling._OBSERVER
    outer = build()
    observer.start(twice)
    clock.now += 500.0  # of something else before
    observer.end()
    observer.start(outer.py_func)
    observer._missing = {outer.py_func: 0.75, twice: 0.25}
    observer.start(twice)
    clock.now += 5.0
    observer.end()
    found = compilation()
    assert (found.share, found.seconds, found.seconds_left) == (0.25, 505.0, 15.0)


def test_an_end_without_a_start_is_nothing(seen):
    compiling._OBSERVER.end()
    assert compilation() is None
