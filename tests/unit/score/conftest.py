"""Small struggles to score."""

from collections.abc import Callable, Mapping

import pytest

from whowhom.casebook.struggle import Contender, Outcome, Removal, Struggle
from whowhom.cases.case import BASES, Day, Period


@pytest.fixture
def struggle() -> Callable[..., Struggle]:
    """Return a maker of struggles from points by base."""

    def make(
        powers: Mapping[str, Mapping[str, float]],
        *,
        winners: tuple[str, ...] = ("ann",),
        judged: Mapping[str, float] | None = None,
        name: str = "test",
        incumbent: str = "",
        favourite: str = "",
        removals: tuple[tuple[str, int, str], ...] = (),
    ) -> Struggle:
        return Struggle(
            id=name,
            title=name,
            regime_type="party",
            start=Day(1950, 1, 15),
            end=Day(1956, 1, 1),
            contenders=tuple(
                Contender(
                    id=actor,
                    name=actor.title(),
                    bases=dict.fromkeys(BASES, 0.0) | dict(bases),
                    judged=None if judged is None else judged[actor],
                )
                for actor, bases in powers.items()
            ),
            incumbent=incumbent,
            favourite=favourite,
            outcome=Outcome(
                winners=winners,
                decided=Day(1952, 1, 15) if winners else None,
                removals=tuple(
                    Removal(
                        actor=actor,
                        date=Period(Day(year, 1, 1), Day(year, 1, 31), f"{year}-01"),
                        fate=fate,
                        by=(),
                    )
                    for actor, year, fate in removals
                ),
                moves=(),
            ),
        )

    return make
