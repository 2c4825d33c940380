"""L20 in batches: the set [0, 1] through the gradients beside 0 and its closed form; the ReLU as sums of hinges."""

from flint import fmpq

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import hinge_batches as h

POINTS = [(fmpq(k, 4),) for k in range(-1, 6)]


def relu_at_0(s, *, slopes=h.sides, limits=h.limits, element=h.contains):
    """The claim's checks over a batch; the two limiting gradients are compared in order, which on the line decides the hull."""
    left, right = slopes(s)
    yield equal(left, 0, label="left of 0")
    yield equal(right, 1, label="right of 0")
    yield equal(limits(s), [0, 1], label="limiting gradients")
    for point in POINTS:
        yield equal(element(s, point), 0 <= point[0] <= 1, label=f"whether {point[0]} is an element")


RELU_AT_0 = Sweep(
    family=h.hinges(h.Shape(p=0, left=0, right=1, value=0)),
    route="torch autograd beside 0 on the ReLU written as a sum of hinges",
    judge="sums of slopes in int64 by numpy",
    equations="two slopes by torch; by sums of slopes, without torch, two limiting gradients and seven numbers in or out of the set",
    file=__file__,
    checks=relu_at_0,
    mutants={
        "conv omitted": Changed({"element": h.one_of}),
        "autograd at 0": Changed({"limits": h.returned}),
        "from the right only": Changed({"limits": lambda s: [s.slopes_at(0)[1]] * 2}),
        "independent choices": Changed({"limits": h.independent}),
        "leaky": Changed(family=h.hinges(h.Shape(p=0, left=-1, right=1, value=0))),
    },
    cost=2,
)
