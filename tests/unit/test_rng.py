"""The generator: known answers, addresses that share nothing, and plain statistics."""

import hashlib
import math

import numpy as np
import pytest
from numba import njit
from scipy import stats

from whowhom.rng import (
    STREAMS,
    agent_hash,
    entity_key,
    exponential,
    key32,
    philox,
    uniform,
    uniforms_by_run,
)


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (0xFFFFFFFF,) * 4,
            (0xFFFFFFFF,) * 2,
            (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
        ),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_known_answers(counter, key, answer):
    """Random123 1.14, kat_vectors, philox4x32 with 10 rounds."""
    words = philox(*(np.uint64(word) for word in (*counter, *key)))
    assert tuple(int(word) for word in words) == answer


def test_a_draw_is_a_function_of_its_address():
    rng = np.random.default_rng(5)
    addresses = [tuple(int(x) for x in row) for row in rng.integers(0, 2**20, (200, 5))]
    forward = [uniform(9, *address) for address in addresses]
    backward = [uniform(9, *address) for address in reversed(addresses)]
    assert forward == backward[::-1]
    assert len(set(forward)) == len(forward)


@pytest.mark.parametrize("place", range(6))
def test_each_part_of_the_address_matters(place):
    address = [3, 5, 7, 2, 11, 13]
    moved = list(address)
    moved[place] += 1
    assert uniform(*address) != uniform(*moved)
    assert key32(*address) != key32(*moved)


def test_streams_are_append_only():
    """Renaming or moving a stream changes every stored result."""
    assert STREAMS[:5] == ("range", "shock_date", "agent_start", "turnover", "newcomer_patron")
    assert len(set(STREAMS)) == len(STREAMS) <= 256


def test_uniforms_are_uniform_and_independent_of_the_neighbouring_run():
    draws = uniforms_by_run(1, 0, 200_000, 3, entity_key("trotsky"))
    assert stats.kstest(draws, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 4 / np.sqrt(draws.size)


def _plain(function):
    """Return the Python function of a kernel, also where kernels are not compiled."""
    return getattr(function, "py_func", function)


@njit
def _hashes(keys, n):
    table = np.empty((keys.size, n), np.uint32)
    for j in range(keys.size):
        for k in range(n):
            table[j, k] = agent_hash(keys[j], np.uint32(k))
    return table


def test_agent_hash_passes_plain_statistics():
    """Uniform per key, per agent, bit by bit, and free of correlation between neighbours."""
    keys = np.array([key32(1, run, 4, 7, 99, 0) for run in range(400)], np.uint32)
    table = _hashes(keys, 1000)
    unit = table / 2.0**32
    per_key = [stats.kstest(row, "uniform").pvalue for row in unit]
    per_agent = [stats.kstest(column, "uniform").pvalue for column in unit.T]
    assert stats.kstest(per_key, "uniform").pvalue > 1e-4
    assert stats.kstest(per_agent, "uniform").pvalue > 1e-4
    bits = ((table[..., None] >> np.arange(32, dtype=np.uint32)) & 1).mean(axis=(0, 1))
    assert np.abs(bits - 0.5).max() < 5 * 0.5 / np.sqrt(table.size)
    for near in (unit[:, 1:] * unit[:, :-1], unit[1:] * unit[:-1]):
        score = (near.mean() - 0.25) / (near.std() / np.sqrt(near.size))
        assert abs(score) < 5
    cells = np.bincount((table >> 22).ravel(), minlength=1024)
    assert stats.chisquare(cells).pvalue > 1e-5


def _philox(counter, key):
    """Philox4x32-10 in whole numbers, as its paper states it."""
    c, k = list(counter), list(key)
    for _ in range(10):
        left, right = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(right >> 32) ^ c[1] ^ k[0], right % 2**32, (left >> 32) ^ c[3] ^ k[1], left % 2**32]
        k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
    return c


ADDRESSES = [
    (0, 0, 0, 0, 0, 0),
    (2**40 + 3, 5, 300, 2, 11, 13),
    (1, 2**31, 511, 255, 2**32 - 1, 2**32 - 1),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_fills_counter_and_key_and_a_draw_has_52_bits(address):
    seed, run, month, stream, entity, index = address
    counter = (run, month * 256 + stream, entity, index)
    words = _philox(counter, (seed % 2**32, seed >> 32))
    assert int(key32(*address)) == words[0]
    numerator = ((words[0] >> 6) * 2**26 + (words[1] >> 6)) * 2 + 1
    assert uniform(*address) == numerator / 2**53


@pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")
@pytest.mark.parametrize("key", [0, 1, 0xDEADBEEF, 2**32 - 1])
def test_agent_hash_is_the_stated_mix(key):
    found = _hashes(np.array([key], np.uint32), 50)[0]
    for number in range(50):
        x = (number * 0x9E3779B9 + key) % 2**32
        for shift, factor in ((16, 0x21F0AAAD), (15, 0x735A2D97)):
            x = (x ^ (x >> shift)) * factor % 2**32
        assert int(found[number]) == x ^ (x >> 15)


def test_entity_keys_stay_what_they_are():
    """BLAKE2s of the id in UTF-8, four bytes, the lowest first: stored results depend on it."""
    digest = hashlib.blake2s(b"trotsky", digest_size=4).digest()
    assert entity_key("trotsky") == sum(byte << 8 * place for place, byte in enumerate(digest))
    assert entity_key("") == 1188227382
    assert entity_key("троцкий") < 2**32


def test_the_draws_of_runs_are_those_of_month_0_and_index_0():
    draws = uniforms_by_run(4, 17, 3, 5, 99)
    assert draws.tolist() == [uniform(4, run, 0, 5, 99, 0) for run in (17, 18, 19)]
    assert draws.dtype == np.float64


def test_an_exponential_number_is_the_quantile_of_its_uniform_one():
    assert _plain(exponential)(math.exp(-2.0)) == pytest.approx(2.0)
