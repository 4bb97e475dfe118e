"""``whowhom cite``: BibTeX of the program, and of the case and the sources of a result."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from whowhom.cases import Case
from whowhom.cases.case import References
from whowhom.cli.output import emit, write

__all__ = ["cite"]

_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"} | {"\\": r"\textbackslash{}"})


def cite(
    result: Annotated[
        str | None, Parameter(help="A stored result, or a case; the program alone if left out.")
    ] = None,
    /,
    *,
    model: Annotated[
        list[str] | None, Parameter(help="A formal model; may be given several times.")
    ] = None,
    json: Annotated[bool, Parameter(help="Print one JSON object.", show_default=False)] = False,
) -> None:
    """Print BibTeX of the program, of a case and its sources, of formal models and their papers."""
    entries = [_program()]
    if result is not None:
        entries.extend(_of_result(result))
    if model:
        entries.extend(_of_models(model))
    if json:
        emit({"bibtex": entries})
    else:
        write("\n\n".join(entries) + "\n")


def _of_result(place: str) -> list[str]:
    """Return the entries of a result or of a case."""
    if (Path(place) / "run.json").exists() or (Path(place) / "MANIFEST.sha256").exists():
        from whowhom.ensemble.result import read_result

        found = read_result(place)
        note = (
            f"{found.runs} plays, seed {found.seed}, whowhom {found.description.work.whowhom}, "
            f"sha256 {found.sha256}"
        )
        return _of_case(found.case, note)
    from whowhom.cli.case_door import open_case

    return _of_case(open_case(place), "")


def _of_models(names: list[str]) -> list[str]:
    """Return the entries of the papers that formal models come from, each once."""
    from whowhom.theory.registry import model

    papers = {paper.key: paper for name in names for paper in model(name).papers}
    return [
        _entry(
            paper.kind,
            paper.key,
            {
                "author": paper.authors,
                "title": paper.title,
                ("journal" if paper.kind == "article" else "publisher"): paper.where,
                "year": str(paper.year),
                "volume": paper.volume.partition("(")[0],
                "number": paper.volume.partition("(")[2].rstrip(")"),
                "pages": paper.pages.replace("-", "--"),
                "doi": paper.doi,
            },
        )
        for paper in papers.values()
    ]


def _program() -> str:
    """Return the entry of the program."""
    from importlib.metadata import version

    return _entry(
        "software",
        "whowhom",
        {
            "author": "{The whowhom authors}",
            "title": "whowhom: who removes whom? Power struggles where no outside rule decides",
            "version": version("whowhom"),
        },
    )


def _of_case(case: Case, note: str) -> list[str]:
    """Return the entries of a case and of the sources that it really uses."""
    fields = {
        "author": case.coder,
        "title": case.title,
        "year": case.coded[:4],
        "howpublished": f"case {case.id} of whowhom, sha256 {case.sha256}",
        "note": note,
    }
    used = {reference.source for references in _references(case) for reference in references}
    sources = [
        _entry("misc", f"{case.id}_{source.id}", {"title": source.citation, "note": source.kind})
        for source in case.sources
        if source.id in used
    ]
    return [_entry("misc", f"case_{case.id}", fields), *sources]


def _references(case: Case) -> Iterator[References]:
    """Yield the references of every row that models, scores and charts read."""
    for rows in (case.actors, case.posts, case.tenures, case.audiences, case.ties):
        yield from (row.references for row in rows)
    for more in (case.shocks, case.hosts, case.conditions, case.course, case.chronicle):
        yield from (row.references for row in more)


def _entry(kind: str, key: str, fields: dict[str, str]) -> str:
    """Return one BibTeX entry; empty fields are left out."""
    lines = [
        f"  {name} = {{{value if value.startswith('{') else value.translate(_SIGNS)}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])
