"""L26 in batches: maxima of affine functions at generic and at tied points; both sets through their support function and the inequality."""

import numpy as np

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import max_affine_batches as m

GENERIC = ((256, 101), (-256, 101), (101, -256), (-101, -256))


def near(n):
    """Directions in which pieces with small integer gradients do not tie."""
    return [v[:n] for v in GENERIC]


def shortfall(s, vectors, v):
    """By how much f(x + t v) >= f(x) + t <a, v> fails for the worst of the vectors, divided by t: 0 where they are subgradients."""
    rise = (s.at(s.moved(v)) - s.at(s.x)).double().cpu().numpy() / m.STEP
    return np.maximum(m.support(vectors, v) - rise, 0)


def convex_case(s, *, clarke=m.active, pieces=m.active, slopes=lambda s, v: s.gradient_of_one(s.x + (s.moved(v) - s.x) / 256)):
    """The directional derivative by torch is the support function of the Clarke differential; active gradients are subgradients."""
    for v in m.directions(s.n):
        rise = (s.at(s.moved(v)) - s.at(s.x)).double().cpu().numpy() / m.STEP
        yield equal(rise, m.support(clarke(s), v), label=f"directional derivative along {v}")
        yield equal(shortfall(s, pieces(s), v), 0, label=f"inequality along {v}")
    for v in near(s.n):
        found = slopes(s, v).double().cpu().numpy()
        hit = ((s.a == found[None]).all(1) & s.active).any(0)
        yield equal(hit, True, label="torch's gradient near x is that of an active piece")


CONVEX_CASE = Sweep(
    family=m.max_affine_functions(),
    route="torch's values and autograd on maxima of affine functions",
    judge="gradients of the active pieces and their support function in int64 by numpy",
    equations="both sets in every direction of a lattice, and four gradients nearby, for one function at one point, generic or tied",
    file=__file__,
    checks=convex_case,
    mutants={
        "every piece": Changed({"pieces": m.every_piece}),
        "autograd at x": Changed({"clarke": m.returned}),
    },
    unseen={
        "not convex": "maxima of affine functions are convex; the search draws others",
        "independent choices": "there is one maximum, whose choices cannot be independent",
    },
    cost=10,
)
