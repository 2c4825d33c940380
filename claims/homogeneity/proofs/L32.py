"""L32 by machine: norms are positively homogeneous."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, dot, largest, reals, vector


@smt(
    "the 1-norm and the maximum norm",
    size="all reals, d = 3",
    mutants=(
        Neighbour("all real factors", "the factor without its modulus", {"factors": lambda a: []}),
        Neighbour("plus 1", "1 + |x_1|, which is no norm", {"second": lambda r, x: 1 + absolute(r, x[0])}),
    ),
    cost=5,
)
def polyhedral(r, *, factors=lambda a: [a >= 0], second=lambda r, x: largest(r, *(absolute(r, c) for c in x))):
    r"""For every $\alpha \ge 0$: $\|\alpha x\|_1 = \alpha \|x\|_1$ and $\|\alpha x\|_\infty = \alpha \|x\|_\infty$."""
    a, x = r.real("alpha"), vector(r, "x", 3)

    def first(x):
        return absolute(r, x[0]) + absolute(r, x[1]) + absolute(r, x[2])

    return factors(a), r.every(first(x * a) == a * first(x), second(r, x * a) == a * second(r, x))


@smt(
    "the Euclidean norm",
    size="all reals, d = 2",
    mutants=(
        Neighbour("all real factors", "the factor without its modulus", {"factors": lambda a: []}),
        Neighbour("the squared norm", "of degree 2", {"norm": lambda n, x: [n == dot(x, x)]}),
    ),
    cost=3,
)
def euclidean(r, *, factors=lambda a: [a >= 0], norm=lambda n, x: [n >= 0, n * n == dot(x, x)]):
    r"""For every $\alpha \ge 0$: if $n \ge 0$ and $n^2 = \|x\|^2$, $m \ge 0$ and $m^2 = \|\alpha x\|^2$, then $m = \alpha n$."""
    (a, n, m), x = reals(r, "alpha n m"), vector(r, "x", 2)
    return [*factors(a), *norm(n, x), *norm(m, x * a)], m == a * n


OBLIGATIONS = (polyhedral, euclidean)
