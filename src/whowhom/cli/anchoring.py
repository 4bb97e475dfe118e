"""The options of ``whowhom run`` that anchor its runs to a chance that the leader is removed."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from whowhom.cases import Case
from whowhom.cli.outlook import months_of
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result

__all__ = ["asked_anchor"]

_SHARDS = (
    "--anchor needs all runs in one place: merge the shards, then give `whowhom run` again with "
    "--anchor and the folder of the merged result as --out"
)


def asked_anchor(
    case: Case,
    chance: str | None,
    leader: str | None,
    horizon: str | None,
    *,
    as_of: str | None,
    shard: str | None,
) -> "Callable[[Result], Result] | None":
    """Return what anchors a result as the options say; None if they do not ask for it.

    Raises
    ------
    InvalidInput
        If they contradict each other or the case; all problems at once, before anything is run.
    """
    if chance is None:
        given = [f"--{name}" for name, text in (("leader", leader), ("horizon", horizon)) if text]
        if given:
            raise InvalidInput(
                f"{' and '.join(given)} only with --anchor: add a chance, such as --anchor 0.08"
            )
        return None
    from whowhom.ensemble.anchor import check_anchor
    from whowhom.outside.anchor import anchor
    from whowhom.outside.reading import leader_of

    problems = [_SHARDS] if shard else []

    def read(what: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return what()
        except InvalidInput as error:
            problems.extend(str(error).splitlines())
            return otherwise

    months = months_of(horizon or "12m")
    if months is None:
        problems.append(f"--horizon: {horizon!r} is not a length of time; write 12m or 2y")
        months = 1
    asked = read(lambda: _chance(chance), "outlook")
    who = read(lambda: leader_of(case, leader or "").id, None)
    number = None if asked == "outlook" else asked
    someone = who or next(name for name in case.names if name != case.arbiter)
    read(lambda: check_anchor(case, someone, months, as_of=as_of, chance=number), None)
    if problems:
        raise InvalidInput("\n".join(problems))
    return partial(anchor, chance=asked, leader=who, horizon=months)


def _chance(text: str) -> float | Literal["outlook"]:
    """Read what the runs are anchored to; a chance may be given in percent."""
    if text == "outlook":
        return "outlook"
    number, percent, rest = text.partition("%")
    try:
        return float(number) / 100 if percent and not rest else float(text)
    except ValueError:
        raise InvalidInput(
            f"--anchor must be outlook, or a chance above 0 and below 1 such as 0.08, got {text!r}"
        ) from None
