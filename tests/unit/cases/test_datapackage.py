"""datapackage.json, judged by an independent referee."""

import json
import shutil
import warnings

import pytest

from whowhom.cases import (
    check_case,
    datapackage,
    datapackage_text,
    new_case,
    read_case,
    shipped_cases,
)
from whowhom.cases.folder import _shipped_root
from whowhom.errors import InvalidInput

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the referee itself
    import frictionless

TABLES = {
    "actors": (
        "id,name,born,army,line,source\nzhukov,Z,1896-12-01,3,0..1,book\nberia,B,1899-03-29,,,\n"
    ),
    "posts": "id,fills,seat,source\nwar,army=0.5,0.2,book\n",
    "tenures": "post,actor,from,to,source\nwar,zhukov,1953~,,book\n",
    "audiences": "id,size,abroad\narmy,20,no\nworld,10,yes\n",
    "ties": "from,to,kind\nberia,zhukov,feud\n",
}


def referee(folder):
    """Return the kinds and places of the errors that frictionless finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = frictionless.validate(folder / "datapackage.json")
    return report.valid, report.flatten(["type", "rowNumber", "fieldName"])


@pytest.fixture
def described(make):
    """Return a sound folder with its descriptor."""
    folder = make(**TABLES)
    (folder / "datapackage.json").write_text(datapackage_text(read_case(folder)), "utf-8")
    return folder


def test_the_referee_accepts_a_sound_case(described):
    assert referee(described) == (True, [])


def test_the_referee_accepts_the_template(tmp_path):
    folder = new_case(tmp_path / "mine")
    (folder / "datapackage.json").write_text(datapackage_text(read_case(folder)), "utf-8")
    assert referee(folder) == (True, [])


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "field", "where"),
    [
        ("actors.csv", ",3,0..1", ",4,0..1", "constraint-error", "army", "actors.csv:2:4"),
        ("actors.csv", ",3,0..1", ",-1,0..1", "constraint-error", "army", "actors.csv:2:4"),
        ("actors.csv", ",3,0..1", ",x,0..1", "type-error", "army", "actors.csv:2:4"),
        ("actors.csv", "0..1", "0 - 1", "constraint-error", "line", "actors.csv:2:5"),
        ("actors.csv", "1896-12-01", "1896-12-32", "type-error", "born", "actors.csv:2:3"),
        ("actors.csv", "beria,B", "zhukov,B", "primary-key", None, "actors.csv:3:1"),
        ("actors.csv", "beria,B", "Beria,B", "constraint-error", "id", "actors.csv:3:1"),
        ("tenures.csv", "war,zhukov", "wor,zhukov", "foreign-key", None, "tenures.csv:2:1"),
        ("tenures.csv", "1953~", "1953 or so", "constraint-error", "from", "tenures.csv:2:3"),
        ("ties.csv", "feud", "hate", "constraint-error", "kind", "ties.csv:2:3"),
        ("ties.csv", "feud", "", "constraint-error", "kind", "ties.csv:2:3"),
        ("audiences.csv", "20", "2.5", "type-error", "size", "audiences.csv:2:2"),
        ("audiences.csv", ",no", ",maybe", "type-error", "abroad", "audiences.csv:2:3"),
    ],
)
def test_the_referee_agrees_on_what_is_wrong(described, file, old, new, kind, field, where):
    path = described / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    valid, errors = referee(described)
    assert not valid
    assert [kind, field] in [[error[0], error[2]] for error in errors], errors
    assert where in [problem.where for problem in check_case(described).problems]


def test_types_are_as_narrow_as_the_cells_allow(described):
    fields = datapackage(read_case(described))["resources"][0]["schema"]["fields"]
    assert {field["name"]: field["type"] for field in fields} == {
        "id": "string",
        "name": "string",
        "born": "date",
        "army": "number",
        "line": "string",
        "source": "string",
    }


def test_it_is_data_package_v2_and_says_what_the_case_says(make):
    folder = make(
        settings=(
            'title = "T"\nabout = "Why"\nstart = "1953-03-05"\nend = "1957-06-29"\ncoder = "C"\n'
            'coded = "2024-05-01"\nlicence = "Ask the (author)"\n'
        )
    )
    told = json.loads(datapackage_text(read_case(folder)))
    assert told["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert (told["name"], told["description"]) == ("circle", "Why")
    assert told["licenses"] == [{"name": "Ask-the-author", "title": "Ask the (author)"}]
    assert told["contributors"] == [{"title": "C", "roles": ["coder"]}]
    assert told["created"] == "2024-05-01T00:00:00Z"
    assert told["sources"] == [{"title": "A book"}]
    assert [resource["path"] for resource in told["resources"]] == ["actors.csv", "sources.csv"]


def test_semicolons_and_remarks_above_the_header(make):
    actors = "# a remark; with more\nid;name;#why\nb;B;x\n# another\na;A;y\n"
    folder = make(actors=actors)
    (folder / "datapackage.json").write_text(datapackage_text(read_case(folder)), "utf-8")
    assert referee(folder) == (True, [])


def test_a_workbook_has_none(make):
    from dataclasses import replace

    case = replace(read_case(make()), files={"book.xlsx": b""})
    with pytest.raises(InvalidInput, match="import the workbook first"):
        datapackage(case)


@pytest.mark.parametrize("name", shipped_cases())
def test_the_descriptor_of_a_shipped_case_is_current(name, tmp_path):
    path = _shipped_root() / name / "datapackage.json"
    assert path.read_text("utf-8") == datapackage_text(read_case(name))
    shutil.copytree(path.parent, tmp_path / name)
    assert referee(tmp_path / name) == (True, [])
