"""Draw the pictures of the model cards.

    python docs/model_pictures.py [NAME ...]

writes ``docs/pictures/models/NAME.png``, for all or for those named. Needs the extra ``charts``.
The text for those who cannot see them is printed.
"""

import sys
import zlib
from pathlib import Path
from typing import Any

from whowhom.cli.model_charts import CHARTED, chart_of
from whowhom.theory.registry import model

PICTURES = Path(__file__).parent / "pictures" / "models"
WIDE = 900
"""Pixels, about."""

OTHER_ARGUMENTS: dict[str, dict[str, Any]] = {
    "killing-regimes": {
        "incumbent_wins": 0.5,
        "discount": 0.9,
        "largest_loss": 12,
        "steps": 40,
    },
    "selectorate-grid": {
        "winning_coalitions": [2, 5, 10, 20, 50, 100],
        "selectorates": [10, 20, 50, 100, 200, 500, 1000],
    },
    "regime-change-sweep": {
        "vary": "expected_strength",
        "values": [k / 80 for k in range(81)],
        "cost": "0.4",
        "expected_strength": "0.5",
        "public_precision": 4,
        "private_precision": 1,
    },
    "cascade": {"threshold": [0, 1, 1, 2, 3, 3, 4, 7, 9, 9, 11, 12]},
    "voting-power": {
        "weight": {
            "France": 4,
            "Germany": 4,
            "Italy": 4,
            "Belgium": 2,
            "Netherlands": 2,
            "Luxembourg": 1,
        },
        "quota": 12,
    },
    "legislative-bargaining": {
        "weight": {"Left": 38, "Centre": 27, "Right": 25, "Regional": 10},
        "discount": "0.9",
    },
    "open-rule-bargaining": {"members": 9, "discount": "0.2"},
    "appointments-runs": {
        "start": "0.1",
        "filled": "0.8",
        "turnover": "0.1",
        "periods": 20,
        "posts": 100,
        "runs": 2000,
    },
    "appointments": {"start": "0.1", "filled": "0.8", "turnover": "0.1", "periods": 20},
}
"""What is drawn in place of the example of the registry, where that is too small a picture."""


def draw(name: str) -> tuple[Path, str]:
    """Draw one model; return where, and the picture in words."""
    found = model(name)
    result = found.solver(**OTHER_ARGUMENTS.get(name, dict(found.example)))
    chart = chart_of(name, result)
    path = PICTURES / f"{name}.png"
    chart.save(path, scale_factor=1)
    drawn = int.from_bytes(path.read_bytes()[16:20], "big")
    chart.save(path, scale_factor=min(2, WIDE / drawn))
    path.write_bytes(packed(path.read_bytes()))
    return path, chart["description"]


def packed(png: bytes) -> bytes:
    """Return the same picture in a file of about a quarter: opaque, unfiltered, well compressed."""
    chunks, at = [], 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        chunks.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + size]))
        at += size + 12
    head = chunks[0][1]
    wide = 4 * int.from_bytes(head[:4], "big")
    if head[8:] != bytes((8, 6, 0, 0, 0)):  # 8 bits, red, green, blue and alpha, not interlaced
        return png
    filtered = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    lines, above = [], bytes(wide)
    for start in range(0, len(filtered), wide + 1):
        above = unfiltered(filtered[start], filtered[start + 1 : start + 1 + wide], above)
        colours = bytearray(3 * wide // 4)
        for place in range(3):
            colours[place::3] = above[place::4]
        lines.append(b"\0" + colours)
    parts = [
        (b"IHDR", head[:9] + b"\2" + head[10:]),
        (b"IDAT", zlib.compress(b"".join(lines), 9)),
        (b"IEND", b""),
    ]
    return png[:8] + b"".join(
        len(content).to_bytes(4, "big")
        + kind
        + content
        + zlib.crc32(kind + content).to_bytes(4, "big")
        for kind, content in parts
    )


def unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    """Return a line of a PNG without its filter; four bytes to a pixel."""
    found = bytearray(line)
    for i in range(len(found)):
        left, corner = (found[i - 4], above[i - 4]) if i >= 4 else (0, 0)
        up = above[i]
        guess = left + up - corner
        nearest = min((left, up, corner), key=lambda value: abs(guess - value))
        found[i] = (found[i] + (0, left, up, (left + up) // 2, nearest)[kind]) % 256
    return bytes(found)


def main(names: list[str]) -> None:
    """Draw all models, or those named."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in names or CHARTED:
        path, words = draw(name)
        print(f"{path.name}: {words}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
