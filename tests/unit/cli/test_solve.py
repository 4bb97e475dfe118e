import json


def test_a_unique_coalition(call):
    code, out, _ = call("solve", "coalition", "--power", "ann=3,bob=4,cat=5,dan=10")
    assert code == 0
    assert out.startswith("ann, bob and cat rule, with 55% of the power.")
    assert "Removed: dan." in out


def test_one_rules_alone(call):
    assert call("solve", "coalition", "--power", "a=1,b=9")[1].startswith("b rules, with 90%")


def test_a_tie_lists_all(call):
    out = call("solve", "coalition", "--power", "1,1,1")[1]
    assert "A tie: 3 coalitions could rule." in out
    assert "1 and 2" in out


def test_as_json_numbers_are_exact(call):
    code, out, _ = call(
        "solve", "coalition", "--power", "a=0.1,b=0.2,c=0.3", "--majority", "2/3", "--json"
    )
    answer = json.loads(out)
    assert code == 0
    assert answer["majority"] == "2/3"
    assert answer["power"] == {"a": "0.1", "b": "0.2", "c": "0.3"}
    assert set(answer["members"]) | set(answer["purged"]) == {"a", "b", "c"}


def test_wrong_numbers(call):
    for power, majority, words in [
        ("a=3,b", "1/2", "'b'"),
        ("a=3,b=x", "1/2", "'x'"),
        ("a=3,a=4", "1/2", "stands twice"),
        ("a=3,b=-1", "1/2", "number > 0"),
        ("a=3,b=4", "1/3", "majority must be in"),
        ("a=,b=4", "1/2", "NAME=NUMBER"),
        ("", "1/2", "NAME=NUMBER"),
    ]:
        code, _, err = call("solve", "coalition", "--power", power, "--majority", majority)
        assert code == 2, power
        assert words in err, (power, err)
