"""L43 in batches: Euler's identity of networks in all their weights, at tied points with what backpropagation returns.

The identity speaks of every element of the Clarke differential. It is swept through two vectors a point, the product formulas with slope
0 and with slope 1 at every tie, torch's autograd being the first: off ties both are the gradient, so they are its limits from elsewhere.
"""

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import network_batch_kinds as k
from claims.instances import network_batch_routes as r


def with_slope_1(s):
    """The gradients by torch's products with slope 1 at ties."""
    return r.by_products(s, r.slopes_with(s, 1))


def degree_on_the_ray(s):
    """The number of layers; 0 where f is 0, as the claim has it, for there every degree is one."""
    return len(s.weights) * (r.in_integers(s) != 0)


def euler(s, *, elements=lambda s: (r.by_autograd(s), with_slope_1(s)), degree=degree_on_the_ray, value=r.in_integers):
    """<s, W> = L f(W), all layers together, for the vectors that stand for the set."""
    for found in elements(s):
        yield equal(sum(r.paired(s, found, h) for h in s.layers), degree(s) * value(s))


OTHER = "networks in their weights are the one kind of function swept"
EULER = Sweep(
    family=k.in_weights(),
    route="torch autograd, and torch's products with slope 1 at ties, in all weights of distinct networks",
    judge="forward pass in integers by numpy, times the number of layers",
    equations="two vectors at one point of weight space, which stand for the Clarke differential",
    file=__file__,
    checks=euler,
    mutants={
        "L + 1": Changed({"degree": lambda s: degree_on_the_ray(s) + 1}),
        "L - 1": Changed({"degree": lambda s: degree_on_the_ray(s) - 1}),
        "f + 1": Changed({"value": lambda s: r.in_integers(s) + 1}),
        "slope 17 at 0": Changed({"elements": lambda s: [r.by_products(s, r.slopes_with(s, 17))]}),
    },
    unseen={
        "without continuity": OTHER,
        "differences from one side": OTHER,
        "with a bias": OTHER,
        "coefficients not normalised": "one vector is paired at a time, no combination",
    },
)
