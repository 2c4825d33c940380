"""L26 in batches: maxima of affine functions at generic and at tied points; both sets through their support function and the inequality."""

import numpy as np

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import max_affine_batches as m

FAR = (1, 4)  # steps beyond kinks that are not at x: where a function is not convex it may show only there
GENERIC = ((256, 101), (-256, 101), (101, -256), (-101, -256))


def near(n):
    """Directions in which pieces with small integer gradients do not tie."""
    return [v[:n] for v in GENERIC]


def convex_case(s, *, clarke=m.active, pieces=m.active, slopes=lambda s, v: s.gradient_of_one(s.x + (s.moved(v) - s.x) / 256)):
    """The directional derivative by torch is the support function of the Clarke differential; active gradients are subgradients, far away too."""
    for v in m.directions(s.n):
        rises, slope = {step: s.rise(v, step) for step in (m.STEP, *FAR)}, m.support(pieces(s), v)
        yield equal(rises[m.STEP], m.support(clarke(s), v), label=f"directional derivative along {v}")
        for step, rise in rises.items():  # f(x + t v) >= f(x) + t <a, v>, for the worst a and divided by t
            yield equal(np.maximum(slope - rise, 0), 0, label=f"inequality at {step} times {v}")
    for v in near(s.n):
        found = slopes(s, v).double().cpu().numpy()
        hit = ((s.a == found[None]).all(1) & s.active).any(0)
        yield equal(hit, True, label="torch's gradient near x is that of an active piece")


CONVEX_CASE = Sweep(
    family=m.max_affine_functions(),
    route="torch's values and autograd on maxima of affine functions",
    judge="gradients of the active pieces and their support function in int64 by numpy",
    equations="both sets in all directions of a lattice, the inequality at three distances, four gradients nearby, for one function at one point",
    file=__file__,
    checks=convex_case,
    mutants={
        "not convex": Changed(family=m.of_two(-1)),
        "independent choices": Changed({"clarke": m.choices}, m.of_two(1)),
        "every piece": Changed({"pieces": m.every_piece}),
        "autograd at x": Changed({"clarke": m.returned}),
    },
    cost=10,
)
