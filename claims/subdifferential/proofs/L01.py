"""L01 by machine: the subdifferential is convex, and that of a maximum of linear functions is known."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbolic_sets import subgradient
from claims.instances.symbols import between, dot, largest, reals, vector


@smt(
    "a convex set",
    size="all reals, d = 2, any f, any x'",
    mutants=(
        Neighbour("affine combinations", "any real weight", {"weights": lambda r, t: []}),
        Neighbour("sums", "the sum of two subgradients", {"mixed": lambda t, s, g: s + g}),
    ),
    cost=3,
)
def convex(r, *, weights=lambda r, t: [between(r, 0, t, 1)], mixed=lambda t, s, g: s * t + g * (1 - t)):
    r"""If $s$ and $g$ satisfy $f(x') \ge f(x) + \langle s, x' - x \rangle$ at some $x'$, so does $t s + (1 - t) g$ for $0 \le t \le 1$."""
    there, here, t = reals(r, "f(x') f(x) t")
    step, s, g = vector(r, "h", 2), vector(r, "s", 2), vector(r, "g", 2)
    satisfied = [there >= here + dot(u, step) for u in (s, g)]
    return [*satisfied, *weights(r, t)], there >= here + dot(mixed(t, s, g), step)


def three_lines(r, y):
    """max(a_1 y, a_2 y, a_3 y)."""
    return largest(r, *(a * y for a in vector(r, "a", 3)))


def hull(r, a, s):
    """min a_i <= s <= max a_i."""
    return r.every(r.some(*(b <= s for b in a)), r.some(*(b >= s for b in a)))


@smt(
    "a maximum of three linear functions",
    size="all reals, d = 1, three slopes",
    mutants=(
        Neighbour("the slopes alone", "the gradients without their averages", {"claimed": lambda r, a, s: r.some(*(s == b for b in a))}),
        Neighbour("two of three", "the third slope left out", {"claimed": lambda r, a, s: hull(r, a[:2], s)}),
    ),
    cost=3,
)
def maximum(r, *, claimed=hull):
    r"""For $f(x) = \max(a_1 x, a_2 x, a_3 x)$: $s \in \partial_s f(0)$ if and only if $\min_i a_i \le s \le \max_i a_i$."""
    a, s = vector(r, "a", 3), r.real("s")
    return [], r.same(subgradient(r, three_lines, [r.number(0)], [s]), claimed(r, a, s))


OBLIGATIONS = (convex, maximum)
