"""Small struggles to score."""

from collections.abc import Callable, Mapping

import pytest

from whowhom.cases.case import BASES, SKILLS, Actor, Case, CourseEvent, Day, Period, Quantity


def certain(value: float) -> Quantity:
    return Quantity(value, value)


@pytest.fixture
def struggle() -> Callable[..., Case]:
    """Return a maker of cases from points by base."""

    def make(
        powers: Mapping[str, Mapping[str, float]],
        *,
        judged: Mapping[str, float] | None = None,
        name: str = "test",
        incumbent: str = "",
        favourite: str = "",
        arbiter: str = "",
        decided: Period | None = None,
        course: tuple[tuple[str, str, str, str], ...] = (),
    ) -> Case:
        return Case(
            id=name,
            title=name,
            about="",
            regime_type="party",
            start=Day(1950, 1, 15),
            end=Day(1956, 1, 1),
            majority=certain(0.5),
            arbiter=arbiter,
            coder="",
            coded="",
            licence="",
            incumbent=incumbent,
            favourite=favourite,
            decided=decided,
            actors=tuple(
                Actor(
                    id=actor,
                    name=actor.title(),
                    bases={base: certain(bases.get(base, 0.0)) for base in BASES},
                    skills=dict.fromkeys(SKILLS, certain(0.5)),
                    line=certain(0.0),
                    judged_share=None if judged is None else certain(judged[actor]),
                )
                for actor, bases in powers.items()
            ),
            course=tuple(
                CourseEvent(date=period(date), actor=actor, event=event, by=(), note=note)
                for date, actor, event, note in course
            ),
        )

    return make


def period(text: str) -> Period:
    from whowhom.cases.dates import parse_period

    return parse_period(text)
