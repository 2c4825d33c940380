"""The judge of networks in batches against exact rationals: differences of f in single entries, at ties and off them."""

import numpy as np
import pytest

from claims.core.batches import Distribution, make, single
from claims.instances import layer_gradients
from claims.instances.integer_networks import BLOCK, IntegerNetwork, times, times_transposed
from claims.instances.network_batches import family
from claims.instances.networks import network_at
from impl.place import Place

FLOAT64 = Place("cpu", "float64")


@pytest.mark.parametrize("shape", [(2, 3, 1), (2, 2, 2, 1), (1, 2, 2, 2, 1)])
def test_differences_are_those_in_rationals(shape):
    nets = family()
    smooth = 0
    for plan in ("generic", "ties", "degenerate"):
        arrays = make(nets, Distribution(shape, 2, 1, plan, 7), 0, 40)
        found = nets.lift(arrays, FLOAT64).exact.differences()
        for i in range(40):
            exact = layer_gradients.differences(network_at(nets.instance(single(arrays, i)), FLOAT64))
            smooth += exact.smooth
            for doubled, quotients in zip(found, exact.entries, strict=True):
                assert doubled[..., i].tolist() == [[int(2 * q) for q in row] for row in quotients]
                assert all(2 * q == int(2 * q) for row in quotients for q in row)
    assert 0 < smooth < 120


def test_differences_that_int64_cannot_hold_are_refused():
    wide = IntegerNetwork([np.full((64, 64, 2), 8)] * 3 + [np.full((1, 64, 2), 8)], np.full((64, 2), 8))
    with pytest.raises(ValueError, match="at most 31 bits"):
        wide.differences()


@pytest.mark.parametrize("wide", [np.int32, np.int64])
@pytest.mark.parametrize("count", [1, BLOCK, 2 * BLOCK + 3])
def test_products_are_those_of_numpy(wide, count):
    random = np.random.default_rng(count)
    w, v, u = (
        random.integers(-8, 9, (3, 5, count), np.int8),
        random.integers(-900, 900, (5, count), wide),
        random.integers(-900, 900, (3, count), wide),
    )
    assert times(w, v).dtype == times_transposed(w, u).dtype == wide
    assert np.array_equal(times(w, v), np.einsum("mnb,nb->mb", w.astype(wide), v))
    assert np.array_equal(times_transposed(w, u), np.einsum("mnb,mb->nb", w.astype(wide), u))
