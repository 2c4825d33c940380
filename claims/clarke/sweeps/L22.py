"""L22 in batches: the set [-1, 1] at -1 through the gradients beside it and its closed form; hinges elsewhere are arbitrary."""

from flint import fmpq

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import hinge_batches as h

M = h.Shape(p=-1, left=1, right=-1, value=1, far=4)
POINTS = [(fmpq(k, 4),) for k in range(-5, 6)]


def m_at_minus_1(s, *, slopes=h.sides, limits=h.limits, element=h.contains):
    """The claim's checks over a batch."""
    left, right = slopes(s)
    yield equal(left, 1, label="left of -1")
    yield equal(right, -1, label="right of -1")
    yield equal(limits(s), [-1, 1], label="limiting gradients")
    for point in POINTS:
        yield equal(element(s, point), abs(point[0]) <= 1, label=f"whether {point[0]} is an element")


def and_at_0(s):
    """The limiting gradients at -1 and those at 0, the least and the largest."""
    pairs = [*s.slopes_at(0), *s.slopes_at(2**h.HALVINGS)]
    return [h.np.minimum.reduce(pairs), h.np.maximum.reduce(pairs)]


M_AT_MINUS_1 = Sweep(
    family=h.hinges(M),
    route="torch autograd beside -1",
    judge="sums of slopes in int64 by numpy",
    equations="two slopes by torch; by sums of slopes, without torch, two limiting gradients and eleven numbers in or out of the set",
    file=__file__,
    checks=m_at_minus_1,
    mutants={
        "the first term": Changed({"limits": and_at_0}),
        "subdifferential": Changed({"limits": h.subdifferential}),
        "conv omitted": Changed({"element": h.one_of}),
        "autograd at -1": Changed({"limits": h.returned}),
        "from the left only": Changed({"limits": lambda s: [s.slopes_at(0)[0]] * 2}),
    },
    cost=2,
)
