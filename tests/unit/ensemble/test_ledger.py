"""The ledger of forecasts: what goes into it, and that its past cannot be edited unnoticed."""

import errno
import hashlib
import json
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest
from fake_model import event, fake_model, make_case, period
from hypothesis import given
from hypothesis import strategies as st

import whowhom.ensemble.chain as chain_module
import whowhom.ensemble.ledger as ledger_module
from whowhom.ensemble.chain import NO_LINE, Chain, Entry, Question
from whowhom.ensemble.ledger import Ledger, _counts
from whowhom.ensemble.outcome import record_type
from whowhom.ensemble.run import run_model
from whowhom.errors import InvalidInput, ResourceError, ResultError

NOW = datetime(1922, 8, 15, 12, 30, tzinfo=UTC)
COURSE = (
    event("ann", "demoted", period(1922, 7)),
    event("bob", "died", period(1922, 8)),
    event("cat", "expelled", period(1923, 1)),
)


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Put dice for the model and a fixed date; return the keywords of each call of `run`."""
    calls = []

    def rolled(case, *, runs, seed, threads=None, progress=None, **given):
        calls.append(given)
        result = run_model(fake_model, case, runs=runs, seed=seed, threads=1)
        conditioning = SimpleNamespace(effective=0.9 * runs, surprise=None, events=())
        names = ("case", "circle", "tally", "blocks", "runs", "sha256")
        return SimpleNamespace(
            **{name: getattr(result, name) for name in names},
            conditioning=conditioning if given else None,
        )

    monkeypatch.setattr(ledger_module, "run", rolled)
    monkeypatch.setattr(ledger_module, "_now", lambda: NOW)
    return calls


def track(path, case=None, **options):
    return Ledger.track(case or make_case(), path, **{"runs": 120, **options})


@pytest.fixture
def three(tmp_path):
    """Return a ledger of three forecasts."""
    path = tmp_path / "forecasts.jsonl"
    for seed in (1, 2, 3):
        track(path, seed=seed)
    return path


# --- what is asked


def test_counts_of_who_is_next_and_who_is_removed():
    records = np.zeros(4, record_type(3))
    records["fell"] = [[-1, 2, 5], [7, 3, 1], [-1, -1, -1], [4, 4, 0]]
    records["order"] = [[-1, 0, 1], [2, 1, 0], [-1, -1, -1], [2, 1, 0]]
    removed, following = _counts([records[:2], records[2:]], [0, 1, 2], 2, 8)
    assert removed.tolist() == [
        [0, 0, 0, 0, 1, 0, 0, 1],
        [0, 0, 1, 1, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 1, 0, 0],
    ]
    # run 0: the second in month 2; run 1: the second, since the third fell before; run 2: no one;
    # run 3: two fall in month 4, the second before the first
    assert following.sum(axis=1).tolist() == [0, 3, 0, 1]
    assert following[1].tolist() == [0, 0, 1, 1, 1, 0, 0, 0]


def test_a_forecast_without_a_record_is_that_of_the_start(tmp_path, asked):
    tracked = track(tmp_path / "x", as_of="1922-08")
    entry = tracked.entry
    assert asked == [{}]
    assert (entry.as_of, entry.since, entry.record_sha256) == ("1922-04", "1922-04", None)
    assert entry.effective == entry.runs == 120
    again = track(tmp_path / "x", as_of="1922-11")
    assert not again.is_new, "without a record the date changes nothing"
    result = run_model(fake_model, make_case(), runs=120, seed=1)
    removals = {row["actor"]: row["share"] for row in result.removals().to_dicts()}
    firsts = {row["actor"]: row["first_out"] for row in result.removals().to_dicts()}
    winners = {row["actor"]: row["share"] for row in result.winners().to_dicts()}
    assert entry.question("on_top").shares == winners
    assert entry.question("removed").shares == pytest.approx(removals)
    shares = dict(entry.question("next_removed").shares)
    assert shares.pop("nobody") == pytest.approx(1 - sum(firsts.values()))
    assert shares == pytest.approx(firsts)
    within = entry.question("removed_within_12")
    assert within.by == "1923-03"
    fell = result.by_run().filter(actor="ann")["fell"]
    assert within.shares["ann"] == (fell < 12).sum() / 120


def test_a_forecast_given_the_record(tmp_path, asked):
    case = make_case(COURSE)
    entry = track(tmp_path / "x", case, as_of="1922-09", record=None).entry
    assert asked == [{"as_of": "1922-09", "record": None}]
    assert (entry.as_of, entry.since) == ("1922-09", "1922-10")
    assert entry.effective == pytest.approx(108)
    assert set(entry.question("removed").shares) == {"cat", "dan"}, "ann fell, bob is dead"
    assert set(entry.question("next_removed").shares) == {"cat", "dan", "nobody"}
    assert set(entry.question("on_top").shares) == {"ann", "bob", "cat", "dan", "nobody"}
    result = run_model(fake_model, case, runs=120, seed=1)
    fell = result.by_run().filter(actor="cat")["fell"]
    assert entry.question("removed").shares["cat"] == (fell >= 6).sum() / 120
    inside = ((fell >= 6) & (fell < 18)).sum()
    assert entry.question("removed_within_12").shares["cat"] == inside / 120
    assert entry.question("removed_within_12").by == "1923-09"


def test_within_a_year_of_the_end_there_is_one_question_of_removal(tmp_path):
    entry = track(tmp_path / "x", make_case(COURSE), as_of="1923-03").entry
    assert [one.asks for one in entry.questions] == ["on_top", "next_removed", "removed"]


def test_where_no_one_is_left_only_the_winner_is_asked(tmp_path):
    fallen = [event(who, "demoted", period(1922, 5)) for who in ("ann", "bob", "cat", "dan")]
    entry = track(tmp_path / "x", make_case(fallen), as_of="1922-06").entry
    assert [one.asks for one in entry.questions] == ["on_top"]


def test_a_record_that_the_model_cannot_explain_gives_no_line(tmp_path, monkeypatch):
    def few(case, **_):
        raise ResultError("only 10 effective runs are left")

    monkeypatch.setattr(ledger_module, "run", few)
    with pytest.raises(ResultError, match="only 10 effective"):
        track(tmp_path / "x", make_case(COURSE), as_of="1922-09")
    assert [*tmp_path.iterdir()] == []


# --- the file


def test_each_line_hashes_the_one_before(three):
    lines = three.read_bytes().splitlines(keepends=True)
    contents = [json.loads(line) for line in lines]
    assert [content["number"] for content in contents] == [1, 2, 3]
    before = [content["previous"] for content in contents]
    assert before == [NO_LINE, *(hashlib.sha256(line).hexdigest() for line in lines[:2])]
    ledger = Ledger.read(three)
    assert ledger.head == hashlib.sha256(lines[2]).hexdigest()
    assert [entry.seed for entry in ledger.entries] == [1, 2, 3]
    assert contents[0]["written"] == "1922-08-15T12:30:00+00:00"
    assert contents[0]["schema"] == 1
    assert [*three.parent.iterdir()] == [three], "no lock and no temporary file is left"


@pytest.mark.parametrize(
    "other",
    [
        {"runs": 121},
        {"seed": 4},
        {"case": make_case(sha256="1" * 64)},
        {"case": make_case(COURSE), "as_of": "1922-07"},
        {"version": None},
    ],
    ids=lambda other: next(iter(other)),
)
def test_the_same_forecast_is_written_once(three, other, monkeypatch, asked):
    asked.clear()
    again = track(three, seed=2)
    assert (again.is_new, again.entry.number, asked) == (False, 2, [])
    if "version" in other:
        monkeypatch.setattr(ledger_module, "version", lambda _: "9.9")
        assert track(three, seed=2).is_new
    else:
        assert track(three, **{"seed": 2, **other}).is_new
    assert len(Ledger.read(three).entries) == 4


def test_another_record_or_date_is_another_forecast(tmp_path):
    path, case = tmp_path / "x", make_case(COURSE)
    first = track(path, case, as_of="1922-07").entry
    later = track(path, case, as_of="1922-08").entry
    other = track(path, make_case(COURSE[:1]), as_of="1922-08").entry
    assert [one.number for one in (first, later, other)] == [1, 2, 3]
    assert later.as_of == other.as_of
    assert later.record_sha256 != other.record_sha256 == first.record_sha256
    moved = (*COURSE[:2], event("cat", "executed", period(1923, 5)))
    assert not track(path, make_case(moved), as_of="1922-08").is_new, "later rows are not read"


@pytest.fixture(scope="module")
def sound():
    """Return the lines of a sound ledger of three forecasts."""
    lines, head = [], NO_LINE
    for number in (1, 2, 3):
        lines.append(chain_module._line(made_up(number), head))
        head = hashlib.sha256(lines[-1]).hexdigest()
    return lines


def made_up(number, **changes):
    shares = {"ann": 0.25, "bob": 0.5, "nobody": 0.25}
    entry = Entry(
        number=number, written="1922-08-15T12:30:00+00:00", case="toy", case_sha256="0" * 64,
        record_sha256=None, as_of="1922-04", since="1922-04", whowhom="0.1.0", runs=100,
        seed=number, result_sha256="1" * 64, effective=100.0,
        questions=(Question(asks="on_top", by="1924-03", shares=shares),),
    )  # fmt: skip
    return replace(entry, **changes)


def read(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("ledger") / "x.jsonl"
    path.write_bytes(content)
    return Chain.read(path)


@given(st.data())
def test_any_changed_byte_is_seen(tmp_path_factory, sound, data):
    content = bytearray(b"".join(sound))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    line = bytes(content[:place]).count(b"\n") + 1
    with pytest.raises(ResultError, match=rf"line {line}: (.|\n)*Restore"):
        read(tmp_path_factory, bytes(content))


@given(st.data())
def test_any_other_order_or_choice_of_lines_is_seen(tmp_path_factory, sound, data):
    chosen = data.draw(st.lists(st.integers(0, 2), min_size=1, max_size=5))
    content = b"".join(sound[place] for place in chosen)
    if chosen == [*range(len(chosen))]:
        assert len(read(tmp_path_factory, content).entries) == len(chosen)
        return
    with pytest.raises(ResultError, match="lines were edited, moved or removed"):
        read(tmp_path_factory, content)


@given(st.data())
def test_a_cut_is_seen_within_a_line_and_by_the_head_elsewhere(tmp_path_factory, sound, data):
    whole = b"".join(sound)
    content = whole[: data.draw(st.integers(0, len(whole) - 1))]
    head = hashlib.sha256(sound[2]).hexdigest()
    if content and not content.endswith(b"\n"):
        number = content.count(b"\n") + 1
        way = "delete line" if number > 1 else "start a new ledger"
        with pytest.raises(ResultError, match=rf"line {number}: is incomplete.*\n.*{way}"):
            read(tmp_path_factory, content)
        return
    short = read(tmp_path_factory, content)
    for line in short.lines:
        short.check_head(hashlib.sha256(line).hexdigest())
    with pytest.raises(ResultError, match="was cut or rewritten"):
        short.check_head(head)


def forged(sound, number, **changes):
    """Return the lines with one whose content was changed and whose hash was made good."""
    previous = json.loads(sound[number - 1])["previous"]
    line = chain_module._line(made_up(number, **changes), previous)
    return b"".join([*sound[: number - 1], line, *sound[number:]])


def test_a_forged_line_breaks_the_next_and_the_last_is_seen_by_the_head(tmp_path_factory, sound):
    with pytest.raises(ResultError, match="line 3: does not follow line 2 as it is now") as caught:
        read(tmp_path_factory, forged(sound, 2, runs=200))
    assert "line 2:" not in str(caught.value)
    last = read(tmp_path_factory, forged(sound, 3, runs=200))
    with pytest.raises(ResultError, match="was cut or rewritten"):
        last.check_head(hashlib.sha256(sound[2]).hexdigest())


@pytest.mark.parametrize(
    "changes",
    [
        {"effective": 101.0},
        {"effective": 0.0},
        {"since": "1922-06"},
        {"as_of": "soon"},
        {"written": "yesterday"},
        {"runs": "100"},
        {"number": 4},
        {"questions": (Question(asks="why", by="1924-03", shares={"ann": 1.0}),)},
        {"questions": (Question(asks="on_top", by="1924-03", shares={"ann": 0.9}),)},
        {"questions": (Question(asks="removed", by="1924-03", shares={"ann": 1.1}),)},
        {"questions": (Question(asks="removed", by="1921-03", shares={"ann": 0.1}),)},
    ],
)
def test_a_forged_line_that_no_version_writes_is_refused(tmp_path_factory, sound, changes):
    previous = json.loads(sound[2])["previous"]
    line = chain_module._line(replace(made_up(3), **changes), previous)
    with pytest.raises(ResultError, match="line 3: "):
        read(tmp_path_factory, b"".join([*sound[:2], line]))


@pytest.mark.parametrize(
    "laid_out",
    [
        lambda line: line.replace(b": ", b":", 1),
        lambda line: line.replace(b"0.25", b"0.250", 1),
        lambda line: line[:-1] + b" \n",
        lambda line: json.dumps(json.loads(line), sort_keys=True).encode() + b"\n",
    ],
)
def test_another_layout_of_the_same_content_is_an_edit(tmp_path_factory, sound, laid_out):
    last = laid_out(sound[2])
    assert last != sound[2]
    assert json.loads(last) == json.loads(sound[2])
    with pytest.raises(ResultError, match="line 3: has content that no version of whowhom writes"):
        read(tmp_path_factory, b"".join([*sound[:2], last]))


def test_a_line_of_another_layout_names_the_way_out(tmp_path_factory, sound):
    content = json.loads(sound[0])
    del content["hash"]
    content["schema"] = 2
    content["hash"] = chain_module.hash_of(content)
    with pytest.raises(ResultError, match=r"line 1: has layout 2.*the version that wrote it"):
        read(tmp_path_factory, json.dumps(content).encode() + b"\n")


def test_all_problems_are_named_at_once(three):
    lines = three.read_bytes().splitlines(keepends=True)
    three.write_bytes(lines[0].replace(b"0.", b"1.", 1) + b"\xff\n" + b"{}\r\n" + lines[2])
    with pytest.raises(ResultError) as caught:
        track(three)
    told = str(caught.value).splitlines()
    assert [line.partition("line ")[2][:2] for line in told[:4]] == ["1:", "2:", "3:", "4:"]
    assert "its content does not agree with its hash" in told[0]
    assert "is not UTF-8" in told[1]
    assert "CR LF" in told[2]
    assert "it was written as line 3" in told[3]
    assert told[4].startswith(f"Restore {three} from a copy")


def test_a_crash_leaves_the_old_ledger(three, monkeypatch):
    before = three.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(ResourceError, match="the disk is full"):
            track(three, seed=4)
    assert three.read_bytes() == before
    assert [*three.parent.iterdir()] == [three]
    assert track(three, seed=4).entry.number == 4


def test_two_at_once_both_find_their_place(tmp_path, monkeypatch):
    path, gate = tmp_path / "x", threading.Barrier(3)
    run = ledger_module.run

    def together(case, **options):
        gate.wait(20)  # all have read the empty ledger
        return run(case, **options)

    monkeypatch.setattr(ledger_module, "run", together)
    seeds = (1, 2, 2)
    threads = [threading.Thread(target=track, args=(path,), kwargs={"seed": s}) for s in seeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry.seed for entry in Ledger.read(path).entries) == [1, 2]


# --- bad input


def test_places_that_can_be_no_ledger(tmp_path, three, asked):
    asked.clear()
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(three)
    os.mkfifo(pipe)
    (tmp_path / "folder").mkdir()
    for place, told in (
        (tmp_path / "folder", "is a folder"),
        (link, f"is a link; name the file that it leads to: .*{three.name}"),
        (pipe, "is not a regular file"),
        (tmp_path / "none" / "x", "there is no folder .*none"),
        ("", "must be the name of a file"),
        ("a\0b", "cannot be a file"),
    ):
        with pytest.raises(InvalidInput, match=told):
            track(place)
        with pytest.raises(InvalidInput, match=told):
            Ledger.read(place)
    with pytest.raises(ResourceError, match="a part of the path is a file"):
        track(three / "x")
    assert asked == []


def test_a_place_that_is_not_writable_is_named_before_any_run(tmp_path, monkeypatch, asked):
    def refused(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("whowhom.ensemble.files._take", refused)
    with pytest.raises(ResourceError, match="writing is not allowed there"):
        track(tmp_path / "x")
    assert asked == []


def test_a_huge_file_is_not_read(three, monkeypatch):
    monkeypatch.setattr(chain_module, "MOST_BYTES", three.stat().st_size)
    Ledger.read(three)
    with pytest.raises(InvalidInput, match="start a new one with --ledger"):
        track(three, seed=4)
    monkeypatch.setattr(chain_module, "MOST_BYTES", 100)
    with pytest.raises(InvalidInput, match=r"more than 100 bytes.*name another file"):
        Ledger.read(three)


def test_reading_what_is_not_there(tmp_path):
    with pytest.raises(InvalidInput, match="there is no ledger; `whowhom track CASE` writes one"):
        Ledger.read(tmp_path / "x")


def test_a_head_must_be_a_hash_of_a_line(three):
    head = Ledger.read(three).head
    assert Ledger.read(three, head=head).head == head
    assert track(three, seed=4, head=head).is_new
    Ledger.read(three, head=head)
    with pytest.raises(InvalidInput, match="--head must be a hash"):
        Ledger.read(three, head=head[:12])
    with pytest.raises(ResultError, match="none of its 4 lines has the hash"):
        Ledger.read(three, head="a" * 64)


def test_the_ledger_of_another_case(three):
    other = replace(make_case(), id="other")
    for ask in (lambda: track(three, other), lambda: Ledger.read(three).score(other)):
        with pytest.raises(InvalidInput, match="line 3: is a forecast of 'toy', not of 'other'"):
            ask()


def test_people_who_are_no_longer_in_the_case(three):
    case = make_case()
    fewer = replace(case, actors=tuple(actor for actor in case.actors if actor.id != "dan"))
    with pytest.raises(InvalidInput, match="line 1: asks about dan, not in the case any more"):
        Ledger.read(three).score(fewer)


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        ("1922-03", "1922-03 is outside the case; name a month from 1922-04 to 1924-02"),
        ("1924-03", "outside the case"),
        ("1922", "--as-of must be one month"),
        ("May 1922", "--as-of: 'May 1922'"),
        ("", "--as-of: ''"),
        ("1922-13", "has no month 13"),
    ],
)
def test_dates_that_are_none_of_the_case(tmp_path, as_of, told, asked):
    with pytest.raises(InvalidInput, match=told):
        track(tmp_path / "x", as_of=as_of)
    assert asked == []


def test_a_day_stands_for_its_month_and_today_for_this_month(tmp_path):
    case = make_case(COURSE)
    assert track(tmp_path / "x", case, as_of="1922-08-03").entry.as_of == "1922-08"
    assert not track(tmp_path / "x", case).is_new


def test_a_case_that_is_over_can_only_be_scored(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger_module, "_now", lambda: datetime(1930, 1, 1, tzinfo=UTC))
    with pytest.raises(InvalidInput, match=r"ended in 1924-03.*--score"):
        track(tmp_path / "x")
