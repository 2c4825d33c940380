"""L43 by machine: Euler's identity for elements of the Clarke differential."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import dot, largest, matrix, reals, vector


def weighted(r, count):
    """Weights of a convex combination, and what is assumed of them."""
    found = vector(r, "t", count)
    return found, [*(t >= 0 for t in found), sum(found[1:], found[0]) == 1]


@smt(
    "degree 1",
    size="all reals, a maximum of three linear functions, d = 2",
    mutants=(
        Neighbour("all pieces", "active or not", {"active": lambda r, t, piece, f: []}),
        Neighbour("degree 2", "twice the value", {"degree": 2}),
        Neighbour("plus a constant", "not homogeneous", {"constant": 1}),
    ),
    cost=5,
)
def planar(r, *, active=lambda r, t, piece, f: [r.some(t == 0, piece == f)], degree=1, constant=0):
    r"""For $f(x) = \max_{i \le 3} \langle a_i, x \rangle$ and every convex combination $s$ of the $a_i$ that are active at $x$:
    $\langle s, x \rangle = f(x)$."""
    a, x = matrix(r, "a", 3, 2), vector(r, "x", 2)
    t, given = weighted(r, 3)
    pieces = [dot(row, x) for row in a]
    f = largest(r, *pieces)
    given += [g for u, piece in zip(t, pieces, strict=True) for g in active(r, u, piece, f)]
    return given, dot((a * t[:, None]).sum(0), x) == degree * (f + constant)


@smt(
    "degree 2",
    size="all reals, a maximum of two quadratic forms, d = 2",
    mutants=(
        Neighbour("degree 1", "the degree of a norm", {"degree": 1}),
        Neighbour("any weights", "the weights do not add to 1", {"total": lambda t, u: []}),
    ),
    cost=3,
)
def quadratic(r, *, degree=2, total=lambda t, u: [t + u == 1]):
    r"""For $f = \max(p x^2 + q x y, s y^2)$ and every convex combination $g$ of the gradients active at $(x, y)$:
    $\langle g, (x, y) \rangle = 2 f$."""
    p, q, s, x, y, t, u = reals(r, "p q s x y t1 t2")
    first, second = p * x * x + q * x * y, s * y * y
    f = largest(r, first, second)
    active = [r.some(t == 0, first == f), r.some(u == 0, second == f)]
    along = t * (2 * p * x + q * y) * x + (t * q * x + u * 2 * s * y) * y
    return [t >= 0, u >= 0, *total(t, u), *active], along == degree * f


OBLIGATIONS = (planar, quadratic)
