"""L54r in batches: the layers' and the neurons' shares in an element of the Clarke differential of the loss.

The set is swept through closed forms: product formulas with slope 0 and with slope 1 at every tie, weighted by the residuals. They
need not be elements; the equation holds on all masked products, among which the limiting gradients are.
"""

from itertools import pairwise

import torch

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import biased_batches as biased
from claims.instances import training_batches as b


def closed_forms(s):
    """The product formulas with slopes 0 and 1 at ties, in integers."""
    return [b.in_integers(s, slope=slope) for slope in (0, 1)]


def by_torch(s):
    """What torch's backpropagation returns, as int64."""
    return b.returned(b.loss_gradient(s))


def products(weights, element):
    """The entrywise products W_h * s_h."""
    return [w * g for w, g in zip(weights, element, strict=True)]


def first_halved(weights, element):
    """The first layer's products halved."""
    first, *rest = products(weights, element)
    return [first / 2, *rest]


def without_biases(weights, element):
    """The products of networks with biases, the biases left out."""
    *hidden, last = products(weights, element)
    return [*(p[:-1, :-1] for p in hidden), last[:, :-1]]


def with_tanh(s):
    """What torch backpropagates through tanh."""
    return [g.double().cpu().numpy() for g in b.loss_gradient(s, activation=torch.tanh)]


def first_layer_squared(s):
    """What torch backpropagates where the entries of W_1 enter as w |w|."""
    first, *rest = s.weights
    return [g.double().cpu().numpy() for g in b.loss_gradient(s, [first * abs(first), *rest])]


def layer_balance(s, *, elements=closed_forms, backpropagated=by_torch, pair=products):
    """The claim's equations over a batch; products and sums of what was returned are taken in int64."""
    for element in (*elements(s), backpropagated(s)):
        inner = pair(s.whole, element)
        yield equal([p.sum((0, 1)) for p in inner], inner[0].sum((0, 1)), label="layers")
        for h, (into, out) in enumerate(pairwise(inner)):
            yield equal(into.sum(1), out.sum(0), label=f"neurons of layer {h + 1}")


def counting(s):
    """2, 3, ... in place of the derivatives of the loss."""
    return 0 * s.outputs + [[n + 2] for n in range(s.samples)]


LAYER_BALANCE = Sweep(
    family=b.trainings(),
    route="torch autograd of the loss; product formulas in integers with slopes 0 and 1 at ties; on distinct networks with two samples",
    judge="products and sums of the returned gradients in int64 by numpy",
    equations="three vectors that stand for the set, each balanced between all layers and at every hidden neuron; torch returns one of them",
    file=__file__,
    checks=layer_balance,
    mutants={
        "one layer's sign": Changed({"elements": lambda s: [[*e[:-1], -e[-1]] for e in closed_forms(s)]}),
        "weight decay": Changed({"elements": lambda s: [[g + w for g, w in zip(e, s.whole, strict=True)] for e in closed_forms(s)]}),
        "half on one side": Changed({"pair": first_halved}),
        "tanh": Changed({"backpropagated": with_tanh}),
        "degree 2": Changed({"backpropagated": first_layer_squared}),
        "biases": Changed({"elements": closed_forms, "pair": without_biases}, biased.trainings()),
        "ascent": Changed({"elements": lambda s: [[-g for g in e] for e in closed_forms(s)]}),
        "other residuals": Changed({"elements": lambda s: [b.in_integers(s, counting)]}),
    },
    cost=4,
)
