"""L46 by machine: one layer times a, the next divided by a."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import equal, network, vector, weights


@smt(
    "the network",
    size="all reals, d = 2, m = 2, H = 1",
    mutants=(
        Neighbour("all a", "a < 0 is allowed", {"factors": lambda a, b: [a * b == 1]}),
        Neighbour("both times a", "no division", {"factors": lambda a, b: [a > 0, b == a]}),
    ),
    cost=3,
)
def kept(r, *, factors=lambda a, b: [a > 0, a * b == 1]):
    r"""For every $a > 0$ and $b = 1/a$: $f(x; a W_1, b W_2) = f(x; W_1, W_2)$."""
    a, b = r.real("a"), r.real("b")
    x, (first, last) = vector(r, "x", 2), weights(r, 2, 2, 1)
    return factors(a, b), network(r, [first * a, last * b], x) == network(r, [first, last], x)


@smt(
    "its gradients",
    size="all reals, d = 1, m = 2, H = 1",
    mutants=(
        Neighbour("gradients as the weights", "a G_1 in place of G_1 / a", {"scales": lambda a, b: (a, b)}),
        Neighbour("all a", "a < 0 is allowed", {"factors": lambda a, b: [a * b == 1]}),
    ),
)
def gradients(r, *, scales=lambda a, b: (b, a), factors=lambda a, b: [a > 0, a * b == 1]):
    r"""For every $a > 0$ and $b = 1/a$: the gradients of $f$ at $(a W_1, b W_2)$ are $b\,G_1$ and $a\,G_2$, as backpropagation returns them."""
    a, b = r.real("a"), r.real("b")
    x, (first, last) = vector(r, "x", 1), weights(r, 1, 2, 1)
    before, after = r.gradients([first, last], x), r.gradients([first * a, last * b], x)
    return factors(a, b), r.every(*(equal(r, g * c, now) for g, c, now in zip(before, scales(a, b), after, strict=True)))


OBLIGATIONS = (kept, gradients)
