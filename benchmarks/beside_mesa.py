"""Measure the speech and choice phases beside the same in Mesa; writes into docs/performance.md.

    python -m venv .venv/peers
    .venv/peers/bin/pip install -r benchmarks/peers.txt
    python benchmarks/beside_mesa.py         # about a minute; --python names another environment

The Mesa model is ``mesa_month.py``. Both start from the same state of the duel on its start date.
With the same noise, both must end in the same state, or nothing is written. Then both are timed,
in turn, with chance of their own. Nothing here passes or fails by its time.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from performance_page import marked, put
from timing import PEERS, TURNS, Watch, in_turn, medians, ratio
from worlds import begun

import whowhom as ww
from whowhom.compiled import kernel
from whowhom.scenario.start import Start
from whowhom.sim.layout import ABROAD
from whowhom.sim.phases.choice import choose_sides
from whowhom.sim.phases.speech import hear_voices
from whowhom.sim.world import World

MODEL = Path(__file__).with_name("mesa_month.py")
STYLES = {"lists": "Mesa, esteem in lists", "arrays": "Mesa, esteem in numpy arrays"}
CLOSE = 1e-5
"""How far the two may differ after the months: ours are in single precision."""
COUNTED = ("share", "mean", "following", "clients")
SEED, RUN = 1, 0
STIRRED = {"leader": 0, "leader_share": 0.8, "terror": 0.5, "enemy": 0.6, "war": 0.5}


def state_of(world: World, p: Any) -> dict[str, Any]:
    """Return all that the two phases read, as plain lists and numbers."""
    bodies = world.audiences
    where = np.repeat(np.arange(bodies.size), bodies["size"])
    seats = seated(world)
    return {
        "p": plain(p),
        "regime": plain(world.regime[0]),
        "hosts": [plain(host) for host in world.hosts],
        "posts": [
            plain(post) | {"voice": voice.tolist(), "fills": fills.tolist()}
            for post, voice, fills in zip(world.posts, world.voice, world.fills, strict=True)
        ],
        "contenders": [plain(actor) for actor in world.actors],
        "bodies": [
            {"abroad": int(body["abroad"]), "memory": world.memory[a].tolist()}
            | {name: getattr(world, name)[a].tolist() for name in COUNTED}
            for a, body in enumerate(bodies)
        ],
        "members": [
            {"body": int(a), "esteem": esteem.tolist(), "patron": int(patron), "leaning": float(x)}
            for a, esteem, patron, x in zip(
                where,
                world.esteem[:, seats].T,
                world.patron[seats],
                world.leaning[seats],
                strict=True,
            )
        ],
    }


def seated(world: World) -> Any:
    """Return the columns of the arrays of agents in which somebody sits."""
    bodies = world.audiences
    return np.concatenate([body["first"] + np.arange(body["size"]) for body in bodies])


def plain(record: Any) -> dict[str, Any]:
    """Return a numpy record as a dictionary."""
    return {name: record[name].item() for name in record.dtype.names}


def copied(world: World) -> World:
    return World(*(array.copy() for array in world))


def stirred(world: World) -> World:
    """Return a world in which each rule of the two phases is at work: removed, exiles, attacks."""
    other = copied(world)
    n = other.actors.size
    other.actors["status"] = np.arange(n) % 7
    other.actors["target"] = (np.arange(n) + 1) % n
    other.actors["denounced"] = np.arange(n) % 2
    other.actors["host"] = np.where(other.actors["status"] == ABROAD, 0, -1)
    other.posts["holder"] = np.arange(other.posts.size) % n
    for name, value in STIRRED.items():
        other.regime[name] = value
    return other


def noise_of(world: World, p: Any, month: int) -> np.ndarray:
    """Return the noise of a month, shape (agents, contenders): what speech does to no esteem."""
    still, silent = copied(world), p.copy()
    silent["persuasion"] = silent["conformity"] = 0.0
    still.esteem[:] = 0.0
    hear_voices(still, silent, SEED, RUN, month)
    return still.esteem[:, seated(world)].T


def ours_after(world: World, p: Any, months: int) -> tuple[dict[str, Any], list[Any]]:
    """Return our state after some months of the two phases, and the noise of each month."""
    world, noise = copied(world), []
    for month in range(months):
        noise.append(noise_of(world, p, month).tolist())
        hear_voices(world, p, SEED, RUN, month)
        choose_sides(world, p, SEED, RUN, month)
    counted = {name: getattr(world, name).tolist() for name in COUNTED}
    return {"esteem": world.esteem[:, seated(world)].T.tolist(), **counted}, noise


def largest_gap(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Return the largest difference between two states."""
    names = ("esteem", *COUNTED)
    return max(float(np.abs(np.array(one[n]) - np.array(other[n])).max()) for n in names)


@kernel
def our_months(world, p, seed, run, months):  # type: ignore[no-untyped-def]
    for month in range(months):
        hear_voices(world, p, seed, run, month)
        choose_sides(world, p, seed, run, month)


def our_seconds(world: World, p: Any, months: int) -> float:
    """Return the processor seconds of a month of ours."""
    fresh = copied(world)
    began = time.process_time()
    our_months(fresh, p, SEED, RUN, months)
    return (time.process_time() - began) / months


def mesa_after(python: str, **told: Any) -> dict[str, Any]:
    """Let the Mesa model work in a process of its own."""
    done = subprocess.run(
        [python, MODEL], input=json.dumps(told), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{MODEL.name} failed under {python}:\n{done.stderr[-1000:]}")
    return dict(json.loads(done.stdout))


def gap_of(python: str, world: World, p: Any, months: int) -> float:
    """Return how far ours and both Mesa models are apart after some months of the same noise."""
    ours, noise = ours_after(world, p, months)
    told = {"state": state_of(world, p), "months": months, "noise": noise}
    return max(largest_gap(ours, mesa_after(python, style=style, **told)) for style in STYLES)


def compared(python: str, months: int, turns: int) -> str:
    """Check that the two agree, then measure them."""
    world, p = begun(Start(ww.read_case("duel")), RUN)
    state = state_of(world, p)
    gap = max(gap_of(python, one, p, months) for one in (world, stirred(world)))
    if gap > CLOSE:
        raise SystemExit(f"the two differ by {gap:.1e} after {months} months: not the same model")
    watch = Watch()
    told, many = {"state": state, "months": months}, months * 100
    our_seconds(world, p, 1)  # compiles, or loads what is compiled
    version = mesa_after(python, **told | {"months": 0}, style="lists")["mesa"]
    jobs = {"ours": lambda: our_seconds(world, p, many)} | {
        style: lambda style=style: mesa_after(python, style=style, **told)["seconds"] / months
        for style in STYLES
    }
    found = in_turn(jobs, turns)
    middle = medians(found)
    agents = len(state["members"])
    rows = [
        [
            name,
            f"{middle[key] * 1e3:.3g}",
            f"{middle[key] / agents * 1e9:,.0f}",
            f"{ratio(found[key], found['ours']):,.0f}",
        ]
        for key, name in {"ours": "whowhom, compiled", **STYLES}.items()
    ]
    best = min(ratio(found[style], found["ours"]) for style in STYLES)
    head = ("model", "processor ms per month", "ns per agent and month", "times ours")
    how = (
        f"The duel at its start, {agents:,} agents, {months} months, one thread; Mesa {version}. "
        f"{watch.sentence(turns)} With the same noise, all end in the same state (largest "
        f"difference {gap:.0e})."
    )
    answer = f"The faster of the two Mesa models takes **{best:,.0f} times** as long as ours."
    return "\n".join([how, "", *marked.table(head, rows), "", answer])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=str(PEERS), help="Python of an environment with Mesa")
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--turns", type=int, default=TURNS)
    given = parser.parse_args(arguments)
    if not Path(given.python).exists():
        sys.exit(
            f"{given.python}: not found. Mesa needs an environment of its own:\n"
            "  python -m venv .venv/peers\n"
            "  .venv/peers/bin/pip install -r benchmarks/peers.txt"
        )
    put("mesa", compared(given.python, given.months, given.turns))


if __name__ == "__main__":
    main()
