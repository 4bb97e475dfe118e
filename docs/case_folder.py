"""The reference page ``docs/case-folder.md``, made from the schema so that it cannot lag behind.

    python docs/case_folder.py

writes it; ``tests/unit/cases/test_schema.py`` fails while it lags behind.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from whowhom.cases.defaults import DEFAULT_AUDIENCES
from whowhom.cases.leader_facts import FACTS
from whowhom.cases.levels import LEVELS
from whowhom.cases.problems import CODES
from whowhom.cases.schema import (
    CASE,
    CONDITIONS,
    COURSE_EVENTS,
    GRADES,
    OUTLOOK,
    REGIME_TYPES,
    SHOCK_KINDS,
    SUCCESSIONS,
    TABLES,
    TIE_KINDS,
    Column,
    Table,
)
from whowhom.scenario.start import SHOCKS_MADE_OF

PAGE = Path(__file__).parent / "case-folder.md"

POOLED = """## A pooled case

`pool.json` names the coders of a pooled case and their weights, and `coders/NAME/` holds the case
folder of each. `whowhom pool` writes such a folder as the `case` of its result; see
[several coders](how-to/several-coders.md). Each run draws one coder. No other table is read then.
"""

INTRO = """\
# The case folder

<!-- Made by `python docs/case_folder.py`; a test compares it with the schema. -->

A case is a folder of small tables that open in any spreadsheet. Only `case.toml` and `actors.csv`
are required; whatever is missing has a default, and `whowhom check` says which defaults hold. An
`.xlsx` workbook with one sheet to a table (and a sheet `case` with the columns key, value, source)
does as well; `whowhom import book.xlsx DIR` turns it, and workbooks that are less tidy
([how](how-to/import-a-workbook.md)), into a folder. Many struggles can be written
into one YAML file, which `whowhom import FILE.yaml DIR` turns into folders ([format](casebook.md)).

## Workbooks

- `whowhom run book.xlsx` and every other command read a workbook as strictly as a folder. What
  follows holds there and for `import`, which also finds headers below titles, reads percentages and
  names for ids, and lists every repair.
- A sheet is a table if its title is the name of a table; letter case and blanks at the ends make no
  difference, and two sheets for one table are an error. Other sheets are not read; `import` takes
  one that has the header of a table for that table, and keeps the rest as files that every system
  can hold (`aux` as `aux_.csv`) and says under which names.
- **Hidden sheets** are neither read nor imported, and both `check` and `import` name them. Hidden
  rows and columns are read, and named. Chart sheets and empty sheets are left out.
- **Formulas** count with the result that the file stores. An empty result is an empty cell; a
  formula without a stored result, and an error such as `#N/A`, is refused with its cell. A workbook
  that asks to be recalculated when it is opened gets a warning.
- **Dates and times** are written as `1953-03-05`, `1953-03-05 21:50:00`, `21:50:00`, and spans of
  time as `36:00:00`; days are counted from 1900 or 1904, as the workbook says. Where spreadsheets
  do not agree which day a number means (before 15 October 1582, on 29 February 1900, and in early
  1900 unless Excel wrote it), it is refused: format the cell as text and write the date.
- **Numbers** are written without the noise of binary arithmetic: `0.1+0.2` is 0.3. A truth value is
  `yes` or `no`. Merged cells have a value only in the first, and are named.
- Read are `.xlsx`, Strict ones too, and `.xlsm`, whose macros never run. Of other files (`.xls`,
  `.xlsb`, `.ods`, Numbers, with a password) it is said what they are and what to do.

## How cells read

- **Numbers**: `2`; a range `1..3`, any value of which is as likely; `1..2..3` with the likeliest in
  the middle. Each run draws its own value. A chance may be in percent: `60 %`. A decimal comma is
  read only in files separated by semicolons.
- **Dates** (a part of EDTF): `1924`, `1924-01`, `1924-01-21`; `1922-12?` doubtful source, read as
  it stands; `1923~` about, one year (month, day) is added on either side; `1922-12-23/1923-01-04`
  some day between; `../1899` and `1941/..` open. A minus sign is a year BC as historians count:
  `-0044-03-15` is 15 March 44 BC, `-0001` comes right before `0001`, there is no year `0000`.
- **Ids**: 1 to 32 of `a-z`, `0-9`, `_`, beginning with a letter.
- **Shares**: `cadres=0.5;elite=0.1..0.2`.
- **Lists**: separated by `|`.
- **Short names** (`short` of actors): what tables and charts call an actor where the name has no
  room. Left empty, the label is made from the name: family name, with an initial, the whole name
  or the id where two would look alike. Fill it where the family name is not the last word
  (Mengistu Haile Mariam: `Mengistu`; Manuel Fal Conde: `Fal Conde`).
- **Sources**: `id:place`, several separated by `;`, such as `film:316-324;hist`. With a column
  before it a source speaks for that value only: `oratory=film:270-282; apparatus=film:302-324`.
- An **empty cell** means the default. A row whose first cell begins with `#` is a remark, and so is
  a column whose header begins with `#`.
- Files are UTF-8 (with or without a byte order mark), separated by comma, semicolon or tab. A table
  may have 1,000,000 bytes, a cell 20,000 characters; a `.toml` file 100,000 bytes, keys of 8 parts.
  Of tables in another encoding `whowhom check` shows how they read, and
  `whowhom import FOLDER NEW --encoding NAME` writes a copy in UTF-8.

Places in messages are `file:line:column`; the column is the number of the column in the table.

`import.json` is what the last import of a workbook wrote, so that the next one knows which cells
were edited by hand since. No run reads it, and it is no part of the hash of a case.

A folder may hold notes (`notes/*.md`) and ready questions (`questions.toml`, one `[[question]]`
each: `id`, `ask`, and what is changed by `set`, `without`, `shocks`, as `whowhom whatif` takes it,
paths in quotes: `set = { "actors.ann.army" = 2 }`; `source` and `note` say where it comes from;
with `about = ACTOR` the answer begins with their fate; with `why_kill = ACTOR` it takes away a
partial answer to why that actor is killed, and `whowhom why --kill ACTOR` asks it).
Neither changes a run.
"""


SUCCESSION = """\
Where a rule finds nobody who sits in the circle (the deputy is dead or out, nobody sides with
anybody, whoever appoints is dead, out or without ties, or is the one who leaves), the post goes by
power. A post that names another one means its holder before the change; a deputy who takes over
keeps the old post. An arbiter who can act may appoint. Rules that lead back to the post itself (A
by B, B by A) are refused (`W221`).
"""

EVENTS = """\
An event happens in every run unless it has a `probability`; `0.6` and `60 %` mean the same, and a
range is drawn for each run. Of a window a month is drawn, whether the event is certain or not. In a
run given a record (`--as-of`), an event of a probability below 1 has not happened up to that month
([what that means](conditioning.md#events-that-may-happen)).

The arbiter ages and dies as all others do. Only where a row of kind `death` names the arbiter and
happens for certain (`probability` empty) does the table speak for the whole life: of age the
arbiter then never dies, not even where its `size` is 0, which is a life to the end of the case.

What `election`, `congress`, `treaty` and `sanction` do is made of simpler kinds; the composition is
ours. Newcomers of a levy come from the bodies in its `fed_by` and from those who fill its places.
"""
IDEAS = {
    "election": "fraud and the answer to it make a rallying point: Tucker 2007",
    "congress": "delegates from below, places filled from above: Daniels; Hough",
    "treaty": "the opposite of a sanction",
    "sanction": "it hurts rulers without other money: Escriba-Folch and Wright 2010; "
    "it unites against the sender: Galtung 1967",
}
"""What a composed kind of event rests on."""

RECORD = """\
A row says who has been removed, come back, taken a post or kept the seat. With `--as-of 1925-02` a
run takes the rows whose dates end in that month or before as observed and reads no later row;
`--record FILE` reads them from another CSV file with these columns. Such a run refuses a record
that contradicts itself or the case (`W212`; `whowhom check` warns of the same with `W317`):

- somebody is removed, takes a post or is named in `by` after their death, or dies twice;
- two take one post at dates of which neither comes first;
- `restored` without an earlier removal; the removal of the arbiter; the same event twice;
- in a file given with `--record`: an event before the case starts (in `course.csv` it is passed
  over), or an id that the case does not have.

A date counts as later than another only where it certainly is. Rows of one date keep their order.
Whoever fell and was not restored can fall again.
"""


LEVELS_INTRO = """\
What the levels of the bases mean. A number between two levels, or a range, says that the coder is
not sure; only what can be seen on the first day counts ([coding rule](casebook.md)).
"""


def case_folder_page() -> str:
    """Return the page in Markdown."""
    parts = [INTRO, "## case.toml\n", _columns(CASE), _conditions(), _outlook()]
    for table in TABLES.values():
        parts.append(f"## {table.file}\n")
        parts.append(_about(table))
        parts.append(_columns(table))
        parts.extend(_words(table))
    parts.append(POOLED)
    parts.append("## Codes of problems\n")
    parts.append("`W0..` form, `W1..` cells, `W2..` meaning, `W3..` warnings.\n")
    parts.append(_grid(("code", "meaning"), CODES.items()))
    return "\n".join(parts)


def _about(table: Table) -> str:
    """Say what a row is and what holds without the table."""
    sentences = [f"One row is {table.row}; at most {table.limit:,} rows."]
    if table.required:
        sentences.append("Required.")
    if table.missing:
        sentences.append(f"Without it: {table.missing}.")
    if table.role == "documentary":
        sentences.append("Kept for readers; ids and references are checked, no model reads it.")
    return " ".join(sentences) + "\n"


def _columns(table: Table) -> str:
    rows = [
        (f"`{column.name}`", _kind(column), column.meaning, column.domain, _default(column))
        for column in table.columns
    ]
    return _grid(("column", "kind", "meaning", "domain", "default"), rows)


def _kind(column: Column) -> str:
    return column.kind + (f" ({column.unit})" if column.unit else "")


def _default(column: Column) -> str:
    return "**required**" if column.required else column.default


def _conditions() -> str:
    types = _grid(("regime_type", "meaning"), REGIME_TYPES.items())
    intro = (
        "Table `[conditions]`: each a number or a range in quotes, or with its source "
        '`war = { value = "0.7..1", source = "film:909-913" }`.\n\n'
    )
    return types + "\n" + intro + _grid(("condition", "meaning (0 to 1)"), CONDITIONS.items())


OUTLOOK_INTRO = """\
Table `[outlook]`: what is known of the leader, for `whowhom outlook`
([how](how-to/outlook.md)); no run reads it. Each fact is optional, and each may have its source:
`regime = { value = "personal", source = "hist:12" }`. A fact that is left out is averaged over.
What the case says already is not asked again: `leader` is the `incumbent` if it is left out, `age`
comes from `born` in actors.csv, `regime` from `regime_type` where that is party, military, personal
or monarchy, and the day of the forecast is the `start`.
"""


def _outlook() -> str:
    """Explain the table of the outlook and the words of its facts."""
    words = _grid(
        ("fact", "word", "meaning"),
        (
            (f"`{fact.name}`", word, meaning)
            for fact in FACTS.values()
            for word, meaning in fact.choices.items()
        ),
    )
    return f"{OUTLOOK_INTRO}\n{_columns(OUTLOOK)}\n{words}"


def _words(table: Table) -> Iterable[str]:
    """Explain the words that a table uses."""
    if table.name == "actors":
        yield LEVELS_INTRO
        yield _grid(
            ("base", "0", "1", "2", "3"),
            ((f"`{base}`", *texts) for base, texts in LEVELS.items()),
        )
    if table.name == "ties":
        signs = {name: "binds" if sign > 0 else "divides" for name, sign in TIE_KINDS.items()}
        yield _grid(("kind", "effect"), signs.items())
    if table.name == "shocks":
        yield _grid(
            ("kind", "target", "size", "meaning"),
            (
                (name, kind.target or "none", f"{kind.low:g}..{kind.high:g}", kind.meaning)
                for name, kind in SHOCK_KINDS.items()
            ),
        )
    if table.name == "posts":
        named = {word: " or ".join(rule.named) for word, rule in SUCCESSIONS.items()}
        yield _grid(
            ("succession", "succession_by", "after a holder who dies or is removed, the post"),
            ((word, named[word] or "empty", rule.meaning) for word, rule in SUCCESSIONS.items()),
        )
        yield SUCCESSION
    if table.name == "shocks":
        yield EVENTS
        yield _grid(
            ("kind", "does, in parts of its size", "on the idea of"),
            ((kind, _parts(kind), IDEAS[kind]) for kind in SHOCKS_MADE_OF),
        )
    meanings: Mapping[str, Mapping[str, str]] = {"course": COURSE_EVENTS, "sources": GRADES}
    if table.name in meanings:
        yield _grid(("word", "meaning"), meanings[table.name].items())
    if table.name == "course":
        yield RECORD
    if table.name == "audiences":
        yield "The default audiences:\n"
        yield _grid(
            ("id", "size", "weight", "turnover", "base"),
            (
                (one.id, str(one.size), f"{one.weight.low:g}", f"{one.turnover.low:g}", one.base)
                for one in DEFAULT_AUDIENCES
            ),
        )


def _parts(kind: str) -> str:
    """Say what a composed kind of event does."""
    return ", ".join(f"`{one}` {factor:+g}" for one, factor in SHOCKS_MADE_OF[kind].items())


def _grid(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [header, tuple("---" for _ in header), *rows]
    texts = ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)
    return "\n".join(texts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(case_folder_page(), encoding="utf-8")
    print(PAGE)
