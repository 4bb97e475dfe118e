"""The scores of the shipped casebook are, to the last bit, those that were written down.

``backtest.json`` is what ``whowhom backtest --json`` printed before the casebook became folders. To
renew it after a change that is meant to change scores, write what this test computes.
"""

import json
from pathlib import Path

import pytest

from whowhom.backtesting.run import MODELS, REGIME, backtest

WRITTEN = json.loads((Path(__file__).parent / "backtest.json").read_text("utf-8"))
ASKED = {
    "all models, 10 runs": {"runs": 10},
    "rules, judged": {
        "models": [model for model in MODELS if model != REGIME],
        "coding": "judged",
    },
}


@pytest.mark.parametrize("name", ASKED)
def test_the_scores_of_the_casebook(name):
    assert backtest("casebook", **ASKED[name]).as_dict() == WRITTEN[name]
