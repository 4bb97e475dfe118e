"""What a case means does not hang on how it is written: folder on disk, read, simulated.

Random small folders are written twice, the second time in another way that says the same. Where a
relation keeps the ids, every run is the same to the last bit, since chance is keyed by id. Two
relations cannot be: other ids are other keys, and two halves of an audience are other people;
there the shares over many runs are compared, within 4 standard errors of their difference.
"""

import csv
import random
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.cases import read_case
from whowhom.cases.case import BASES, SKILLS
from whowhom.cases.writing import csv_text, guard, write_folder

RUNS = 6
DATES = ("born", "died", "from", "to", "begin", "end", "date")
CYRILLIC = ("Лев Троцкий", "Ёж Щукин", "Їжак", "Ђорђе", "Ұлы", "Ѣръ", "Яков «Свой»", "Ольга д'Арк")
IDS = ("abbot", "baron", "consul", "dean")
BODIES = ("cadres", "hall", "street", "world")
DESKS = ("army_desk", "bureau", "chair", "desk")


@dataclass(frozen=True)
class Folder:
    """The tables of a case folder as rows of texts, and the keys of ``case.toml``."""

    keys: dict
    conditions: dict
    tables: dict

    def write(self, place: Path):
        """Write the folder and read it as a case."""
        lines = [f'{key} = "{value}"' for key, value in self.keys.items()]
        lines += ["[conditions]", *(f'{key} = "{v}"' for key, v in self.conditions.items())]
        files = {"case.toml": "\n".join(lines)}
        for name, rows in self.tables.items():
            if rows:
                header = list(rows[0])
                cells = [[guard(row[column]) for column in header] for row in rows]
                files[f"{name}.csv"] = csv_text([header, *cells])
        shutil.rmtree(place, ignore_errors=True)
        return read_case(write_folder(place, {k: v.encode() for k, v in files.items()}))

    def each(self, **changes):
        """Return the folder with the rows of some tables changed by a function each."""
        tables = {
            name: [changes[name](dict(row)) for row in rows] if name in changes else rows
            for name, rows in self.tables.items()
        }
        return replace(self, tables=tables)

    def more(self, **rows):
        """Return the folder with a row more in some tables."""
        full = {
            name: [*self.tables[name], dict.fromkeys(self.tables[name][0], "") | row]
            for name, row in rows.items()
        }
        return replace(self, tables=self.tables | full)


def random_folder(number: int, *, months: int = 36) -> Folder:
    """Return a small random circle that fills every table a model reads."""
    draw = random.Random(number)

    def some(low, high):
        a, b = sorted(round(draw.uniform(low, high), 3) for _ in range(2))
        return draw.choice([f"{a}", f"{a}..{b}", f"{a}..{round((a + b) / 2, 3)}..{b}"])

    def day(first, last):
        year, month = draw.randint(first, last), draw.randint(1, 12)
        return draw.choice([f"{year}", f"{year}-{month:02d}", f"{year}-{month:02d}-17"])

    def shares(column_high, of):
        return ";".join(f"{body}={some(0, column_high)}" for body in of if draw.random() < 0.6)

    actors, bodies = IDS[: draw.randint(2, 4)], BODIES[: draw.randint(2, 4)]
    desks = DESKS[: draw.randint(1, 4)]
    start = 1900 + draw.randint(0, 40)
    inside = [f"{start + k // 12}-{k % 12 + 1:02d}" for k in range(1, months)]
    years = -(-months // 12)
    tables = {
        "actors": [
            {"id": name, "name": f"The {name}", "born": day(1840, start - 20)}
            | {base: some(0, 3) if draw.random() < 0.6 else "" for base in BASES}
            | {"popular": some(0.5, 3)}
            | {skill: some(0, 1) if draw.random() < 0.6 else "" for skill in SKILLS}
            | {"line": some(-1, 1)}
            for name in actors
        ],
        "audiences": [
            {
                "id": name, "name": f"The {name}", "size": str(draw.randint(4, 16)),
                "weight": some(0.1, 1), "turnover": some(0, 0.6), "line": some(-0.5, 0.5),
                "base": draw.choice(BASES), "fed_by": "cadres=0.5" if name == "hall" else "",
                "abroad": "yes" if name == "world" else "no",
            }
            for name in bodies
        ],
        "posts": [
            {
                "id": name, "name": f"The {name}", "fills": shares(0.25, bodies),
                "voice": draw.choice([some(0, 0.5), shares(0.5, bodies)]),
                **{column: some(0, 1) for column in ("force", "purse", "seat", "prestige")},
            }
            for name in desks
        ],
        "tenures": [
            {"post": name, "actor": draw.choice(actors), "from": day(1880, start - 1), "to": ""}
            for name in desks
        ],
        "ties": [
            {
                "from": a, "to": b, "kind": draw.choice(["friend", "rival", "feud", "patron"]),
                "strength": some(0, 1), "begin": draw.choice(["", day(1880, start - 1)]), "end": "",
            }
            for a in actors for b in actors if a != b and draw.random() < 0.4
        ],
        "shocks": [
            {"id": f"s{k}", "date": draw.choice(inside), "kind": kind, "target": target,
             "audience": "", "size": some(0, 1)}
            for k, (kind, target) in enumerate([
                ("death", actors[0]), ("esteem", draw.choice(actors)), ("levy", "cadres"),
                ("war", ""), ("pretext", ""), ("testament", draw.choice(actors)),
                ("incapacity", actors[0]), ("leaning", "hall"), ("enemy", ""), ("focal", ""),
            ]) if draw.random() < 0.4
        ],
        "hosts": [
            {"id": name, "name": name.title(), "willingness": some(0, 1), "dependence": some(0, 1)}
            for name in ("island", "republic")[: draw.randint(0, 2)]
        ],
        "course": [
            {"date": inside[k], "actor": name, "event": draw.choice(["demoted", "prison", "ruler"])}
            for k, name in enumerate(actors)
        ],
    }  # fmt: skip
    keys = {
        "title": "A random circle", "start": f"{start}-01-01",
        "end": f"{start + years - 1}-12-28", "majority": draw.choice(["0.5", "0.5..0.6", "0.55"]),
    }  # fmt: skip
    if len(actors) > 2 and draw.random() < 0.4:
        keys["arbiter"] = actors[0]
    kinds = ("war", "norm", "terror", "discipline", "enemy")
    return Folder(keys, {k: some(0, 1) for k in kinds if draw.random() < 0.6}, tables)


@pytest.fixture(scope="module")
def place():
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "circle"


circles = st.integers(0, 10**6).map(random_folder)
few = settings(max_examples=25)


def test_the_random_circles_are_lively(place, toy) -> None:
    """The laws below are tried: people fall, win, die and go abroad in these circles."""
    simulated = [toy.simulate(random_folder(k).write(place), runs=10) for k in range(40)]
    assert sum((p.fell >= 0).sum() for p in simulated) > 40
    assert sum((p.top >= 0).sum() for p in simulated) > 40
    assert len({p.fate.tobytes() for p in simulated}) > 20
    assert sum((p.reached >= 0).any(axis=0).any(axis=0) for p in simulated).min() > 0


# --- the same to the last bit


def shuffled(folder: Folder, draw: random.Random) -> Folder:
    """Return the folder with the rows of every table, and the columns, in another order."""

    def turned(rows):
        columns = draw.sample(list(rows[0]), len(rows[0])) if rows else []
        return [{c: row[c] for c in columns} for row in draw.sample(rows, len(rows))]

    conditions = dict(draw.sample(list(folder.conditions.items()), len(folder.conditions)))
    tables = {name: turned(rows) for name, rows in folder.tables.items()}
    return Folder(folder.keys, conditions, tables)


def in_cyrillic(folder: Folder) -> Folder:
    """Return the folder with all names in Cyrillic; ids keep their letters."""

    def name(row):
        number = sum(map(ord, row["id"]))
        return row | {"name": f"{CYRILLIC[number % len(CYRILLIC)]} {row['id'][:1]}{number}"}

    named = ("actors", "audiences", "posts", "hosts")
    title = folder.keys | {"title": "Кто кого?"}
    return replace(folder.each(**dict.fromkeys(named, name)), keys=title)


def with_weights_times(factor: float, folder: Folder) -> Folder:
    """Return the folder with all weights scaled."""

    def heavier(row):
        ends = (repr(factor * float(end)) for end in row["weight"].split(".."))
        return row | {"weight": "..".join(ends)}

    return folder.each(audiences=heavier)


def later(text: str, years: int) -> str:
    """Return a date, or both ends of an interval, `years` later."""
    return re.sub(r"(?<![0-9-])[0-9]{4}", lambda year: str(int(year[0]) + years), text)


def shifted(folder: Folder, years: int) -> Folder:
    """Return the folder with every date some years later."""

    def row_later(row):
        return {k: later(v, years) if k in DATES and v[:1].isdigit() else v for k, v in row.items()}

    keys = {k: later(v, years) if k in ("start", "end") else v for k, v in folder.keys.items()}
    return replace(folder.each(**dict.fromkeys(folder.tables, row_later)), keys=keys)


def with_nobody(folder: Folder, name: str) -> Folder:
    """Return the folder with an actor of great skill who has neither power nor ties."""
    return folder.more(actors={"id": name, "name": "Nobody"} | dict.fromkeys(SKILLS, "1"))


@few
@given(circles, st.randoms())
def test_order_of_rows_and_columns(place, toy, same, folder, draw) -> None:
    case, other = folder.write(place), shuffled(folder, draw).write(place)
    assert other.sha256 == case.sha256
    same(toy.simulate(other, runs=RUNS), toy.simulate(case, runs=RUNS))


@few
@given(circles)
def test_names_in_cyrillic(place, toy, same, folder) -> None:
    case, other = folder.write(place), in_cyrillic(folder).write(place)
    assert other.actors[0].name.split()[0] in " ".join(CYRILLIC)
    assert other.sha256 == case.sha256
    same(toy.simulate(other, runs=RUNS), toy.simulate(case, runs=RUNS))


@few
@given(circles, st.sampled_from([1 / 64, 0.5, 8, 1024]))
def test_only_ratios_of_weights_count(place, toy, same, folder, factor) -> None:
    """Factors are powers of two, so that the scaled texts name exactly the scaled numbers."""
    case, other = folder.write(place), with_weights_times(factor, folder).write(place)
    assert other.audiences[0].weight.high == factor * case.audiences[0].weight.high
    same(toy.simulate(other, runs=RUNS), toy.simulate(case, runs=RUNS))


@few
@given(circles, st.sampled_from([10, 100, -30]))
def test_all_dates_shifted(place, toy, same, folder, years) -> None:
    case, other = folder.write(place), shifted(folder, years).write(place)
    assert other.start.year == case.start.year + years
    assert other.months == case.months
    same(toy.simulate(other, runs=RUNS), toy.simulate(case, runs=RUNS))


@few
@given(circles, st.sampled_from(["aa", "bz", "zz"]))
def test_an_actor_without_power_or_ties(place, toy, same_for, folder, name) -> None:
    case, other = folder.write(place), with_nobody(folder, name).write(place)
    assert len(other.actors) == len(case.actors) + 1
    same_for(toy.simulate(case, runs=RUNS), case, toy.simulate(other, runs=RUNS), other)


@few
@given(circles, st.randoms())
def test_what_happened_is_not_read(place, toy, same, folder, draw) -> None:
    """The documented course may be told of others, in another order, or not at all."""
    case = folder.write(place)
    names = [row["actor"] for row in folder.tables["course"]]
    draw.shuffle(names)
    rows = [row | {"actor": n} for row, n in zip(folder.tables["course"], names, strict=True)]
    simulated = toy.simulate(case, runs=RUNS)
    for told in ([], rows):
        other = replace(folder, tables=folder.tables | {"course": told}).write(place)
        assert other.sha256 == case.sha256
        same(toy.simulate(other, runs=RUNS), simulated)


@pytest.mark.slow
def test_the_duel_written_in_another_way(copy_duel, edit, duel, toy, same_for) -> None:
    """All at once: rows and columns turned, names, weights, years, one nobody more, no course."""
    folder, draw = copy_duel("otherwise"), random.Random(5)

    def cells(header, rows, change):
        return header, [
            [change(c, cell) for c, cell in zip(header, row, strict=True)] for row in rows
        ]

    def rewrite(header, rows):
        def change(column, cell):
            if column in DATES:
                return later(cell, 10)
            if column == "weight":
                return "..".join(repr(8 * float(end)) for end in cell.split(".."))
            return cell

        rows = draw.sample(rows, len(rows))
        return cells(header, rows, change)

    def nobody(header, rows):
        own = {"id": "nobody", "name": "Никто", "source": "judged"} | dict.fromkeys(SKILLS, "1")
        return header, [*rows, [own.get(column, "") for column in header]]

    def in_other_letters(header, rows):
        return cells(header, rows, lambda c, cell: f"Имя: {cell}" if c == "name" else cell)

    for table in ("actors", "audiences", "posts", "tenures", "ties", "shocks", "hosts"):
        edit(folder / f"{table}.csv", rewrite)
    for table in ("actors", "audiences", "posts", "hosts"):
        edit(folder / f"{table}.csv", in_other_letters)
    edit(folder / "actors.csv", nobody)
    for path in folder.glob("*.csv"):
        if path.stem not in (*duel_tables(duel), "sources"):
            path.unlink()
    keys = (folder / "case.toml").read_text("utf-8")
    for key in ("start", "end"):
        keys = re.sub(rf'^{key} = "(.*)"', lambda m: later(m[0], 10), keys, flags=re.MULTILINE)
    (folder / "case.toml").write_text(keys, "utf-8")
    other = read_case(folder)
    assert (other.start.year, other.months) == (duel.start.year + 10, duel.months)
    assert not other.course
    same_for(toy.simulate(duel, runs=8), duel, toy.simulate(other, runs=8), other)


def duel_tables(duel) -> tuple[str, ...]:
    return tuple(
        name for name in ("actors", "audiences", "posts", "tenures", "ties", "shocks", "hosts")
        if getattr(duel, name)
    )  # fmt: skip


# --- the same over many runs


def assert_alike(one, other, columns, other_columns) -> None:
    """Compare who wins, falls, falls first and dies: shares within 4 standard errors."""
    n = len(one.top)
    for share in (
        lambda simulated, i: simulated.top == i,
        lambda simulated, i: simulated.fell[:, i] >= 0,
        lambda simulated, i: simulated.order[:, i] == 0,
        lambda simulated, i: simulated.fate[:, i] >= 6,
    ):
        a = np.array([share(one, i).mean() for i in columns])
        b = np.array([share(other, i).mean() for i in other_columns])
        mean = (a + b) / 2
        assert (np.abs(a - b) <= 4 * np.sqrt(mean * (1 - mean) * 2 / n) + 1e-12).all(), (a, b)


def renamed(folder: Folder, names: dict) -> Folder:
    """Return the folder with ids exchanged wherever they stand."""
    word = re.compile(r"\b(?:" + "|".join(names) + r")\b")

    def change(row):
        return {
            column: cell if column == "name" or column in BASES else word.sub(_of(names), cell)
            for column, cell in row.items()
        }

    keys = {k: word.sub(_of(names), v) if k == "arbiter" else v for k, v in folder.keys.items()}
    return replace(folder.each(**dict.fromkeys(folder.tables, change)), keys=keys)


def _of(names: dict):
    return lambda found: names[found[0]]


@pytest.mark.slow
@pytest.mark.parametrize("number", [3, 14, 15])
def test_other_ids(number, place, toy) -> None:
    """An id is a key of chance, so other ids give other runs of the same case."""
    names = dict(zip(IDS, ("zar", "aga", "mogul", "bey"), strict=True))
    names |= dict(zip(BODIES, ("party", "board", "alley", "abroad_too"), strict=True))
    names |= dict(zip(DESKS, ("z_desk", "y_desk", "x_desk", "w_desk"), strict=True))
    folder = random_folder(number)
    case, other = folder.write(place), renamed(folder, names).write(place)
    ids = sorted(actor.id for actor in case.actors)
    other_ids = sorted(actor.id for actor in other.actors)
    columns = [other_ids.index(names[name]) for name in ids]
    assert columns != sorted(columns)
    one, two = toy.simulate(case, runs=800), toy.simulate(other, runs=800)
    assert_alike(one, two, range(len(ids)), columns)


@pytest.mark.slow
@pytest.mark.parametrize("number", [3, 14, 15])
def test_an_audience_in_two_halves(number, place, toy) -> None:
    """Two halves are other people with other chances, so only shares can be alike.

    The whole is large, for in a small body a half is moved more by each of its people.
    """

    def only(name):
        return lambda row: row | {"size": "100"} if row["id"] == name else row

    folder = random_folder(number).each(audiences=only("cadres"))
    folder = replace(folder, tables=folder.tables | {"shocks": []})

    def in_halves(text):
        parts = [part for part in text.split(";") if part]
        share = dict(part.split("=") for part in parts if "=" in part).get("cadres")
        if share is None:
            return text
        rest = [part for part in parts if not part.startswith("cadres=")]
        return ";".join([*rest, f"left={share}", f"right={share}"])

    def desk(row):
        return row | {column: in_halves(row[column]) for column in ("fills", "voice")}

    def fed(row):
        return row | {"fed_by": row["fed_by"].replace("cadres=0.5", "left=0.25;right=0.25")}

    whole = next(row for row in folder.tables["audiences"] if row["id"] == "cadres")
    weight = "..".join(repr(float(end) / 2) for end in whole["weight"].split(".."))
    rest = [row for row in folder.tables["audiences"] if row is not whole]
    halves = [
        whole | {"id": k, "name": k, "size": "50", "weight": weight} for k in ("left", "right")
    ]
    tables = folder.tables | {"audiences": [*rest, *halves]}
    split = replace(folder, tables=tables).each(posts=desk, audiences=fed)
    case, other = folder.write(place), split.write(place)
    assert len(other.audiences) == len(case.audiences) + 1
    one, two = toy.simulate(case, runs=600), toy.simulate(other, runs=600)
    actors = range(len(case.actors))
    assert_alike(one, two, actors, actors)


def test_the_tables_are_written_as_they_stand(place) -> None:
    """The writer of this file does not lose what it is given."""
    folder = random_folder(1)
    folder.write(place)
    with (place / "actors.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["id"] for row in csv.DictReader(stream)] == [
            row["id"] for row in folder.tables["actors"]
        ]
