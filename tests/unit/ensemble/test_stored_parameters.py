"""A stored result knows the parameters and the change it was simulated with."""

import json
import shutil

import pytest
from damage import rewritten
from fake_model import FakeStart, fake_model, fake_runs, make_case

from whowhom.ensemble.parameters_file import parameters_bytes, parameters_from, parameters_words
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.ensemble.verify import verify_with
from whowhom.errors import InvalidInput, ResultError
from whowhom.scenario.change import Change
from whowhom.sim.parameter_sets import ParameterSets
from whowhom.sim.parameters import Parameters

SETS = ParameterSets(names=("bias", "smear"), values=((0.1, 1 / 3), (0.7, 0.2)))
SETTINGS = {"runs": 20, "seed": 5, "chunk": 8, "threads": 1}
CHANGE = Change.of(set={"actors.ann.army": "2..3", "parameters.bias": 0}, without=["actors.dan"])


def heeding(case, parameters):
    """A model whose dice depend on the parameters and on a value of the case."""
    army = next(actor for actor in case.actors if actor.id == "ann").bases["army"].high
    turn = int(1000 * ParameterSets.of(parameters).centre["bias"]) + int(army)

    def simulate(start, *, seed, first, runs):
        return fake_runs(start, seed=seed + turn, first=first, runs=runs)

    actors = tuple(actor.id for actor in case.actors)
    return FakeStart(actors, actors[1:]), simulate


@pytest.mark.parametrize(
    "parameters",
    [
        Parameters(),
        Parameters().replace(bias=1 / 3, smear=0.1),
        SETS,
        SETS.replace(bias=0.25),
        SETS.spread(bloc=(0.1, 0.9, None), legacy=(0.0, 0.3, 0.1)),
        SETS.replace(bias=0.25, smear=0.5),
    ],
)
def test_parameters_are_read_as_they_were_written(parameters):
    content = parameters_bytes(parameters)
    again = parameters_from(content)
    assert again == parameters
    assert parameters_bytes(again) == content


def test_what_a_set_hides_does_not_make_other_parameters():
    hidden = ParameterSets(Parameters().replace(bias=0.9), SETS.names, SETS.values)
    assert parameters_bytes(hidden) == parameters_bytes(SETS)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"common": {"biass": 1}}', b"\xff"])
def test_what_holds_no_parameters_is_refused(content):
    with pytest.raises(ValueError, match=r".*"):
        parameters_from(content)


def test_parameters_are_named_in_a_few_words():
    assert parameters_words(Parameters()) == ""
    assert parameters_words(SETS.replace(bloc=0.25)) == "2 sets of 2 parameters, bloc 0.25"
    assert parameters_words(SETS.spread(bias=(0.0, 0.5, None))).endswith("bias 0..0.5")


@pytest.mark.parametrize("parameters", [Parameters().replace(bias=0.25), SETS])
def test_a_result_gives_its_parameters_back(parameters, tmp_path):
    stored = run_model(
        fake_model, make_case(), out=tmp_path / "x", parameters=parameters, **SETTINGS
    )
    assert stored.parameters == read_result(tmp_path / "x").parameters == parameters
    kept = run_model(fake_model, make_case(), parameters=parameters, **SETTINGS)
    assert kept.parameters == parameters
    assert kept.summary()["parameters"] == stored.summary()["parameters"]


def test_verify_simulates_with_the_stored_parameters(tmp_path):
    out = tmp_path / "x"
    run_model(heeding, make_case(), out=out, parameters=SETS, **SETTINGS)
    assert verify_with(heeding, out, share=1).is_good

    def forgetful(case, _parameters):
        return heeding(case, Parameters())

    assert not verify_with(forgetful, out, share=1).is_good


def test_other_parameters_are_other_work(tmp_path):
    out = tmp_path / "x"
    run_model(fake_model, make_case(), out=out, parameters=SETS, **SETTINGS)
    for other in (None, SETS.replace(bias=0.1), Parameters().replace(bias=0.1)):
        with pytest.raises(InvalidInput, match=r"made with other parameters .*Nothing was written"):
            run_model(fake_model, make_case(), out=out, parameters=other, **SETTINGS)


def test_a_chunk_of_other_parameters_is_simulated_again(tmp_path):
    for name, parameters in (("x", SETS), ("y", Parameters())):
        run_model(heeding, make_case(), out=tmp_path / name, parameters=parameters, **SETTINGS)
    (tmp_path / "x" / "MANIFEST.sha256").unlink()
    whole = run_model(heeding, make_case(), parameters=SETS, **SETTINGS)
    for path in (tmp_path / "y" / "chunks").glob("000001.*"):
        shutil.copy(path, tmp_path / "x" / "chunks")
    again = run_model(heeding, make_case(), out=tmp_path / "x", parameters=SETS, **SETTINGS)
    assert again.sha256 == whole.sha256


def test_forged_parameters_are_refused(finished, tmp_path):
    """Another file of parameters, and a description that does not name it."""
    out = tmp_path / "x"
    shutil.copytree(finished, out)
    (out / "parameters.json").write_bytes(parameters_bytes(Parameters().replace(bias=0.1)))
    with pytest.raises(ResultError, match=r"parameters\.json: is damaged"):
        read_result(out)
    shutil.copytree(finished, out, dirs_exist_ok=True)
    rewritten(out, lambda run: run["work"].update(parameters_sha256="0" * 64))
    with pytest.raises(ResultError, match=r"parameters\.json: is not what run\.json says was run"):
        read_result(out)


def test_an_unfinished_result_of_own_parameters_says_how_to_go_on(tmp_path):
    out = tmp_path / "x"
    run_model(fake_model, make_case(), out=out, parameters=SETS, **SETTINGS)
    (out / "MANIFEST.sha256").unlink()
    with pytest.raises(ResultError, match=r"call whowhom\.run again, with the same parameters"):
        read_result(out)


def test_a_changed_case_is_kept_as_it_was_with_its_change(tmp_path):
    out, case = tmp_path / "x", make_case()
    stored = run_model(heeding, case, out=out, change=CHANGE, **SETTINGS)
    assert stored.change == CHANGE
    assert "dan" not in stored.circle.actors
    assert stored.parameters["bias"] == 0
    assert (out / "case" / "actors.csv").read_bytes() == case.files["actors.csv"]
    again = read_result(out)
    assert (again.case.sha256, again.change) == (stored.case.sha256, CHANGE)
    assert again.sha256 == run_model(heeding, case, change=CHANGE, **SETTINGS).sha256
    assert again.sha256 != run_model(heeding, case, **SETTINGS).sha256
    assert verify_with(heeding, out, share=1).is_good


def test_another_change_is_other_work(tmp_path):
    out = tmp_path / "x"
    run_model(fake_model, make_case(), out=out, change=CHANGE, **SETTINGS)
    with pytest.raises(InvalidInput, match=r"another change of the case: actors\.ann\.army = 2"):
        run_model(fake_model, make_case(), out=out, **SETTINGS)


def test_a_forged_change_is_refused(tmp_path):
    out = tmp_path / "x"
    run_model(fake_model, make_case(), out=out, change=Change.of(set={"majority": 0.6}), **SETTINGS)
    for change, told in (
        (
            {"set": {"majority": "0.7"}, "without": [], "shocks": {}},
            "is not the case that run.json",
        ),
        ({"set": {"majority": "2"}, "without": [], "shocks": {}}, "cannot be changed as it was"),
        ({"sett": {}}, "has content that no version of whowhom writes"),
    ):
        rewritten(out, lambda run, change=change: run["work"].update(change=change))
        with pytest.raises(ResultError, match=told):
            read_result(out)


def test_the_command_that_goes_on_repeats_the_change(tmp_path):
    out = tmp_path / "x"
    run_model(fake_model, make_case(), out=out, change=CHANGE, **SETTINGS)
    (out / "MANIFEST.sha256").unlink()
    words = "--set actors.ann.army=2..3 --set parameters.bias=0 --without actors.dan --runs 20"
    with pytest.raises(ResultError, match=words):
        read_result(out)
    assert json.loads((out / "run.json").read_bytes())["work"]["change"] == CHANGE.as_dict()
