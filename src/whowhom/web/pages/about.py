"""The page about the program: what it is, how far to trust it, ethics, citation, versions."""

import platform
from importlib.metadata import PackageNotFoundError, version

from whowhom.backtesting.shipped import SEEN, scores_sentence, shipped_scores
from whowhom.cases.schema import SCHEMA_VERSION
from whowhom.ensemble.description import SCHEMA
from whowhom.reporting.about import ABOUT
from whowhom.sim.parameters import MECHANISMS, PARAMETERS
from whowhom.theory.registry import MODELS
from whowhom.web.elements import Grid, tag
from whowhom.web.frame import asked_case, frame, guarded, page
from whowhom.web.workbench import Workbench

__all__ = ["register"]

_PACKAGES = ("numpy", "numba", "polars", "pyarrow", "altair", "vl-convert-python", "nicegui")


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/about")
    def about(case: str = "") -> None:
        key = asked_case(bench, case)
        with frame(bench, "/about", key):
            guarded(_page)


def _page() -> None:
    tag("h1", "About whowhom")
    tag(
        "p",
        "Who, whom? whowhom simulates struggles for power that no outside rule decides, and counts "
        "who ends as sole ruler, who falls, when and how.",
        classes="ww-lead",
    )
    with tag("div", classes="ww-prose"):
        for block in ABOUT.strip().split("\n\n"):
            text = " ".join(block.split())
            if text == "SCORES":
                _scores()
            elif text.startswith("# "):
                tag("h2", text.removeprefix("# "), classes="ww-section")
            else:
                tag("p", text)
        _overview()
    _versions()


def _scores() -> None:
    """Put in how forecasts fared on struggles whose end is known."""
    scores = shipped_scores()
    tag("p", f"{scores_sentence(scores)} {SEEN}")
    Grid(
        f"Forecasts of {scores.struggles} struggles, {scores.runs} runs each",
        ("rule", "log loss", "90% interval", "winner ranked first, of 100"),
        [
            (
                row["model"],
                f"{row['log_loss']:.2f}",
                f"{row['log_loss_low']:.2f} to {row['log_loss_high']:.2f}",
                f"{100 * row['accuracy']:.0f}",
            )
            for row in scores.rows
        ],
        numeric=(False, True, True, True),
    )


def _overview() -> None:
    """Put in the model in the order of the ODD protocol, counted from the program itself."""
    from whowhom.sim.month import SCHEDULE, what_happens  # loads the compiled model

    tag("h2", "The model in short", classes="ww-section")
    with tag("dl", classes="ww-dl"):
        phases = "; ".join(what_happens(phase) for phase in SCHEDULE)
        published = sum(not model.is_sketch for model in MODELS)
        described = {
            "purpose": "Explain and explore who removes whom where no arbiter decides.",
            "entities": "Contenders with bases of power, skills and a line; members of audiences, "
            "each with a side, a patron and esteem; posts that fill vacancies, speak, command.",
            "process": f"Each month {len(SCHEDULE)} phases, in this order: {phases}.",
            "design": "Actors act on what they believe of the others' power, not on what it is; "
            "coalitions form on beliefs; random numbers are keyed, so that paired runs share them.",
            "initial state": "The tables of the case; every range is drawn anew in each run.",
            "submodels": f"{len(MECHANISMS)} named mechanisms with {len(PARAMETERS)} parameters, "
            f"the same for every case and actor; beside them solvers of {published} published "
            f"models and {len(MODELS) - published} sketches. Line by line: docs/odd.md.",
        }
        for term, text in described.items():
            tag("dt", term)
            tag("dd", text)


def _versions() -> None:
    """Put in the versions of everything that computes or draws."""
    with tag("section", classes="ww-section"):
        tag("h2", "Versions")
        rows = [
            ("whowhom", version("whowhom")),
            ("case schema", str(SCHEMA_VERSION)),
            ("result layout", str(SCHEMA)),
            ("Python", platform.python_version()),
        ]
        for package in _PACKAGES:
            try:
                rows.append((package, version(package)))
            except PackageNotFoundError:
                rows.append((package, "not installed"))
        with tag("div", classes="ww-narrow"):
            Grid("Versions", ("what", "version"), rows, sortable=False)
