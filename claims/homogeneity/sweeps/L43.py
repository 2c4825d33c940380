"""L43 in batches: Euler's identity of networks in all their weights, at tied points with what backpropagation returns.

The identity speaks of every element of the Clarke differential. It is swept through two vectors a point and a convex combination of them: the
product formulas with slope 0 and with slope 1 at every tie, torch's autograd being the first; off ties both are the gradient, so they are its
limits from elsewhere. What the mutants say of other functions is swept over sums of ReLUs and jumps, through the gradients on two sides.
"""

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import homogeneous_batches as h
from claims.instances import network_batch_routes as r
from claims.instances import point_function_batches as p


def euler(s, *, elements=lambda s: s.elements(), degree=lambda s: s.degree(), value=lambda s: s.value(), coefficients=h.normalised):
    """<s, W> = L f(W), all layers together, for the vectors that stand for the set and for a combination, multiplied by the sum of its shares."""
    found, claimed = elements(s), degree(s) * value(s)
    for vector in found:
        yield equal(h.along(s, vector), claimed, label=f"one of {len(found)} vectors")
    shares, total = coefficients(s, len(found))
    yield equal(h.along(s, h.combination(s, found, shares)), total * claimed, label="a convex combination")


ROOM_FOR_17 = h.in_weights(room=h.DEPTH * (17).bit_length())  # else float32 could round what a slope of 17 makes
EULER = Sweep(
    family=h.in_weights(),
    route="torch autograd, and torch's products with slope 1 at ties, in all weights of distinct networks",
    judge="forward pass in integers, without torch, times the number of layers",
    equations="two vectors at one point of weight space, which stand for the Clarke differential, and one convex combination of them",
    file=__file__,
    checks=euler,
    mutants={
        "L + 1": Changed({"degree": lambda s: s.degree() + 1}),
        "L - 1": Changed({"degree": lambda s: s.degree() - 1}),
        "without continuity": Changed(family=p.jumps()),
        "differences from one side": Changed({"elements": lambda s: s.differences()}, p.relu_sums()),
        "f + 1": Changed({"value": lambda s: s.value() + 1}),
        "with a bias": Changed({"degree": lambda _s: 1}, p.relu_sums(biases=True)),
        "coefficients not normalised": Changed({"coefficients": h.repeated}),
        "slope 17 at 0": Changed({"elements": lambda s: [r.by_products(s, r.slopes_with(s, 17))]}, ROOM_FOR_17),
    },
)
