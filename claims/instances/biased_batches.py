"""Networks with a bias in every hidden layer and at the output, in batches, written as bias-free ones as in `biased_trainings`.

W_h becomes [W_h b_h; 0 1] and x becomes (x, 1). The rows that carry 1 are in the arrays, as zeros, and are written by the builder:
whatever makes an instance smaller, a network with biases stays one.
"""

from __future__ import annotations

import numpy as np

from claims.core.batches import Arrays, Distribution, Family
from claims.core.swarm import plain as plain_ones
from claims.instances import network_batches as nets
from claims.instances import training_batches as b

TIED = 96  # of 256 values of a byte: where biases tie the first layer


def with_biases(arrays: Arrays) -> Arrays:
    """Layers, inputs and targets of a batch, or of one instance, with the rows that carry 1."""
    *hidden, last, inputs, targets = arrays
    found = []
    for w in hidden:
        found.append(w.copy())
        found[-1][-1] = 0
        found[-1][-1, -1] = 1
    inputs = inputs.copy()
    inputs[:, -1] = 1
    return (*found, last, inputs, targets)


def arrange(header: np.ndarray, arrays: Arrays, distribution: Distribution) -> None:
    """The ties of networks; and biases that tie neurons of the first layer, in some instances, where they keep to the bound."""
    b.arrange(header, arrays, distribution)
    *hidden, _, inputs, _ = arrays
    for w in hidden:
        w[-1] = 0
    inputs[:, -1] = 0
    first = hidden[0]
    if distribution.plan != "generic":
        z = (first[:, :-1].astype(int) * inputs[0, :-1]).sum(1)
        np.copyto(first[:, -1], -z, where=(abs(z) <= distribution.bound) & (header[3] < TIED) & ~plain_ones(header), casting="unsafe")


def trainings() -> Family:
    """Networks with biases and one sample; at most three inputs and neurons a layer, of which one carries 1."""
    made = nets.distributions(depths=(1, 2), widths=(2, 3), degree=2, budget=b.budget(samples=1))
    return Family(
        "networks with biases and a sample",
        made.map(lambda d: d._replace(shape=(*d.shape, 1))),
        b.shapes,
        arrange,
        lambda arrays, place: b.TrainingBatch(with_biases(arrays), place),
        lambda arrays: b.training_instance(with_biases(arrays)),
        b.smaller,
    )
