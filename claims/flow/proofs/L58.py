"""L58 by machine: on a batch, what backpropagation returns may leave the Clarke differential."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import returned
from claims.instances.symbols import between, reals


@smt(
    "two samples",
    size="all reals, f = s(w x), samples x = 1 and -1, at w = 0",
    controls=(Neighbour("no second sample", "its residual is 0", {"given": lambda y2: [y2 == 0]}),),
)
def batch(r, *, given=lambda y2: []):
    r"""For $L(w) = \frac12 (\sigma(w) - y_1)^2 + \frac12 (\sigma(-w) - y_2)^2$, what backpropagation returns at 0 is in
    $\partial L(0) = \mathrm{conv}\{-y_1, y_2\}$."""
    y1, y2 = reals(r, "y1 y2")
    zero = r.number(0)

    def loss(w):
        return ((r.relu(w) - y1) * (r.relu(w) - y1) + (r.relu(-w) - y2) * (r.relu(-w) - y2)) / 2

    slope = returned(r, loss, (r.relu(zero) - y1) * r.slopes(zero) - (r.relu(-zero) - y2) * r.slopes(-zero), zero)
    return given(y2), r.some(between(r, -y1, slope, y2), between(r, y2, slope, -y1))


OBLIGATIONS = (batch,)
