"""L26 by machine: for a maximum of three linear functions of the plane, the hull of the slopes is the subdifferential at 0."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import dot, largest, matrix, vector


@smt(
    "hull in subdifferential",
    size="all reals, three linear functions, d = 2, any x'",
    mutants=(
        Neighbour("any weights", "weights of any sign", {"weights": lambda t: []}),
        Neighbour("a minimum", "concave, not convex", {"function": lambda r, *pieces: -largest(r, *(-p for p in pieces))}),
    ),
    cost=5,
)
def forwards(r, *, weights=lambda t: [w >= 0 for w in t], function=largest):
    r"""For $f(x) = \max_{i \le 3} \langle a_i, x \rangle$ and $s \in \mathrm{conv}\{a_1, a_2, a_3\}$:
    $f(x') \ge \langle s, x' \rangle$ for every $x'$."""
    a, t, there = matrix(r, "a", 3, 2), vector(r, "t", 3), vector(r, "x'", 2)
    s = (a * t[:, None]).sum(0)
    return [*weights(t), sum(t[1:], t[0]) == 1], function(r, *(dot(row, there) for row in a)) >= dot(s, there)


def cross(u, v):
    """The determinant of two vectors of the plane."""
    return u[0] * v[1] - u[1] * v[0]


@smt(
    "subdifferential in hull",
    size="all reals, a triangle of three slopes, d = 2, three points x'",
    mutants=(
        Neighbour("two points", "one of the three normals left out", {"asked": 2}),
        Neighbour("the edges", "x' along the edges in place of their normals", {"normal": lambda r, e: e}),
    ),
    cost=3,
)
def backwards(r, *, asked=3, normal=lambda r, e: r.array([e[1], -e[0]])):
    r"""If $a_1, a_2, a_3$ turn to the left, and $f(x') \ge \langle s, x' \rangle$ at the outward normals $x'$ of the edges of their triangle,
    then $s$ is in the triangle: left of every edge."""
    a, s = matrix(r, "a", 3, 2), vector(r, "s", 2)
    edges = [a[1] - a[0], a[2] - a[1], a[0] - a[2]]
    normals = [normal(r, e) for e in edges][:asked]
    given = [largest(r, *(dot(row, n) for row in a)) >= dot(s, n) for n in normals]
    return [cross(edges[0], edges[1]) > 0, *given], r.every(*(cross(e, s - p) >= 0 for e, p in zip(edges, a, strict=True)))


OBLIGATIONS = (forwards, backwards)
