"""Mechanisms of a user's own, put into the month after a phase and compiled with the rest.

Such a rule may write whatever it likes into the world, and phases trust what they find there. So it
is compiled with checks of every index, and the world is looked at after it: an index that points
nowhere, or a number that is none, ends the run with a word instead of spoiling memory.
"""

import hashlib
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numba

from whowhom.compiled import kernel
from whowhom.sim.layout import DEAD
from whowhom.sim.month import SCHEDULE, what_happens
from whowhom.sim.simulation import Batch, Runs, blank_world, with_month
from whowhom.sim.world import World

__all__ = [
    "AFTER",
    "UNSOUND",
    "OwnMechanism",
    "compile_alone",
    "is_sound",
    "mechanism",
    "module_of",
    "simulating",
]

_TWICE = "measure_power"
AFTER = tuple(phase.__name__ for phase in SCHEDULE if phase.__name__ != _TWICE)
"""Phases after which a rule can be put; power is measured three times a month, so it names none."""

UNSOUND = "left the world unsound"
"""How the message begins if a rule wrote what no phase could read."""


@dataclass(frozen=True, slots=True)
class OwnMechanism:
    """A rule of a user's own, made by :func:`mechanism`."""

    function: Callable[..., None]
    """Called as ``function(world, p, seed, run, month)``, once a month."""
    after: str
    """Name of the phase that it follows; one of :data:`AFTER`."""

    @property
    def name(self) -> str:
        """The name of the function, by which it is switched off."""
        return self.function.__name__

    @property
    def does(self) -> str:
        """The first line of its docstring, without the full stop."""
        return what_happens(self.function)

    def __call__(self, *arguments: Any) -> None:
        """Let the rule act once, uncompiled: for tests of it."""
        self.function(*arguments)


def mechanism(*, after: str) -> Callable[[Callable[..., None]], OwnMechanism]:
    """Make a mechanism of the model out of a function in a file of one's own.

    The function is compiled with the model by numba and called once a month. What it may read and
    write is ``whowhom.sim.world.World``; what it draws comes from ``whowhom.rng.uniform`` with the
    stream ``whowhom.rng.OWN_STREAM`` and a key of its own, so that no other draw moves. A function
    that it calls needs ``@whowhom.compiled.kernel``.

    Parameters
    ----------
    after : str
        The phase of the month that it follows, such as ``"contest"``; one of
        :data:`whowhom.sim.own.AFTER`.

    Returns
    -------
    callable
        Turns a function of ``(world, p, seed, run, month)`` into the mechanism.

    Examples
    --------
    >>> import whowhom as ww
    >>> @ww.mechanism(after="contest")
    ... def truce(world, p, seed, run, month):
    ...     "Nobody is denounced."
    ...     for i in range(world.actors.size):
    ...         world.actors[i].denounced = 0
    >>> truce.name, truce.after, truce.does
    ('truce', 'contest', 'Nobody is denounced')
    """

    def made(function: Callable[..., None]) -> OwnMechanism:
        return OwnMechanism(function, after)

    return made


def module_of(mechanisms: Sequence[OwnMechanism], source: str) -> str:
    """Return the name under which the model is kept once it is compiled with these rules."""
    placed = [(one.after, one.name) for one in mechanisms]
    return "own_" + hashlib.sha256(repr((source, placed)).encode()).hexdigest()[:24]


def simulating(mechanisms: Sequence[OwnMechanism], source: str) -> Callable[..., Runs]:
    """Return what :func:`whowhom.sim.simulation.simulate` does, with rules of a user's own.

    Parameters
    ----------
    mechanisms : sequence of OwnMechanism
        In their order; those after the same phase follow each other in it.
    source : str
        Hash of their source, which is part of the name under which compiled code is kept.
    """
    called: dict[str, Any] = {"is_sound": is_sound}
    lines = ["def pass_month(world, p, seed, run, month):"]
    for place, phase in enumerate(SCHEDULE):
        called[f"phase_{place}"] = phase
        lines.append(f"    phase_{place}(world, p, seed, run, month)")
        for number, one in enumerate(mechanisms):
            if one.after != phase.__name__:
                continue
            called[f"rule_{number}"] = kernel(one.function, boundscheck=True)
            lines.append(f"    rule_{number}(world, p, seed, run, month)")
            lines.append("    if not is_sound(world):")
            lines.append(f"        raise ValueError({f'{UNSOUND}: {one.name}'!r})")
    module = module_of(mechanisms, source)
    called["__name__"] = module
    sys.modules.setdefault(module, ModuleType(module))  # where numba looks for kept code
    exec("\n".join(lines), called)
    return with_month(kernel(called["pass_month"]), module)


def compile_alone(one: OwnMechanism, batch: Batch) -> None:
    """Compile a rule without the rest, which takes a second; whatever numba raises comes through.

    Parameters
    ----------
    one : OwnMechanism
        The rule.
    batch : Batch
        Of a case, for the types of its arrays.
    """
    typeof: Any = numba.typeof
    types = [typeof(argument) for argument in (blank_world(batch), batch.parameters[0])]
    rule = kernel(one.function, boundscheck=True)
    if hasattr(rule, "compile"):
        rule.compile((*types, numba.int64, numba.int64, numba.int64))


@kernel
def is_sound(world: World) -> bool:
    """Return whether every index in the world points at something and every number is one."""
    n = world.actors.size
    for i in range(n):
        actor = world.actors[i]
        if actor.status < 0 or actor.status > DEAD:
            return False
        if not (-1 <= actor.target < n and -1 <= actor.removed_by < n):
            return False
        if not -1 <= actor.host < world.hosts.size:
            return False
        if not (math.isfinite(actor.power) and math.isfinite(actor.fame)):
            return False
        if not (math.isfinite(actor.line) and actor.power >= 0.0):
            return False
    for o in range(world.posts.size):
        if not -1 <= world.posts[o].holder < n:
            return False
    for k in range(world.patron.size):
        if not -1 <= world.patron[k] < n:
            return False
    regime = world.regime[0]
    if not (-1 <= regime.leader < n and -1 <= regime.arbiter < n):
        return False
    return math.isfinite(regime.terror + regime.norm + regime.discipline + regime.majority)
