"""Counted random bits and the small integers made of them; the minimiser."""

import numpy as np
import pytest

from claims.core.counter import BLOCK, LANES, entries, random_bytes, words, words_by_torch
from claims.core.minimise import minimise
from claims.core.swarm import HEADER, densities, menu, plain, small_integers


def test_the_words_are_those_of_splitmix64():
    assert [hex(w) for w in words(0, 3, 0, 1)[1:, 0]] == ["0xe220a8397b1dcdaf", "0x6e789e6aa1b965f4"]  # the reference's first two for seed 0


@pytest.mark.parametrize(("key", "first"), [(0, 0), (2**64 - 1, 5), (12345678901234567890, 2**40)])
def test_numba_and_torch_make_the_same_words(key, first):
    assert np.array_equal(words(key, 7, first, 9), words_by_torch(key, 7, first, 9).numpy().view(np.uint64))


def test_any_cut_gives_the_same_bytes():
    whole = random_bytes(5, 10, 0, 64)
    assert np.array_equal(np.concatenate([random_bytes(5, 10, a, b - a) for a, b in ((0, 3), (3, 8), (8, 29), (29, 64))], axis=1), whole)
    assert len(np.unique(whole)) > 200


def test_too_many_words_are_refused():
    with pytest.raises(ValueError, match="allowed: 0 to 65536"):
        words(0, 2**16 + 1, 0, 1)
    with pytest.raises(ValueError, match="allowed: 0 to 65536"):
        small_integers(0, 2**16, 0, 1, 4, 0)


@pytest.mark.parametrize(("first", "count"), [(3, 8), (8, 13)])
def test_entries_are_those_of_whole_groups(first, count):
    with pytest.raises(ValueError, match="allowed: multiples of 8, both"):
        entries(1, 0, 2, first, *np.zeros((3, count), np.uint8))


@pytest.mark.parametrize(("first", "count"), [(0, 1100), (3, 77), (2**40 + 5, 1), (16, 64)])
@pytest.mark.parametrize(("bound", "dense"), [(4, 0), (1, 3), (8, 2), (2, 1)])
def test_an_entry_is_what_its_byte_and_the_habits_of_its_instance_say(first, count, bound, dense):
    drawn = random_bytes(-77, HEADER + 30, first, count)
    (masks, centres), highs = menu(bound), densities(dense)
    header, found = small_integers(-77, 30, first, count, bound, dense)
    assert np.array_equal(header, drawn[:HEADER])
    whole = plain(header)
    for i in range(count):
        mask, centre, high = int(masks[header[0, i]]), int(centres[header[0, i]]), 0 if whole[i] else int(highs[header[1, i]])
        assert found[:, i].tolist() == [0 if byte & high else (byte & mask) - centre for byte in map(int, drawn[HEADER:, i])]
    assert found.flags.c_contiguous
    assert header.flags.c_contiguous


@pytest.mark.parametrize("first", [0, 2**33 + 8 * 4095 + 3])
def test_entries_go_on_from_block_to_block(first):
    count = 2 * BLOCK * LANES + 76
    _, found = small_integers(5, 3, first, count, 4, 1)
    pieces = [small_integers(5, 3, k, min(1000, first + count - k), 4, 1)[1] for k in range(first, first + count, 1000)]
    assert np.array_equal(found, np.concatenate(pieces, 1))
    drawn = random_bytes(5, HEADER + 3, first, count)
    masks, centres = menu(4)
    whole = plain(drawn[:HEADER])  # no entry of these is dropped
    assert np.array_equal(found[:, whole], ((drawn[HEADER:] & masks[drawn[0]]) - centres.view(np.uint8)[drawn[0]]).view(np.int8)[:, whole])


@pytest.mark.parametrize("bound", [1, 2, 4, 8])
def test_the_menu_stays_within_the_bound(bound):
    masks, centres = (a.astype(int) for a in menu(bound))
    values = {(v & m) - c for m, c in zip(masks, centres, strict=True) for v in range(256)}
    assert values == set(range(-bound, bound + 1))


def test_other_bounds_and_densities_are_refused():
    with pytest.raises(ValueError, match="allowed: 1, 2, 4, 8"):
        menu(3)
    with pytest.raises(ValueError, match="allowed: 0 to 3"):
        densities(4)


def test_the_minimiser_finds_the_smallest():
    start = (np.array([[5, -3, 2], [4, 4, 1]], np.int8), np.array([7, -7], np.int8))
    fails = lambda a: (a[0][0, 0] >= 3) & (a[1].sum(0) == 0)  # noqa: E731
    found = minimise(start, fails)
    assert [a.tolist() for a in found] == [[[3, 0, 0], [0, 0, 0]], [0, 0]]


def test_the_minimiser_gets_past_pairs():
    start = (np.array([6, 6, 1, 0], np.int8),)
    found = minimise(start, lambda a: (a[0][0] == a[0][1]) & (a[0][2] == 1))
    assert found[0].tolist() == [0, 0, 1, 0]


def test_the_minimiser_tries_smaller_shapes():
    def shorter(arrays):
        return [(np.delete(arrays[0], k),) for k in range(len(arrays[0]) if len(arrays[0]) > 1 else 0)]

    assert minimise((np.array([0, 4, 0], np.int8),), lambda a: a[0].max(0) > 1, shorter)[0].tolist() == [2]


def test_the_minimiser_refuses_what_passes():
    with pytest.raises(ValueError, match="a failing instance was asked for"):
        minimise((np.zeros(2, np.int8),), lambda a: a[0].any(0))
