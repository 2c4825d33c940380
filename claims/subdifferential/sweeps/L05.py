"""L05 in batches: the set [0, 1] through its two ends and nine numbers, each judged by the inequality; the ReLU as sums of hinges."""

import torch

from claims.core.batches import Changed, Sweep
from claims.instances import hinge_batches as h

AT = (-4.0, -1.0, -0.5, 0.5, 1.0, 4.0)


def by_inequality(s, slope):
    """Whether f(x') >= f(0) + slope x' for the points of AT, with f evaluated by torch, shape (B,)."""
    k, q = int(slope.p), int(slope.q)
    found = torch.ones(s.count, dtype=torch.bool, device=s.place.device)
    for t in AT:
        found &= q * values(s)[t] >= k * t
    return found


def values(s):
    """f at the points of AT by torch, once for all who ask."""
    if not hasattr(s, "seen"):
        s.seen = {t: s.at(torch.full((s.count,), t, dtype=s.place.dtype, device=s.place.device)) for t in AT}
    return s.seen


def chords(s):
    """The slopes of the chords from -1 to 0 and from 0 to 1, in integers."""
    here = s.value_at(0)
    return [here - s.value_at(-1), s.value_at(1) - here]


RELU_AT_ZERO = Sweep(
    family=h.hinges(h.Shape(p=0, left=0, right=1, value=0)),
    route="torch's values of the ReLU written as a sum of hinges, in the inequality of the definition at six points",
    judge="chords and sums of slopes in int64 by numpy",
    equations="nine numbers in or out of the set, by torch in the inequality and, without torch, by its closed form; its two ends, without torch",
    file=__file__,
    parts={"inequality": by_inequality, "member": lambda s, slope: h.contains(s, slope), "ends": chords},
    mutants={"leaky ReLU": Changed(family=h.hinges(h.Shape(p=0, left=-1, right=1, value=0)))},
    cost=2,
)
