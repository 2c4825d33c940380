"""L52r by machine: descent on c|x| stays within eta c of the flow, by induction."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, between, reals


def flowed(r, x, e):
    """The flow of -d(c|x|) after a time of e / c: towards 0 by e, and there it stays."""
    return r.relu(x - e) - r.relu(-x - e)


@smt(
    "the step of the induction",
    size="all reals, d = 1, e = eta c, every step",
    mutants=(
        Neighbour("half as near", "e / 2", {"radius": lambda e: e / 2}),
        Neighbour("the flow does not stop", "it goes on through 0", {"flow": lambda r, x, e: r.where(x > 0, x - e, x + e)}),
    ),
)
def induction(r, *, radius=lambda e: e, flow=flowed):
    r"""For $f = c|x|$ and $e = \eta c$: if $|x_k - x(k \eta)| \le e$, and $x_k x(k\eta) \ge 0$ or both are within $e$ of 0,
    the same holds after one step of descent and a time of $\eta$."""
    e, x, y = reals(r, "e x_k x(k_eta)")

    def near(x, y):
        small = r.every(absolute(r, x) <= e, absolute(r, y) <= e)
        return r.every(between(r, -radius(e), x - y, radius(e)), r.some(r.every(x >= 0, y >= 0), r.every(x <= 0, y <= 0), small))

    after = r.where(x > 0, x - e, r.where(x < 0, x + e, x))
    return [e > 0, near(x, y)], near(after, flow(r, y, e))


OBLIGATIONS = (induction,)
