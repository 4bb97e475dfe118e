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
    from whowhom.calibrated import default_parameters, read_parameters
    from whowhom.calibration.facts import Fact
    from whowhom.calibration.result import Calibration
    from whowhom.calibration.run import calibrate
    from whowhom.cases import (
        Case,
        check_case,
        chronicle,
        import_xlsx,
        new_case,
        read_case,
        shipped_cases,
    )
    from whowhom.change import Change, changed
    from whowhom.ensemble.motives import Motives, motives
    from whowhom.ensemble.result import Result, read_result
    from whowhom.ensemble.run import run
    from whowhom.ensemble.sensitivity import Sensitivity, sensitivity
    from whowhom.ensemble.trace import trace
    from whowhom.ensemble.verify import Verification, verify
    from whowhom.ensemble.what_if import WhatIf, read_what_if, what_if
    from whowhom.errors import CaseError, InvalidInput, ResourceError, ResultError, WhoWhomError
    from whowhom.facts.compare import Facts, fact_values, stylised_facts
    from whowhom.reporting.figures import Plot, figure
    from whowhom.reporting.report import report
    from whowhom.sim.parameter_sets import ParameterSets
    from whowhom.sim.parameters import Parameters
    from whowhom.sim.play import Plays, play
    from whowhom.snapshot import Snapshot
    from whowhom.start import Start
    from whowhom.theory.coalitions.coalition import RulingCoalition, ruling_coalition

    __version__ = version("whowhom")

__all__ = [
    "Calibration",
    "Case",
    "CaseError",
    "Change",
    "Fact",
    "Facts",
    "InvalidInput",
    "Motives",
    "ParameterSets",
    "Parameters",
    "Plays",
    "Plot",
    "ResourceError",
    "Result",
    "ResultError",
    "RulingCoalition",
    "Sensitivity",
    "Snapshot",
    "Start",
    "Verification",
    "WhatIf",
    "WhoWhomError",
    "__version__",
    "calibrate",
    "changed",
    "check_case",
    "chronicle",
    "default_parameters",
    "fact_values",
    "figure",
    "import_xlsx",
    "motives",
    "new_case",
    "play",
    "read_case",
    "read_parameters",
    "read_result",
    "read_what_if",
    "report",
    "ruling_coalition",
    "run",
    "sensitivity",
    "shipped_cases",
    "stylised_facts",
    "theory",
    "trace",
    "verify",
    "what_if",
]

_HOMES = {
    "whowhom.calibrated": ("default_parameters", "read_parameters"),
    "whowhom.calibration.facts": ("Fact",),
    "whowhom.calibration.result": ("Calibration",),
    "whowhom.calibration.run": ("calibrate",),
    "whowhom.cases": (
        *("Case", "check_case", "chronicle", "import_xlsx", "new_case", "read_case"),
        "shipped_cases",
    ),
    "whowhom.change": ("Change", "changed"),
    "whowhom.ensemble.motives": ("Motives", "motives"),
    "whowhom.ensemble.result": ("Result", "read_result"),
    "whowhom.ensemble.run": ("run",),
    "whowhom.ensemble.sensitivity": ("Sensitivity", "sensitivity"),
    "whowhom.ensemble.trace": ("trace",),
    "whowhom.ensemble.verify": ("Verification", "verify"),
    "whowhom.ensemble.what_if": ("WhatIf", "read_what_if", "what_if"),
    "whowhom.errors": ("CaseError", "InvalidInput", "ResourceError", "ResultError", "WhoWhomError"),
    "whowhom.sim.parameter_sets": ("ParameterSets",),
    "whowhom.facts.compare": ("Facts", "fact_values", "stylised_facts"),
    "whowhom.reporting.figures": ("Plot", "figure"),
    "whowhom.reporting.report": ("report",),
    "whowhom.sim.parameters": ("Parameters",),
    "whowhom.sim.play": ("Plays", "play"),
    "whowhom.snapshot": ("Snapshot",),
    "whowhom.start": ("Start",),
    "whowhom.theory.coalitions.coalition": ("RulingCoalition", "ruling_coalition"),
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
    return sorted({*globals(), *__all__})
