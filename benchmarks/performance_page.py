"""The page that benchmarks write their numbers into: docs/performance.md."""

from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


def put(name: str, report: str) -> None:
    """Put a report between the two markers of a name, and print it."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    head, rest = PAGE.read_text(encoding="utf-8").split(begin)
    tail = rest.split(end)[1]
    PAGE.write_text(f"{head}{begin}\n{report}\n{end}{tail}", encoding="utf-8")
    print(report)
