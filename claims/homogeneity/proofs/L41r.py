"""L41r by machine: the gradient formula is the difference quotient while the signs are kept."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import network, vector, weights
from impl.networks import apply, inner


@smt(
    "the first layer",
    size="all reals, d = 2, m = 2, H = 1, any step that keeps the signs",
    mutants=(
        Neighbour("at kinks too", "a preactivation may be 0", {"kept": lambda r, z, after: r.every(z * after >= 0)}),
        Neighbour("transposed", "the other way round", {"typed": lambda g: g.T}),
        Neighbour("signs may change", "no condition on the step", {"kept": lambda r, z, after: r.no(z == 0)}),
    ),
    cost=5,
)
def quotient(r, *, kept=lambda r, z, after: z * after > 0, typed=lambda g: g):
    r"""For $G = (W_2 A_1)^\top x^\top$ and every $V$ for which $W_1 x$ and $(W_1 + V) x$ have the same signs, none of them 0:
    $f(W_1 + V) - f(W_1) = \langle G, V \rangle$."""
    x, (first, last) = vector(r, "x", 2), weights(r, 2, 2, 1)
    step = r.array([[r.real(f"V{i}{j}") for j in (1, 2)] for i in (1, 2)])
    signs = [kept(r, z, after) for z, after in zip(apply(first, x), apply(first + step, x), strict=True)]
    gradient = r.gradients([first, last], x)[0]
    return signs, network(r, [first + step, last], x) - network(r, [first, last], x) == inner(typed(gradient), step)


OBLIGATIONS = (quotient,)
