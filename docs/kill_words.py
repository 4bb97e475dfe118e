"""Sentences of docs/why_kill_him.md that rest on numbers: each is chosen and worded by them."""

from whowhom.charts.words import of_100
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.reasons import ABROAD, KILLED
from whowhom.sim.layout import STANDINGS

KIROV, ORDER, PACT = "1934-12", "1939-03", "1939-08"
SOON = "1929-12"
BEFORE, AFTER = "1939-07", "1939-09"
"""The months on both sides of the pact."""


def joined(parts):
    parts = list(parts)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def share(count, runs):
    """Return a count of runs as a number of 100, with its interval."""
    if not runs:
        return "-"
    low, high = (100 * end for end in wilson(count, runs))
    return f"{of_100(count / runs)} ({low:.0f} to {high:.0f})"


def change(estimate, *, digits=0):
    """Return an effect in runs of 100, with its interval."""
    values = (estimate.value, estimate.low, estimate.high)
    middle, low, high = (f"{100 * value:+.{digits}f}" for value in values)
    return f"{middle} ({low} to {high})"


def median(found, name=None):
    deaths = found.base if name is None else found.alone[name]
    return found.circle.month(deaths.median()) or "never"


def ordered_before(found, month):
    """Return in how many runs Trotsky is hunted or killed before a month's review."""
    standing = found.standing[found.place(month)]
    return int(sum(standing[STANDINGS.index(name)] for name in ("hunted", "killed")))


def would_kill(found, month):
    """Return the share of runs, Trotsky out and alive, in which the leader would kill."""
    m = found.place(month)
    return found.death[m] / found.known[m] if found.known[m] else 0.0


def part_of(some, base):
    """Return a share of a share; nothing of nothing is nothing."""
    return some / base if base else 0.0


def how_often(single, documented):
    killed, abroad = int(single.base.killed.sum()), int(single.base.abroad.sum())
    return (
        f"- **How often.** Trotsky is killed in {share(killed, single.runs)} of 100 runs, abroad "
        f"in {share(abroad, single.runs)} of 100. The median date of a killing is "
        f"{median(single)}; documented is {documented}."
    )


def what_is_decided(found, months):
    parts = []
    for month in months:
        if not found.known[found.place(month)]:
            parts.append(f"{month}, never out and alive")
            continue
        threat, cost = (found.spread(month, name).q50 for name in ("threat", "cost"))
        sign = "over" if threat > cost else "under"
        rate = would_kill(found, month)
        word = "kill" if rate > 0.5 else "spare"
        parts.append(
            f"{month}, {word}: threat {threat:.3f} {sign} cost {cost:.3f}, "
            f"{of_100(rate)} of 100 would kill"
        )
    return (
        "- **What the leader would decide** in the runs in which Trotsky is out and alive "
        f"(medians): {'; '.join(parts)}."
    )


def when(found):
    every = ordered_before(found, found.months[-1])
    if not every:
        return "- **When.** The killing is never ordered."
    kirov, order, pact = (ordered_before(found, month) for month in (KIROV, ORDER, PACT))
    spans = {
        "before the murder of December 1934": kirov,
        "from then to February 1939": order - kirov,
        "from March 1939, the documented month of the order, to July": pact - order,
        "from the pact on": every - pact,
    }
    most = max(spans, key=spans.get)
    told = "; ".join(f"{of_100(count / every)} {name}" for name, count in spans.items())
    return (
        "- **When.** The killing is ordered (Trotsky is hunted, or killed at home) in "
        f"{share(every, found.result.runs)} of 100 runs. Of 100 orders: {told}. Most come {most}."
    )


def which_carry(single):
    """Rank the answers by what is lost without them."""
    effects = {one.id: single.effect(one.id) for one in single.reasons}
    order = sorted(effects, key=lambda name: effects[name].value)
    needed = [name for name in order if effects[name].high < 0]
    more = [name for name in reversed(order) if effects[name].low > 0]
    rest = [name for name in order if not effects[name].is_clear]

    def told(names):
        return joined(f"{name} {change(effects[name])}" for name in names)

    if needed:
        part = part_of(-effects[needed[0]].value, single.share(KILLED))
        yield (
            "- **Which answers carry it.** Without each of these, killings are clearly fewer "
            f"(of 100 runs, the strongest first): {told(needed)}. Without {needed[0]}, "
            f"{of_100(part)} of 100 killings are gone."
        )
    else:
        yield "- **Which answers carry it.** None: without any one, killings are as frequent."
    if more:
        yield (
            "- **Which hold it back.** Without these, killings are clearly more frequent: "
            f"{told(more)}."
        )
    abroad = {one.id: single.effect(one.id, ABROAD) for one in single.reasons}
    fewer = sorted((a for a in abroad if abroad[a].high < 0), key=lambda a: abroad[a].value)
    if fewer:
        told_abroad = joined(f"{name} {change(abroad[name])}" for name in fewer)
        yield (
            "- **Which carry the killing of an exile**: clearly fewer killings abroad without "
            f"{told_abroad}."
        )
    if rest:
        yield f"- **Which have no distinguishable effect** in so many runs: {told(rest)}."


def why_exile_first(single):
    sooner = single.effect("A3", f"{KILLED} by {SOON}")
    would = "would" if sooner.low > 0 else "would not clearly"
    return (
        f"- **Why exile first.** Had harm to a comrade outraged nobody (A3), killings {would} have "
        f"been more frequent by the end of {SOON[:4]}: {change(sooner)} of 100 runs. The median "
        f"date is then {median(single, 'A3')} instead of {median(single)}."
    )


def weight(effect, base):
    """Return how much an answer explains, as the end of a sentence."""
    if not effect.is_clear:
        return "is not needed: nothing clear is lost without it"
    if effect.value > 0:
        return "is not needed: without it killings are more frequent"
    part = part_of(-effect.value, base)
    if part > 0.5:
        return f"carries most of it: without it {of_100(part)} of 100 killings are gone"
    if part > 0.15:
        return f"carries a part of it: without it {of_100(part)} of 100 killings are gone"
    return f"adds little: without it {of_100(part)} of 100 killings are gone"


def the_film(found, single, only):
    """Say where the film's own explanation is not needed, or not enough."""
    base = single.share(KILLED)
    before, after = would_kill(found, BEFORE), would_kill(found, AFTER)
    film, none = (
        part_of(only.share(KILLED, name), only.share(KILLED))
        for name in ("the film's own account", "none of them")
    )
    enough = "is enough" if film > 0.8 else "is not enough" if film < 0.5 else "is half of it"
    yield (
        f"- **The film's own explanation.** The shock of 1939 (A9) "
        f"{weight(single.effect('A9'), base)}. The murder of 1934 (A4) "
        f"{weight(single.effect('A4'), base)}. Of 100 runs in which Trotsky is still alive "
        f"and out, the leader would kill in {of_100(before)} in July 1939 and in "
        f"{of_100(after)} in September."
    )
    yield (
        f"- **Is it enough?** The film's own account, with no other answer beside it, {enough}: "
        f"it keeps {of_100(film)} of 100 killings, where none of the answers that speak for it "
        f"keeps {of_100(none)}."
    )


def what_is_left(only):
    """Say what remains without any answer that speaks for the killing."""
    part = part_of(only.share(KILLED, "none of them"), only.share(KILLED))
    if part > 0.1:
        return (
            f"Without any of them {of_100(part)} of 100 killings remain. What speaks for it then "
            "is the following that Trotsky still has at home, which the film does not name, at a "
            "price that other terror than that of 1934 has brought down."
        )
    return "Without any of them next to nothing remains: between them the answers are complete."


__all__ = [
    "ABROAD",
    "KILLED",
    "change",
    "how_often",
    "joined",
    "median",
    "part_of",
    "share",
    "the_film",
    "what_is_decided",
    "what_is_left",
    "when",
    "which_carry",
    "why_exile_first",
]
