"""BibTeX of the program, of a case and its sources, and of whatever else is cited."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from whowhom.cases.case import Case, References

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result

__all__ = ["case_entries", "entry", "program_entry", "result_entries"]

_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"} | {"\\": r"\textbackslash{}"})


def program_entry() -> str:
    """Return the entry of the program."""
    from importlib.metadata import version

    return entry(
        "software",
        "whowhom",
        {
            "author": "{The whowhom authors}",
            "title": "whowhom: who removes whom? Power struggles where no outside rule decides",
            "version": version("whowhom"),
        },
    )


def case_entries(case: Case, note: str = "") -> list[str]:
    """Return the BibTeX entries of a case and of the sources that it really uses.

    Parameters
    ----------
    case : Case
    note : str, default ""
        Written into the entry of the case: which result of it is meant.
    """
    fields = {
        "author": case.coder,
        "title": case.title,
        "year": case.coded[:4],
        "howpublished": f"case {case.id} of whowhom, sha256 {case.sha256}",
        "note": note,
    }
    used = {reference.source for references in _references(case) for reference in references}
    sources = [
        entry("misc", f"{case.id}_{source.id}", {"title": source.citation, "note": source.kind})
        for source in case.sources
        if source.id in used
    ]
    return [entry("misc", f"case_{case.id}", fields), *sources]


def result_entries(result: "Result") -> list[str]:
    """Return the BibTeX entries of the case of a result, which name the result too."""
    note = (
        f"{result.runs} runs, seed {result.seed}, whowhom {result.description.work.whowhom}, "
        f"sha256 {result.sha256}"
    )
    return case_entries(result.case, note)


def _references(case: Case) -> Iterator[References]:
    """Yield the references of every row that models, scores and charts read."""
    for rows in (case.actors, case.posts, case.tenures, case.audiences, case.ties):
        yield from (row.references for row in rows)
    for more in (case.shocks, case.hosts, case.conditions, case.outlook):
        yield from (row.references for row in more)
    for told in (case.course, case.chronicle):
        yield from (row.references for row in told)


def entry(kind: str, key: str, fields: dict[str, str]) -> str:
    """Return one BibTeX entry; empty fields are left out."""
    lines = [
        f"  {name} = {{{value if value.startswith('{') else value.translate(_SIGNS)}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])
