"""A small casebook that tests change line by line."""

# ruff: noqa: E501

import pytest

TEXT = """\
cases:
- id: junta_2000
  title: A junta of three
  regime_type: military
  start: '2000-01-01'
  decided: '2001-06-30'
  end: '2002-01-01'
  outcome: single
  incumbent_at_start: general
  contemporary_favourite: minister
  contemporary_favourite_confidence: medium
  army_holder: [general]
  contenders:
  - id: general
    name: The general
    bases: {apparatus: 0, army: 3, security: 0, popular: 1, legitimacy: 0, formal_office: 2, external_wealth: 0}
    points: 6
    mechanical_share: 42.9
    power_share_0_100: 45
  - id: minister
    name: The police minister
    bases: {apparatus: 1, army: 0, security: 3, popular: 0, legitimacy: 0, formal_office: 1, external_wealth: 0}
    points: 5
    mechanical_share: 35.7
    power_share_0_100: 35
  - id: heir
    name: The heir
    bases: {apparatus: 0, army: 0, security: 0, popular: 0, legitimacy: 2, formal_office: 0, external_wealth: 1}
    points: 3
    mechanical_share: 21.4
    power_share_0_100: 20
  coalition_moves:
  - {date: '2000-09', coalition: [general, heir], against: [minister], event: they meet}
  removals:
  - {actor: minister, date: '2000-10', manner: dismissed, fate_class: office, by_coalition: [general, heir], note: as minister}
  - {actor: minister, date: '2001-06-30', manner: suicide, fate_class: death, by_coalition: [general]}
  - {actor: heir, date: '2001', manner: accident, fate_class: exogenous, by_coalition: []}
  winner: general
  sources: ['A. Nobody, The Junta (2010)']
"""
"""One sound case of three contenders."""


@pytest.fixture
def book(tmp_path):
    """Write the small casebook with some texts replaced; return its path."""

    def write(*changes: tuple[str, str], text: str = TEXT):
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path = tmp_path / "book.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
