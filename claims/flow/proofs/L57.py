"""L57 by machine: the speed of the squared norm where a curve has a kink, from each side."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import dot, reals, vector


@smt(
    "a kink of the curve",
    size="all reals, curves W + t V_+ for t > 0 and W + t V_- for t < 0, two entries",
    mutants=(
        Neighbour("one velocity", "that of the right side on both", {"left": lambda v, u: v}),
        Neighbour("without the factor 2", "the inner product alone", {"factor": 1}),
    ),
    cost=3,
)
def from_each_side(r, *, left=lambda v, u: u, factor=2):
    r"""For every $t \ne 0$: $\frac1t (\|W(t)\|^2 - \|W(0)\|^2) = 2 \langle W, V \rangle + t \|V\|^2$,
    with $V = V_+$ for $t > 0$ and $V_-$ for $t < 0$."""
    t = reals(r, "t")[0]
    w, right, other = (vector(r, name, 2) for name in ("W", "V", "U"))

    def speed(v, claimed):
        after = w + v * t
        return (dot(after, after) - dot(w, w)) / t == factor * dot(w, claimed) + t * dot(claimed, claimed)

    return [r.no(t == 0)], r.where(t > 0, speed(right, right), speed(other, left(right, other)))


OBLIGATIONS = (from_each_side,)
