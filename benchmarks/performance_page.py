"""The pages that benchmarks write into: docs/performance.md and docs/performance-solvers.md."""

import sys
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "performance.md"
SOLVERS = DOCS / "performance-solvers.md"
PICTURES = DOCS / "pictures"

sys.path.insert(0, str(DOCS))
import marked  # noqa: E402 - a script beside the pages


def put(name: str, report: str, page: Path = PAGE) -> None:
    """Put a report between the two markers of a name, and print it."""
    page.write_text(marked.put(page.read_text(encoding="utf-8"), name, [report]), encoding="utf-8")
    print(report)
