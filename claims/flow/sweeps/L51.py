"""L51 in batches: one to three steps of gradient descent at rates 1/4, 1/2, 1 and 2; torch takes them, int64 takes the norms."""

from itertools import pairwise

import numpy as np

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import descent_batches as d
from claims.instances.dyadic_batches import dyadic


def by(change):
    """The path of one step along something else than the gradient: `change(gradient, weights)`, layer by layer."""
    return lambda s: d.path(s, lambda weights, g, rate: d.descent(weights, change(g, weights), rate), steps=1)


def squares(layers):
    """||W_h||^2 layer by layer, shape (B,) each."""
    return [(w * w).sum((0, 1)) for w in layers]


def ledger(norms, rate, i, j):
    """eta^2 (||G_i||^2 - ||G_j||^2) from the squared norms of the gradient."""
    return rate**2 * (norms[i] - norms[j])


def ledger_of_descent(s, *, path=d.path, gradients=d.in_integers, ledger=ledger):
    """The claim's equations over a batch, with all numbers of a step as integers over one power of two, squares over its square."""
    for t, (before, after) in enumerate(pairwise(map(dyadic, path(s)))):
        g, rate = gradients(s, before), s.rates[t]
        unit = np.maximum(after.exponent, g.exponent + d.halvings(rate))
        start, end, norms = (squares(layers.over(unit)) for layers in (before, after, g))
        for j in s.layers:
            for i in range(j):
                drift = end[i] - end[j] - (start[i] - start[j])
                yield equal(drift, ledger(norms, rate, i, j), label=f"step {t + 1}, layers {i + 1} and {j + 1}")


LEDGER = Sweep(
    family=d.descents(),
    route="torch autograd of the loss and torch's steps at rates 1/4, 1/2, 1 and 2, on distinct networks with one or two samples",
    judge="product formula at torch's weights before each step, squares and sums in int64, without torch",
    equations="one equation a step and pair of layers, for one to three steps on one data set, each at a rate of its own",
    file=__file__,
    checks=ledger_of_descent,
    mutants={
        r"$\eta$ for $\eta^2$": Changed({"ledger": lambda norms, rate, i, j: rate * (norms[i] - norms[j])}),
        "no drift": Changed({"ledger": lambda norms, rate, i, j: 0}),
        "a sign flipped": Changed({"ledger": lambda norms, rate, i, j: rate**2 * (norms[i] + norms[j])}),
        "weight decay": Changed({"path": by(lambda g, weights: [v + w for v, w in zip(g, weights, strict=True)])}),
        "momentum": Changed({"path": d.momentum}),
        "signs of the gradient": Changed({"path": by(lambda g, weights: [v.sign() for v in g])}),
        "two rates": Changed({"path": by(lambda g, weights: [*g[:-1], 2 * g[-1]])}),
        "one layer after another": Changed({"path": d.one_layer_after_another}, d.descents(room=1)),
        r"$-\eta$": Changed({"ledger": lambda norms, rate, i, j: ledger(norms, -rate, i, j)}),
    },
    cost=4,
)
