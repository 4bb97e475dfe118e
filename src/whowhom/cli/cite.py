"""``whowhom cite``: BibTeX of the program, and of the case and the sources of a result."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from whowhom.cli.common_options import Json
from whowhom.cli.output import emit, write
from whowhom.reporting.citation import case_entries, entry, program_entry, result_entries

__all__ = ["cite"]


def cite(
    result: Annotated[
        str | None, Parameter(help="A stored result, or a case; the program alone if left out.")
    ] = None,
    /,
    *,
    model: Annotated[
        list[str] | None, Parameter(help="A formal model; may be given several times.")
    ] = None,
    json: Json = False,
) -> None:
    """Print BibTeX of the program, of a case and its sources, of formal models and their papers."""
    entries = [program_entry()]
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

        return result_entries(read_result(place))
    from whowhom.cli.open_case import open_case

    return case_entries(open_case(place))


def _of_models(names: list[str]) -> list[str]:
    """Return the entries of the papers that formal models come from, each once."""
    from whowhom.theory.registry import model

    papers = {paper.key: paper for name in names for paper in model(name).papers}
    return [
        entry(
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
