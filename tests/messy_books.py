"""Workbooks as people keep them, made by script, each with what an import must make of it.

Every book is imported with at most one round of answers; what must come out is written out by
hand beside it, cell for cell.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

DAYS = {"start": "2026-01-01", "end": "2031-12-31"}


@dataclass(frozen=True)
class Messy:
    """A workbook, the answers to its questions, and the tables that must come out."""

    make: Callable[[openpyxl.Workbook], None]
    tables: Mapping[str, list[list[str]]]
    answers: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    """Ids of all the questions."""
    repairs: frozenset[str] = frozenset()
    """Ids of all the repairs."""
    told: tuple[str, ...] = ()
    """What the notes must say."""
    case: Mapping[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        """Write the workbook."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        self.make(book)
        book.save(path)
        return path


def sheet(book: Any, title: str, *rows: list[Any], at: str = "A1") -> Any:
    """Add a sheet with rows from a cell on."""
    made = book.create_sheet(title) if title not in book.sheetnames else book[title]
    first = made[at]
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            if value is not None:
                made.cell(first.row + down, first.column + right, value)
    return made


def case_sheet(book: Any) -> None:
    sheet(
        book,
        "case",
        ["key", "value"],
        ["title", "A circle"],
        ["start", "2026-01-01"],
        ["end", "2031-12-31"],
    )


CASE = {"title": "A circle", **DAYS}


def title_rows(book: Any) -> None:
    made = sheet(
        book,
        "Actors",
        ["Politburo, state of play"],
        ["compiled by the desk"],
        [],
        ["Name", "Army", "Formal office", "Oratory"],
        ["Ivan Petrov", 2, 3, 0.6],
        [],
        ["Pavel Sidorov", 1, 1, 0.4],
        [],
        ["* estimates of the desk, not of the ministry"],
        at="B2",
    )
    made.merge_cells("B2:E2")
    case_sheet(book)


def merged_header(book: Any) -> None:
    made = sheet(
        book,
        "The actors",
        ["Who", None, "Bases", None, "Skills", None],
        ["ID", "Name", "Army", "Security", "Oratory", "Strategy"],
        ["petrov", "Ivan Petrov", 2, 0, 0.6, 0.5],
        ["sidorov", "Pavel Sidorov", 1, 3, 0.4, 0.7],
    )
    for area in ("A1:B1", "C1:D1", "E1:F1"):
        made.merge_cells(area)
    case_sheet(book)


def merged_down(book: Any) -> None:
    made = sheet(
        book,
        "actors",
        ["Name", "Bases", None, "Line"],
        [None, "Army", "Security", None],
        ["Ivan Petrov", 2, 0, -0.5],
        ["Pavel Sidorov", 1, 3, 0.5],
    )
    for area in ("A1:A2", "B1:C1", "D1:D2"):
        made.merge_cells(area)
    case_sheet(book)


def percents(book: Any) -> None:
    made = sheet(
        book,
        "actors",
        ["id", "name", "army", "oratory", "ambition"],
        ["petrov", "Ivan Petrov", 2, "60%", 0.6],
        ["sidorov", "Pavel Sidorov", 1, "40 \N{EN DASH} 60 %", "n/a"],
        ["orlov", "Oleg Orlov", 0, "5 %", 60],
    )
    made["E2"].number_format = "0%"
    case_sheet(book)


def commas(book: Any) -> None:
    sheet(
        book,
        "actors",
        ["id", "name", "army", "oratory", "line"],
        ["petrov", "Ivan Petrov", "1-2", "0,8", "-0,5"],
        ["sidorov", "Pavel Sidorov", "1 \N{EN DASH} 2", "0,4 bis 0,6", "\N{MINUS SIGN}1"],
        ["orlov", "Oleg Orlov", "0,5..1,5..3", ",5", "3-1"],
    )
    sheet(
        book, "case", ["Title", "A circle"], ["Start date", date(2026, 1, 1)], ["End", "31.12.2031"]
    )


def names_for_ids(book: Any) -> None:
    sheet(
        book,
        "actors",
        ["Name", "Army", "Apparatus"],
        ["Ivan Petrov", 2, 1],
        ["Anna Petrova", 1, 3],
        ["Pavel Sidorov", 0, 2],
        ["Pyotr Sidorov", 0, 1],
    )
    sheet(
        book,
        "Posts",
        ["Name", "Fills", "Force"],
        ["War ministry", "Army: 60%", 0.8],
        ["General Secretary", "cadres: 50%; elite: 0,1-0,2", 0],
    )
    sheet(
        book,
        "Tenures",
        ["Position", "Holder", "Since"],
        ["War ministry", "Petrov", 2024],
        ["general secretary", "ANNA PETROVA", "May 2025"],
    )
    sheet(
        book,
        "Ties",
        ["From", "To", "Kind", "Since"],
        ["Ivan Petrov", "Sidorov", "Rival", "2025-02"],
        ["Anna  Petrova", "Ivan Petrov", "grievance", None],
    )
    case_sheet(book)


def hidden(book: Any) -> None:
    sheet(
        book,
        "actors",
        ["id", "name", "army"],
        ["petrov", "Ivan Petrov", 2],
        ["sidorov", "Pavel Sidorov", 1],
    )
    case_sheet(book)
    sheet(
        book, "ties", ["from", "to", "kind"], ["petrov", "sidorov", "feud"]
    ).sheet_state = "hidden"
    sheet(book, "Ideas", ["ask Olga about the army"])


def notes(book: Any) -> None:
    sheet(
        book,
        "actors",
        ["No.", "Name", "Military", "Comments", "Source"],
        [1, "Ivan Petrov", 2, "ill since May", "Le Monde, 3 May 2025"],
        [2, "Pavel Sidorov", 1, None, "Le Monde, 3 May 2025"],
        [None, "Total", 3],
    )
    case_sheet(book)


def scripts(book: Any) -> None:
    sheet(
        book,
        "Akteure",
        ["Name", "Army", "Security", "Legitimacy"],
        ["习近平", 3, 2, 3],
        ["张又侠", 3, 0, 1],
        ["Пётр Иванов", 0, 2, 1],
        ["იოსებ ჯუღაშვილი", 1, 1, 1],
    )
    sheet(
        book,
        "ties",
        ["from", "to", "kind"],
        ["习近平", "张又侠", "rival"],
        ["Иванов", "习近平", "client"],
    )
    case_sheet(book)


def dates(book: Any) -> None:
    sheet(
        book,
        "actors",
        ["id", "name", "army", "born"],
        ["petrov", "Ivan Petrov", 2, date(1953, 3, 5)],
        ["sidorov", "Pavel Sidorov", datetime(2026, 2, 1), "25.3.1960"],  # noqa: DTZ001
        ["orlov", "Oleg Orlov", 1, "5.3.1961"],
        ["gromov", "Gleb Gromov", 1, "about 1950"],
    )
    sheet(
        book,
        "case",
        ["Key", "Value"],
        ["Title", "A circle"],
        ["Start", datetime(2026, 1, 1, 9, 30)],  # noqa: DTZ001
        ["End", datetime(2031, 12, 31)],  # noqa: DTZ001
    )


def dates_1904(book: Any) -> None:
    book.epoch = CALENDAR_MAC_1904
    dates(book)


def formulas(book: Any) -> None:
    sheet(
        book,
        "actors",
        ["id", "name", "army", "oratory"],
        ["petrov", "Ivan Petrov", 2, "=0.3*2"],
        ["sidorov", "Pavel Sidorov", 1, "=D2/2"],
    )
    case_sheet(book)


def two_tables(book: Any) -> None:
    sheet(
        book,
        "Politburo",
        ["The circle"],
        ["Name", "Army", "Apparatus"],
        ["Ivan Petrov", 2, 1],
        ["Pavel Sidorov", 1, 3],
        [],
        ["Who is against whom"],
        ["From", "To", "Kind"],
        ["Petrov", "Sidorov", "feud"],
    )
    sheet(book, "Politburo", ["Name", "Force", "Seat"], ["War ministry", "80%", 0.5], at="F2")
    sheet(book, "Politburo", ["Post", "Actor", "From"], ["War ministry", "Petrov", 2024], at="F6")
    case_sheet(book)


TWO = [["petrov", "Ivan Petrov"], ["sidorov", "Pavel Sidorov"]]

BOOKS: Mapping[str, Messy] = {
    "title-rows": Messy(
        title_rows,
        {
            "actors": [
                ["id", "name", "army", "formal_office", "oratory"],
                ["ivan_petrov", "Ivan Petrov", "2", "3", "0.6"],
                ["pavel_sidorov", "Pavel Sidorov", "1", "1", "0.4"],
                ["# * estimates of the desk, not of the ministry"],
            ]
        },
        repairs=frozenset({"actors.id-made", "actors.footnote"}),
        told=("the header is in row 5, below 2 title rows",),
        case=CASE,
    ),
    "merged-header": Messy(
        merged_header,
        {
            "actors": [
                ["id", "name", "army", "security", "oratory", "strategy"],
                ["petrov", "Ivan Petrov", "2", "0", "0.6", "0.5"],
                ["sidorov", "Pavel Sidorov", "1", "3", "0.4", "0.7"],
            ]
        },
        told=("the header is in row 2", '"The actors" is read as actors'),
        case=CASE,
    ),
    "merged-down": Messy(
        merged_down,
        {
            "actors": [
                ["id", "name", "army", "security", "line"],
                ["ivan_petrov", "Ivan Petrov", "2", "0", "-0.5"],
                ["pavel_sidorov", "Pavel Sidorov", "1", "3", "0.5"],
            ]
        },
        repairs=frozenset({"actors.id-made"}),
        case=CASE,
    ),
    "percent-signs": Messy(
        percents,
        {
            "actors": [
                ["id", "name", "army", "oratory", "ambition"],
                ["petrov", "Ivan Petrov", "2", "0.6", "0.6"],
                ["sidorov", "Pavel Sidorov", "1", "0.4..0.6", ""],
                ["orlov", "Oleg Orlov", "0", "0.05", "0.6"],
            ]
        },
        answers={"actors.ambition.percent": "percent"},
        asked=frozenset({"actors.ambition.percent"}),
        repairs=frozenset({"actors.percent", "actors.percent-range", "actors.blank"}),
        case=CASE,
    ),
    "comma-decimals": Messy(
        commas,
        {
            "actors": [
                ["id", "name", "army", "oratory", "line"],
                ["petrov", "Ivan Petrov", "1..2", "0.8", "-0.5"],
                ["sidorov", "Pavel Sidorov", "1..2", "0.4..0.6", "-1"],
                ["orlov", "Oleg Orlov", "0.5..1.5..3", "0.5", ""],
            ]
        },
        answers={"actors.line.3-1": "empty"},
        asked=frozenset({"actors.line.3-1"}),
        repairs=frozenset(
            {"actors.range", "actors.comma", "actors.comma-range", "actors.signs", "case.date"}
        ),
        case=CASE,
    ),
    "names-for-ids": Messy(
        names_for_ids,
        {
            "actors": [
                ["id", "name", "army", "apparatus"],
                ["ivan_petrov", "Ivan Petrov", "2", "1"],
                ["anna_petrova", "Anna Petrova", "1", "3"],
                ["pavel_sidorov", "Pavel Sidorov", "0", "2"],
                ["pyotr_sidorov", "Pyotr Sidorov", "0", "1"],
            ],
            "posts": [
                ["id", "name", "fills", "force"],
                ["war_ministry", "War ministry", "army=0.6", "0.8"],
                ["general_secretary", "General Secretary", "cadres=0.5;elite=0.1..0.2", "0"],
            ],
            "tenures": [
                ["post", "actor", "from"],
                ["war_ministry", "ivan_petrov", "2024"],
                ["general_secretary", "anna_petrova", "2025-05"],
            ],
            "ties": [
                ["from", "to", "kind", "begin"],
                ["ivan_petrov", "pyotr_sidorov", "Rival", "2025-02"],
                ["anna_petrova", "ivan_petrov", "grievance", ""],
            ],
        },
        answers={"ties.to.sidorov": "pyotr_sidorov"},
        asked=frozenset({"ties.to.sidorov"}),
        repairs=frozenset(
            {
                "actors.id-made",
                "posts.id-made",
                "posts.name",
                "posts.percent",
                "posts.comma-range",
                "tenures.header",
                "tenures.name",
                "tenures.part",
                "tenures.date",
                "ties.header",
                "ties.name",
            }
        ),
        case=CASE,
    ),
    "hidden-sheet": Messy(
        hidden,
        {"actors": [["id", "name", "army"], [*TWO[0], "2"], [*TWO[1], "1"]]},
        case=CASE,
    ),
    "notes-columns": Messy(
        notes,
        {
            "actors": [
                ["id", "name", "army", "source", "# No.", "# Comments"],
                ["ivan_petrov", "Ivan Petrov", "2", "le_monde_3_may_2025", "1", "ill since May"],
                ["pavel_sidorov", "Pavel Sidorov", "1", "le_monde_3_may_2025", "2", ""],
                ["# Total | 3"],
            ],
            "sources": [["id", "citation"], ["le_monde_3_may_2025", "Le Monde, 3 May 2025"]],
        },
        repairs=frozenset({"actors.header", "actors.id-made", "actors.total", "actors.source"}),
        told=('"No.", "Comments" kept as a note',),
        case=CASE,
    ),
    "scripts": Messy(
        scripts,
        {
            "actors": [
                ["id", "name", "army", "security", "legitimacy"],
                ["xijinping", "习近平", "3", "2", "3"],
                ["zhangyouxia", "张又侠", "3", "0", "1"],
                ["petr_ivanov", "Пётр Иванов", "0", "2", "1"],
                ["ioseb_jughashvili", "იოსებ ჯუღაშვილი", "1", "1", "1"],
            ],
            "ties": [
                ["from", "to", "kind"],
                ["xijinping", "zhangyouxia", "rival"],
                ["petr_ivanov", "xijinping", "client"],
            ],
        },
        repairs=frozenset({"actors.id-made", "ties.name", "ties.part"}),
        case=CASE,
    ),
    "dates": Messy(
        dates,
        DATED := {
            "actors": [
                ["id", "name", "army", "born"],
                ["petrov", "Ivan Petrov", "2", "1953-03-05"],
                ["sidorov", "Pavel Sidorov", "1..2", "1960-03-25"],
                ["orlov", "Oleg Orlov", "1", "1961-03-05"],
                ["gromov", "Gleb Gromov", "1", "1950~"],
            ]
        },
        answers={"actors.army.date": "range"},
        asked=frozenset({"actors.army.date"}),
        repairs=frozenset({"actors.date", "actors.order", "case.time"}),
        case=CASE,
    ),
    "dates-1904": Messy(
        dates_1904,
        DATED,
        answers={"actors.army.date": "range"},
        asked=frozenset({"actors.army.date"}),
        repairs=frozenset({"actors.date", "actors.order", "case.time"}),
        case=CASE,
    ),
    "formula-column": Messy(
        formulas,
        {
            "actors": [
                ["id", "name", "army", "oratory"],
                [*TWO[0], "2", "0.6"],
                [*TWO[1], "1", "0.3"],
            ]
        },
        told=('"oratory" has formulas; stored results are read',),
        case=CASE,
    ),
    "two-tables": Messy(
        two_tables,
        {
            "actors": [
                ["id", "name", "army", "apparatus"],
                ["ivan_petrov", "Ivan Petrov", "2", "1"],
                ["pavel_sidorov", "Pavel Sidorov", "1", "3"],
            ],
            "posts": [
                ["id", "name", "force", "seat"],
                ["war_ministry", "War ministry", "0.8", "0.5"],
            ],
            "ties": [["from", "to", "kind"], ["ivan_petrov", "pavel_sidorov", "feud"]],
            "tenures": [["post", "actor", "from"], ["war_ministry", "ivan_petrov", "2024"]],
        },
        repairs=frozenset(
            {
                "actors.id-made",
                "posts.id-made",
                "posts.percent",
                "ties.part",
                "tenures.name",
                "tenures.part",
            }
        ),
        case=CASE,
    ),
}
