"""Mechanisms of a user's own: what they change, what they leave alone, and how they fail.

All compiled tests share one file, so that it is compiled once; what it does depends on the seed.
"""

import dataclasses
import json
import subprocess
import sys

import pytest

from tests.toy import toy_case
from whowhom.ensemble.description import plain_work
from whowhom.ensemble.own_mechanisms import own_model
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run
from whowhom.ensemble.verify import verify
from whowhom.ensemble.what_if import what_if
from whowhom.errors import InvalidInput, ResultError
from whowhom.scenario.change import Change
from whowhom.sim.month import SCHEDULE
from whowhom.sim.own import AFTER, mechanism

RULES = '''"""Rules for tests."""
import whowhom as ww
from whowhom.compiled import kernel
from whowhom.rng import OWN_STREAM, entity_key, uniform

_KEY = entity_key("fall_from_fame")


@kernel
def _half(value):
    return 0.5 * value


@ww.mechanism(after="contest")
def fall_from_fame(world, p, seed, run, month):
    """Whoever leads may lose half of their fame."""
    leader = world.regime[0].leader
    if leader >= 0 and uniform(seed, run, month, OWN_STREAM, _KEY, 0) < 0.2:
        world.actors[leader].fame = _half(world.actors[leader].fame)


@ww.mechanism(after="contest")
def trouble(world, p, seed, run, month):
    """Fails under some seeds."""
    if seed == 101 and run == 7 and month == 20:
        raise ValueError("no harvest")
    if seed == 102 and run == 3:
        world.actors[99].fame = 0.0
    if seed == 103 and run == 2:
        world.actors[0].status = 99
'''


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "rules.py"
    path.write_text(RULES)
    return path


@pytest.fixture(autouse=True)
def _toy_of_results(monkeypatch, _toy_reader):
    """Let results be opened with the toy, which has no files."""
    monkeypatch.setattr("whowhom.cases.read_case", lambda _: toy_case())
    monkeypatch.setattr("whowhom.ensemble.verify.read_case", lambda _: toy_case())


def _written(tmp_path, text, name="mine.py"):
    path = tmp_path / name
    path.write_text(text)
    return path


def _without(*names):
    return Change.of(without=[f"mechanisms.{name}" for name in names])


def test_a_rule_changes_runs_alike_for_any_threads_and_chunks(rules):
    plain = run(toy_case(), runs=30)
    one = run(toy_case(), runs=30, mechanisms=rules, threads=1, chunk=30)
    two = run(toy_case(), runs=30, mechanisms=rules, threads=2, chunk=7)
    assert one.sha256 == two.sha256 != plain.sha256
    assert run(toy_case(), runs=30).sha256 == plain.sha256


def test_rules_that_are_all_switched_off_leave_every_run_alone(rules):
    plain = run(toy_case(), runs=20)
    off = run(toy_case(), runs=20, mechanisms=rules, change=_without("fall_from_fame", "trouble"))
    assert off.sha256 == plain.sha256
    told = off.description.work.mechanisms
    assert told["active"] == {}
    assert told["off"] == ["fall_from_fame", "trouble"]


def test_a_result_tells_of_its_rules_and_verifies_with_the_same_file_only(rules, tmp_path):
    out = tmp_path / "result"
    made = run(toy_case(), runs=20, mechanisms=rules, out=out)
    told = json.loads((out / "run.json").read_text())["work"]["mechanisms"]
    assert told["file"] == "rules.py"
    assert told["active"] == {"fall_from_fame": "contest", "trouble": "contest"}
    assert read_result(out).summary()["mechanisms"] == told == made.summary()["mechanisms"]
    assert verify(out, mechanisms=rules).is_good
    with pytest.raises(ResultError, match=r"--mechanisms rules\.py"):
        verify(out)
    rules.write_text(RULES + "\n")
    with pytest.raises(ResultError, match="holds others"):
        verify(out, mechanisms=rules)
    with pytest.raises(InvalidInput, match="made with other mechanisms"):
        run(toy_case(), runs=20, mechanisms=rules, out=out)


def test_a_result_without_rules_is_described_as_ever(tmp_path):
    made = run(toy_case(), runs=4, out=tmp_path / "result")
    work = made.description.work
    assert "mechanisms" not in json.loads((tmp_path / "result" / "run.json").read_text())["work"]
    assert set(dataclasses.asdict(work)) - set(plain_work(work)) == {"mechanisms"}
    with pytest.raises(InvalidInput, match="without mechanisms of your own"):
        verify(tmp_path / "result", mechanisms=_written(tmp_path, RULES))


def test_the_effect_of_a_rule_is_told_by_paired_runs(rules):
    names = ["mechanisms.fall_from_fame", "mechanisms.trouble"]
    found = what_if(toy_case(), without=names, runs=20, mechanisms=rules)
    assert found.other.sha256 == run(toy_case(), runs=20).sha256
    assert found.base.sha256 == run(toy_case(), runs=20, mechanisms=rules).sha256
    assert found.altered > 0
    with pytest.raises(InvalidInput, match="is not stored"):
        what_if(toy_case(), without=["mechanisms.trouble"], mechanisms=rules, out="x")


@pytest.mark.parametrize(
    ("seed", "told"),
    [
        (101, r"rules\.py:26: the rule fails in run 7: ValueError: no harvest"),
        (102, r"rules\.py: one of .* the rule fails in run 3: IndexError: index is out of bounds"),
        (103, r"rules\.py: one of .* in run 2: left the world unsound: trouble"),
    ],
)
def test_a_rule_that_fails_is_told_with_its_run_and_nothing_is_half_written(
    rules, tmp_path, seed, told
):
    with pytest.raises(InvalidInput, match=told):
        run(
            toy_case(), runs=20, chunk=1, threads=1, seed=seed, mechanisms=rules, out=tmp_path / "o"
        )
    assert not (tmp_path / "o").exists()


_RULE = "import whowhom as ww\n@ww.mechanism(after='contest')\ndef rule({}):\n    {}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import whowhom as ww\nx = (1,\n", r"mine\.py:2: is not valid Python"),
        ("x = 1\n\ny = x / 0\n", r"mine\.py:3: the file fails .* ZeroDivisionError"),
        ("raise SystemExit(3)\n", r"mine\.py:1: the file fails"),
        ("x = 1\n", "defines no mechanism"),
        ("\0", "mine.py"),
        (_RULE.format("world", "pass"), r"mine\.py:2: rule: must take \(world, p, seed, run"),
        (
            _RULE.replace("contest", "contests").format("world, p, seed, run, month", "pass"),
            r"""after='contests' names no phase of the month; did you mean "contest"\?""",
        ),
        (
            _RULE.replace("contest", "measure_power").format("world, p, seed, run, month", "pass"),
            "names no phase",
        ),
        (
            _RULE.replace("rule", "erasure").format("world, p, seed, run, month", "pass"),
            "the model has a mechanism or phase of this name",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_message(tmp_path, text, told):
    with pytest.raises(InvalidInput, match=told):
        run(toy_case(), runs=4, mechanisms=_written(tmp_path, text), out=tmp_path / "o")
    assert not (tmp_path / "o").exists()


def test_all_that_is_wrong_with_a_file_is_told_at_once(tmp_path):
    text = _RULE.format("world", "pass") + _RULE.replace("contest", "x").replace(
        "rule", "second"
    ).format("world", "pass")
    with pytest.raises(InvalidInput) as raised:
        own_model(_written(tmp_path, text))
    assert len(str(raised.value).splitlines()) == 3


def test_all_rules_that_numba_cannot_compile_are_told_with_their_lines(tmp_path):
    one = _RULE.format("world, p, seed, run, month", "world.actors[0].fame = open('x')")
    two = _RULE.replace("rule", "other").format(
        "world, p, seed, run, month", "world.actors[0].nosuch = 1"
    )
    path = _written(tmp_path, one + two)
    with pytest.raises(InvalidInput) as raised:
        run(toy_case(), runs=4, mechanisms=path, out=tmp_path / "o")
    first, second, end = str(raised.value).splitlines()
    assert "mine.py:4: numba cannot compile rule: Untyped global name 'open'" in first
    assert "mine.py:6: numba cannot compile other: no field 'nosuch'" in second
    assert end == "Nothing was simulated."
    assert not (tmp_path / "o").exists()


def test_what_is_no_file_is_refused(tmp_path):
    for given in (tmp_path, tmp_path / "none.py", 7, [print], []):
        with pytest.raises((InvalidInput, TypeError)):
            own_model(given)


def test_rules_go_with_neither_a_record_nor_a_cluster(rules):
    with pytest.raises(InvalidInput, match="as_of"):
        run(toy_case(), as_of="1901-01", mechanisms=rules)
    with pytest.raises(InvalidInput, match="engine local"):
        run(toy_case(), engine="dask", mechanisms=rules)


def test_rules_can_be_given_as_objects():
    @mechanism(after="believe")
    def doubt(world, p, seed, run, month):
        """Nobody is sure of anything.

        Not compiled here.
        """

    model = own_model([doubt])
    assert (doubt.name, doubt.does) == ("doubt", "Nobody is sure of anything")
    assert model.as_dict()["active"] == {"doubt": "believe"}
    assert model.file == "test_own_mechanisms.py"


def test_every_phase_but_the_repeated_one_can_be_followed():
    names = [phase.__name__ for phase in SCHEDULE]
    assert set(AFTER) == {name for name in names if names.count(name) == 1}


def test_a_file_in_a_case_folder_or_a_result_is_never_run(tmp_path, rules):
    """Only the option runs a file: a case folder with one reads as if it were not there."""
    from whowhom.cases.check import check_case
    from whowhom.cases.templates import new_case

    folder = tmp_path / "case"
    new_case(folder)
    _written(folder, f"open({str(tmp_path / 'ran')!r}, 'w')", "mechanisms.py")
    check_case(folder)
    assert not (tmp_path / "ran").exists()


@pytest.mark.slow
def test_kept_code_is_used_by_another_process(rules):
    run(toy_case(), runs=2, mechanisms=rules)
    program = (
        "import sys\n"
        "from tests.toy import toy_case\n"
        "import whowhom as ww\n"
        "from whowhom.compiling import compilation\n"
        "compilation()\n"
        f"found = ww.run(toy_case(), runs=2, mechanisms={str(rules)!r})\n"
        "print(found.sha256)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == run(toy_case(), runs=2, mechanisms=rules).sha256
