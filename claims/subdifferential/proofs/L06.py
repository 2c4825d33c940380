"""L06 by machine: the gradient of an active piece is a subgradient."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import dot, largest, matrix, vector


@smt(
    "an active piece",
    size="all reals, d = 2, three pieces, any x'",
    mutants=(
        Neighbour("any piece", "active or not", {"active": lambda first, f: []}),
        Neighbour("a minimum", "concave, not convex", {"function": lambda r, *pieces: -largest(r, *(-p for p in pieces))}),
    ),
)
def active_piece(r, *, active=lambda first, f: [first == f], function=largest):
    r"""For $f(x) = \max_{i \le 3} (\langle a_i, x \rangle + b_i)$: where $\langle a_1, x \rangle + b_1 = f(x)$,
    $f(x') \ge f(x) + \langle a_1, x' - x \rangle$ for every $x'$."""
    a, b, x, there = matrix(r, "a", 3, 2), vector(r, "b", 3), vector(r, "x", 2), vector(r, "x'", 2)

    def pieces(y):
        return [dot(row, y) + c for row, c in zip(a, b, strict=True)]

    f = function(r, *pieces(x))
    return active(pieces(x)[0], f), function(r, *pieces(there)) >= f + dot(a[0], there - x)


OBLIGATIONS = (active_piece,)
