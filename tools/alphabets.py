"""Make the font of letters that Source Sans 3 lacks, from the npm packages of Fontsource.

    npm pack @fontsource/noto-sans-arabic   # and hebrew, georgian, armenian, devanagari
    python tools/alphabets.py FOLDER_WITH_THE_ARCHIVES

The five Noto Sans fonts and the Latin letters of one of them become one font in two weights,
without hints: a drawing shapes a text with one font, so that a name and what stands beside it must
be in the same. No Noto font has a reserved name.
"""

import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "src" / "whowhom" / "charts" / "fonts"
PARTS = (
    ("arabic", "latin"),
    ("arabic", "arabic"),
    ("hebrew", "hebrew"),
    ("georgian", "georgian"),
    ("armenian", "armenian"),
    ("devanagari", "devanagari"),
)
FAMILY = "Noto Sans Letters"
RULE = "-" * 59


def unpacked(folder: Path, script: str, name: str, to: Path) -> Path:
    """Return a file of a package, taken out of its archive."""
    (archive,) = folder.glob(f"fontsource-noto-sans-{script}-*.tgz")
    with tarfile.open(archive) as packed:
        found = packed.extractfile(f"package/{name}")
        if found is None:
            raise FileNotFoundError(name)
        path = to / f"{script}-{Path(name).name}"
        path.write_bytes(found.read())
    return path


def part(path: Path) -> Path:
    """Return a font without hints, of which no other part has a letter."""
    font = TTFont(path, recalcTimestamp=False)
    letters = set(font.getBestCmap())
    if "-latin-" not in path.name:
        letters = {letter for letter in letters if 0x530 <= letter < 0x2000 or letter > 0xFB00}
        letters |= {letter for letter in font.getBestCmap() if 0x2D00 <= letter < 0x2E00}
        letters |= {0x200C, 0x200D} & set(font.getBestCmap())
    subsetter = Subsetter(Options(hinting=False, layout_features=["*"], name_IDs=["*"]))
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.flavor = None
    made = path.with_suffix(".ttf")
    font.save(made)
    return made


def merged(folder: Path, weight: int, to: Path) -> None:
    """Write the font of one weight."""
    with tempfile.TemporaryDirectory() as room:
        parts = [
            part(
                unpacked(
                    folder,
                    script,
                    f"files/noto-sans-{script}-{letters}-{weight}-normal.woff",
                    Path(room),
                )
            )
            for script, letters in PARTS
        ]
        font = Merger().merge([str(path) for path in parts])
    for record in font["name"].names:
        full = FAMILY if weight == 400 else f"{FAMILY} SemiBold"
        named = {1: FAMILY, 4: full, 6: full.replace(" ", ""), 16: FAMILY}
        record.string = named.get(record.nameID, str(record))
    font["OS/2"].usWeightClass = weight
    font.recalcTimestamp = False
    font.save(to)


def main(folder: Path) -> None:
    """Write both weights and the licence with everybody's copyright."""
    for weight in (400, 600):
        merged(folder, weight, FONTS / f"noto-sans-letters-{weight}.ttf")
    with tempfile.TemporaryDirectory() as room:
        texts = [
            unpacked(folder, script, "LICENSE", Path(room)).read_text("utf-8")
            for script in dict.fromkeys(script for script, _ in PARTS)
        ]
    owners = sorted({text.partition("\n")[0] for text in texts})
    (licence,) = {text.partition("\n")[2] for text in texts}
    (FONTS / "OFL-noto-sans.txt").write_text("\n".join(owners) + "\n" + licence, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
