"""The page that benchmarks write their numbers into: docs/performance.md."""

import sys
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "performance.md"

sys.path.insert(0, str(DOCS))
import marked  # noqa: E402 - a script beside the pages


def put(name: str, report: str) -> None:
    """Put a report between the two markers of a name, and print it."""
    PAGE.write_text(marked.put(PAGE.read_text(encoding="utf-8"), name, [report]), encoding="utf-8")
    print(report)
