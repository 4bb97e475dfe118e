"""The shared parameters of a result as a file in its folder, equal for equal parameters."""

import json
from functools import cache

from whowhom.cases.plain import json_object
from whowhom.errors import InvalidInput
from whowhom.files import sha256
from whowhom.scenario.calibrated import default_parameters
from whowhom.sim.parameter_sets import AnyParameters, ParameterSets
from whowhom.sim.parameters import Parameters

__all__ = [
    "PARAMETERS_FILE",
    "default_hash",
    "parameters_bytes",
    "parameters_from",
    "parameters_words",
]

PARAMETERS_FILE = "parameters.json"

_SHOWN = 4


def parameters_bytes(parameters: AnyParameters) -> bytes:
    """Return the file: the values that all runs share, the sets, and the ranges.

    Numbers are written so that they are read to the last bit.
    """
    sets = ParameterSets.of(parameters)
    drawn = set(sets.uncertain)
    content = {
        "common": {k: v for k, v in sets.common.as_dict().items() if k not in drawn},
        "names": sets.names,
        "sets": sets.values,
        "ranges": dict(sets.ranges),
    }
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in content.items())
    return f"{{\n{lines}\n}}\n".encode()


@cache
def default_hash() -> str:
    """Return the SHA-256 of the file of the usual parameters: what names them."""
    return sha256(parameters_bytes(default_parameters()))


def parameters_from(content: bytes) -> AnyParameters:
    """Read what :func:`parameters_bytes` wrote.

    Raises
    ------
    ValueError
        If it is not that.
    """
    try:
        found = json_object(content.decode())
        common = Parameters().replace(**found["common"])
        sets = ParameterSets(
            common=common,
            names=tuple(found["names"]),
            values=tuple(map(tuple, found["sets"])),
            ranges=tuple(
                (name, (low, high, mode)) for name, (low, high, mode) in found["ranges"].items()
            ),
        )
    except (KeyError, TypeError, AttributeError, InvalidInput) as error:
        raise ValueError(f"holds no parameters of this version of whowhom ({error})") from error
    is_plain = not sets.uncertain and len(sets.values) == 1
    return common if is_plain else sets


def parameters_words(parameters: AnyParameters) -> str:
    """Say which parameters these are, in a few words; empty for the defaults of the table."""
    sets = ParameterSets.of(parameters)
    words = []
    if sets.names:
        words.append(f"{len(sets.values):,} sets of {len(sets.names)} parameters")
    words += [f"{name} {low:g}..{high:g}" for name, (low, high, _) in sets.ranges]
    usual, drawn = Parameters().as_dict(), sets.uncertain
    moved = [
        f"{name} {value:g}"
        for name, value in sets.common.as_dict().items()
        if name not in drawn and value != usual[name]
    ]
    more = [f"and {len(moved) - _SHOWN} more"] if len(moved) > _SHOWN else []
    return ", ".join([*words, *moved[:_SHOWN], *more])
