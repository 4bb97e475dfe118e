"""A report as Markdown: for mails, wikis and notes."""

import re
from collections.abc import Iterator, Sequence

from whowhom.cases.names import visible
from whowhom.reporting.blocks import Block, Cell, Code, Paragraph, Section, Table

__all__ = ["page_text"]

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")
_LINK = re.compile(r"(?i)(https?|javascript|data|mailto):")


def page_text(
    *,
    headline: str,
    lead: str,
    sure: str,
    status: str,
    case_title: str,
    version: str,
    sections: Sequence[Section],
) -> str:
    """Return the report without its figures, whose tables say the same.

    Parameters
    ----------
    headline, lead, sure, status, case_title, version : str
        Plain text.
    sections : sequence of Section
    """
    lines = [f"# {escape(headline)}", "", escape(case_title), "", escape(lead), ""]
    lines += [escape(sure), ""]
    lines += [f"*{escape(status)}*", ""]
    for section in sections:
        lines += [f"## {escape(section.title)}", ""]
        for block in section.blocks:
            lines += [*_block(block)]
    lines.append(f"Written by whowhom {escape(version)}.")
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    r"""Return text in which nothing is a mark, a tag or a link.

    Examples
    --------
    >>> escape("<b>[x](javascript:y)")
    '\\<b\\>\\[x\\](javascript\u200b:y)'
    """
    plain = _SIGNS.sub(r"\\\1", " ".join(visible(text.replace("\n", " ")).split()))
    return _LINK.sub("\\1\u200b:", plain)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield escape(text)
        case Code(text):
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
            yield from (fence, visible_lines(text), fence)
        case Table():
            yield from _table(block)
        case _:
            return
    yield ""


def visible_lines(text: str) -> str:
    """Return text whose line ends are the only signs that cannot be seen."""
    return "\n".join(visible(line) for line in text.split("\n"))


def _table(table: Table) -> Iterator[str]:
    yield f"**{escape(table.caption)}**"
    yield ""
    yield _row([escape(column) for column in table.columns])
    yield _row(["--:" if place in table.numbers else "---" for place in range(len(table.columns))])
    for row in table.rows:
        yield _row([escape(str(cell)) for cell in row])


def _row(cells: Sequence[Cell]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
