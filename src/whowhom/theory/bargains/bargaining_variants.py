"""How the ambiguous places of the expected-utility challenge model are read.

The papers leave nine choices open, or say one thing in an equation and another in a figure or in
the results. Each is a field of :class:`Reading`; a named variant is one instance of it. To vary
one choice::

    replace(VARIANTS["scholz-asrun"], risk=False)
"""

from dataclasses import dataclass, fields, replace

from whowhom.theory.arguments import Choice, Problems, shown
from whowhom.theory.registry.bargains import QUO, VARIANT

__all__ = ["VARIANTS", "Reading", "read_variant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of the challenge model; every field is a place where the papers can be read
    in more than one way.
    """  # noqa: D205

    probability: str = "pairwise"
    """Chance that a challenge succeeds: ``pairwise``, the share of votes cast between the two
    positions (Scholz eq. 30 and 31; the two chances add up to 1); ``all-pairs``, those votes as
    a share of the votes cast over all pairs (no equation says so, the results need it)."""
    votes: str = "straight"
    """Votes by distance: ``straight``, or ``curved`` by each voter's own risk exponent."""
    perspective: str = "each"
    """Whose risk exponent values a challenge: ``each``, the challenger's (as printed); ``own``,
    an actor values what others expect of challenging him with his own."""
    conflict: str = "loser-moves"
    """Where both expect to gain: ``loser-moves``, he who expects less gives in; ``open``, the
    outcome is uncertain and nobody moves (1997, p. 244)."""
    compel: bool = True
    """Whether an actor moves all the way to one who expects to gain, but less than he himself
    expects to lose (Scholz figure 6 only)."""
    selection: str = "least-move"
    """Which offer is taken: ``least-move``, conflict before compromise before compelling, then
    the least move; ``lowest``, the same, but among compromises the lowest mean of the two
    positions, weighted by what each side expects (which is neither the least move nor where he
    goes); ``enforce``, the proposer who expects most, then the least move (1997, p. 251)."""
    spread: str = "dynamic"
    """The range by which distances are divided: ``dynamic``, of the positions of the round;
    ``fixed``, of those at the start."""
    risk: bool = True
    """Whether risk exponents are estimated from security; all are 1 if not."""
    quo: float = 1.0
    """Q, the probability that all stays as it is where nobody challenges, in [0, 1]."""


_OPTIONS = {
    "probability": ("pairwise", "all-pairs"),
    "votes": ("straight", "curved"),
    "perspective": ("each", "own"),
    "conflict": ("loser-moves", "open"),
    "selection": ("least-move", "lowest", "enforce"),
    "spread": ("dynamic", "fixed"),
}

VARIANTS = {
    "scholz-printed": Reading(),
    "scholz-asrun": Reading(
        probability="all-pairs",
        votes="curved",
        perspective="own",
        compel=False,
        selection="lowest",
        spread="fixed",
    ),
    "bdm-enforce": Reading(conflict="open", selection="enforce"),
}
"""The named variants; Q is 1 in each, as in the replication (the papers of 1994 and 1997 use
0.5)."""


def read_variant(variant: object, quo: object, problems: Problems) -> tuple[str, Reading]:
    """Return the name of a variant ("own" for a reading that has none) and its reading.

    Parameters
    ----------
    variant : str or Reading
    quo : number or None
        Takes the place of the reading's own.
    problems : Problems
        Notes what is wrong with either.
    """
    if isinstance(variant, Reading):
        reading = variant
        _check(reading, problems)
    else:
        reading = VARIANTS.get(VARIANT.read(variant, problems), Reading())
    if quo is not None:
        reading = replace(reading, quo=float(QUO.read(quo, problems)))
    name = next((name for name, known in VARIANTS.items() if known == reading), "own")
    return name, reading


def _check(reading: Reading, problems: Problems) -> None:
    """Note which fields of a reading hold something that they cannot."""
    for field in fields(reading):
        value = getattr(reading, field.name)
        name = f"variant.{field.name}"
        if field.name in _OPTIONS:
            Choice(name, "", options=_OPTIONS[field.name]).read(value, problems)
        elif field.name == "quo":
            if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
                problems.add(f"{name} must be a number in [0, 1], got {shown(value)}")
        elif not isinstance(value, bool):
            problems.add(f"{name} must be True or False, got {shown(value)}")
