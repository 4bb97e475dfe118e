"""The table of voting power for the terminal, at most 80 columns wide."""

from typing import Any

from whowhom.theory.words import text_table

__all__ = ["power_table"]

_MOST_ROWS = 30
_WIDTH = 80
_COLUMNS = (
    ("Shapley", "shapley_shubik"),
    ("Banzhaf", "banzhaf_normalised"),
    ("Deegan", "deegan_packel"),
    ("public", "public_good"),
    ("Johnst.", "johnston"),
    ("prevent", "prevent"),
    ("initiate", "initiate"),
)


def power_table(found: Any) -> str:
    """Return a row for each voter; for more than 30 voters, a row for each weight.

    Parameters
    ----------
    found : VotingPower
    """
    columns = [(head, field) for head, field in _COLUMNS if getattr(found, field) is not None]
    groups = [[i] for i in range(len(found.actors))]
    if len(groups) > _MOST_ROWS:
        by_weight: dict[float, list[int]] = {}
        for i, weight in enumerate(found.weight.tolist()):
            by_weight.setdefault(weight, []).append(i)
        groups = [by_weight[weight] for weight in sorted(by_weight, reverse=True)]
    rows = [
        [
            _votes(found.weight[group[0]]),
            *(_share(float(getattr(found, field)[group[0]])) for _, field in columns),
        ]
        for group in groups[:_MOST_ROWS]
    ]
    numbers = text_table(["votes", *(head for head, _ in columns)], rows)
    room = _WIDTH - 2 - max(map(len, numbers.splitlines()))
    labels = [_label(found, group, room) for group in groups]
    head = ["voter", "votes", *(head for head, _ in columns)]
    named = [[label, *row] for label, row in zip(labels, rows, strict=False)]
    table = text_table(head, named)
    left = sum(map(len, groups[_MOST_ROWS:]))
    return f"{table}\n({left} more voters, with fewer votes)" if left else table


def _label(found: Any, group: list[int], room: int) -> str:
    """Return the name of a voter, or how many of one weight there are."""
    if len(group) > 1:
        return f"{len(group)} voters"
    name = str(found.actors[group[0]])
    return name if len(name) <= room else f"{name[: room - 2]}.."


def _votes(weight: float) -> str:
    """Return a weight in at most nine signs."""
    return f"{weight:.7g}" if weight < 10**7 else f"{weight:.4g}"


def _share(value: float) -> str:
    """Return an index with four decimals."""
    return "<.0001" if 0 < value < 0.00005 else f"{value:.4f}"
