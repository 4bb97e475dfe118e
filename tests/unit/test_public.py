"""The public names of the library: what is listed, no more, and each of them documented."""

import inspect

import pytest

import whowhom as ww

DEFINED = [name for name in ww.__all__ if name not in ("__version__", "theory")]
FUNCTIONS = [name for name in DEFINED if inspect.isfunction(getattr(ww, name))]
CONTRACT = ("read_case", "ruling_coalition", "run", "what_if", "backtest", "read_result")
"""What ``import whowhom as ww`` promises to users by name."""


def test_only_what_is_listed_is_public():
    assert sorted(ww.__all__) == list(ww.__all__) == dir(ww)
    assert 25 <= len(ww.__all__) <= 46  # outlook and anchor made it 46
    assert set(CONTRACT) <= set(ww.__all__)
    for name in ("Start", "play", "nonsense"):
        with pytest.raises(AttributeError, match=f"no attribute '{name}'"):
            getattr(ww, name)


@pytest.mark.parametrize("name", DEFINED)
def test_every_public_name_is_documented(name):
    found = getattr(ww, name)
    assert found.__module__.startswith("whowhom.")
    assert inspect.getdoc(found), name
    if inspect.isclass(found):
        for method, value in vars(found).items():
            if not method.startswith("_") and (callable(value) or isinstance(value, property)):
                assert inspect.getdoc(value), f"{name}.{method}"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_tells_its_arguments_and_its_result(name):
    function = getattr(ww, name)
    told = inspect.getdoc(function)
    signature = inspect.signature(function)
    if signature.parameters:
        described = told.partition("Parameters\n----------")[2]
        for argument in signature.parameters:
            assert argument in described, f"{name}: {argument}"
    for section in ("Returns", "Raises"):
        needed = section == "Returns" and signature.return_annotation is not None
        assert not needed or f"{section}\n{'-' * len(section)}" in told, f"{name}: {section}"


def test_a_backtest_of_the_casebook_is_scored_as_the_contract_says():
    scores = ww.backtest("casebook", models=("uniform",)).scores()
    assert len(set(scores["case"])) == 26
    assert {"model", "case", "log_loss"} <= set(scores.columns)
    with pytest.raises(ww.WhoWhomError, match="kasebook"):
        ww.backtest("kasebook")
