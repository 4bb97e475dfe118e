"""whowhom: who removes whom? Power struggles where no outside rule decides.

The public names are loaded when they are first used, so that ``import whowhom`` is quick::

    import whowhom as ww

    case = ww.read_case("duel")
    result = ww.run(case, runs=2000, seed=1)
    result.winners()
"""

TYPE_CHECKING = False  # as typing has it, which takes longer to load than all of this
if TYPE_CHECKING:
    from importlib.metadata import version
    from typing import Any

    from whowhom import theory
    from whowhom.backtesting.run import backtest
    from whowhom.backtesting.sequential import sequential_backtest
    from whowhom.cases import (
        Case,
        check_case,
        chronicle,
        import_workbook,
        new_case,
        read_case,
        shipped_cases,
    )
    from whowhom.ensemble.decision_record import decision_record
    from whowhom.ensemble.ledger import Ledger
    from whowhom.ensemble.merge import merge
    from whowhom.ensemble.pool import pool
    from whowhom.ensemble.result import Result, read_result
    from whowhom.ensemble.run import run, run_shard
    from whowhom.ensemble.sensitivity import sensitivity
    from whowhom.ensemble.sweep import sweep
    from whowhom.ensemble.trace import trace
    from whowhom.ensemble.verify import verify
    from whowhom.ensemble.what_if import read_what_if, what_if
    from whowhom.errors import CaseError, InvalidInput, ResourceError, ResultError, WhoWhomError
    from whowhom.facts.compare import stylised_facts
    from whowhom.outside.anchor import anchor
    from whowhom.outside.answer import outlook
    from whowhom.reporting.figures import figure
    from whowhom.reporting.findings import findings
    from whowhom.reporting.report import report
    from whowhom.reporting.site import publish
    from whowhom.reporting.why import why
    from whowhom.scenario.calibrated import default_parameters, read_parameters
    from whowhom.scenario.snapshot import Snapshot
    from whowhom.sim.own import mechanism
    from whowhom.sim.parameter_sets import ParameterSets
    from whowhom.sim.parameters import Parameters
    from whowhom.theory.coalitions.coalition import ruling_coalition

    __version__ = version("whowhom")

__all__ = [
    "Case",
    "CaseError",
    "InvalidInput",
    "Ledger",
    "ParameterSets",
    "Parameters",
    "ResourceError",
    "Result",
    "ResultError",
    "Snapshot",
    "WhoWhomError",
    "__version__",
    "anchor",
    "backtest",
    "check_case",
    "chronicle",
    "decision_record",
    "default_parameters",
    "figure",
    "findings",
    "import_workbook",
    "mechanism",
    "merge",
    "new_case",
    "odds",
    "outlook",
    "pool",
    "publish",
    "read_case",
    "read_parameters",
    "read_result",
    "read_what_if",
    "report",
    "ruling_coalition",
    "run",
    "run_shard",
    "sensitivity",
    "sequential_backtest",
    "shipped_cases",
    "stylised_facts",
    "sweep",
    "theory",
    "trace",
    "verify",
    "what_if",
    "why",
]

_HOMES = {
    "whowhom.backtesting.run": ("backtest",),
    "whowhom.backtesting.sequential": ("sequential_backtest",),
    "whowhom.cases": (
        *("Case", "check_case", "chronicle", "import_workbook", "new_case", "read_case"),
        "shipped_cases",
    ),
    "whowhom.ensemble.decision_record": ("decision_record",),
    "whowhom.ensemble.ledger": ("Ledger",),
    "whowhom.ensemble.merge": ("merge",),
    "whowhom.ensemble.odds": ("odds",),
    "whowhom.ensemble.pool": ("pool",),
    "whowhom.ensemble.result": ("Result", "read_result"),
    "whowhom.ensemble.run": ("run", "run_shard"),
    "whowhom.ensemble.sensitivity": ("sensitivity",),
    "whowhom.ensemble.sweep": ("sweep",),
    "whowhom.ensemble.trace": ("trace",),
    "whowhom.ensemble.verify": ("verify",),
    "whowhom.ensemble.what_if": ("read_what_if", "what_if"),
    "whowhom.errors": ("CaseError", "InvalidInput", "ResourceError", "ResultError", "WhoWhomError"),
    "whowhom.facts.compare": ("stylised_facts",),
    "whowhom.outside.anchor": ("anchor",),
    "whowhom.outside.answer": ("outlook",),
    "whowhom.reporting.findings": ("findings",),
    "whowhom.reporting.figures": ("figure",),
    "whowhom.reporting.report": ("report",),
    "whowhom.reporting.why": ("why",),
    "whowhom.reporting.site": ("publish",),
    "whowhom.scenario.calibrated": ("default_parameters", "read_parameters"),
    "whowhom.scenario.snapshot": ("Snapshot",),
    "whowhom.sim.own": ("mechanism",),
    "whowhom.sim.parameter_sets": ("ParameterSets",),
    "whowhom.sim.parameters": ("Parameters",),
    "whowhom.theory.coalitions.coalition": ("ruling_coalition",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> "Any":
    """Load a public name from the module that it lives in."""
    from importlib import import_module

    if name == "__version__":
        return import_module("importlib.metadata").version("whowhom")
    if name == "theory":
        return import_module("whowhom.theory")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'whowhom' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return list(__all__)
