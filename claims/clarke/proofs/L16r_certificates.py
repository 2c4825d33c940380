"""L16r by machine: the Clarke differentials of ten functions at their kinks, vertex by vertex, with certificates."""

from claims.core.obligation import Neighbour, obligation_of
from claims.instances.certified_sets import decide, of_engine, of_torch
from impl.rationals import vector

NAME, SIZE = "ten functions at their kinks", "ten piecewise affine functions of up to three variables, one point each"
UNIT = [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
SIGNS = [(a, b) for a in (-1, 1) for b in (-1, 1)]
KNOWN = {  # the function, the point: the vertices of its Clarke differential there, derived by hand
    ("relu(x0)", (0,)): [(0,), (1,)],
    ("relu(x0) - relu(-x0)", (0,)): [(1,)],
    ("max(x0, 0) + max(-x0, 0)", (0,)): [(-1,), (1,)],
    ("1 - abs(abs(x0) - 1)", (-1,)): [(-1,), (1,)],
    ("relu(relu(x0))", (0,)): [(0,), (1,)],
    ("abs(x0) + abs(x1)", (0, 0)): SIGNS,
    ("abs(x0) - abs(x1)", (0, 0)): SIGNS,
    ("max(abs(x0), abs(x1))", (0, 0)): [(1, 0), (-1, 0), (0, 1), (0, -1)],
    ("max(min(x0, x1), 0)", (0, 0)): [(0, 0), (1, 0), (0, 1)],
    ("max(x0, x1, x2)", (1, 1, 1)): UNIT,
}


def known_sets(*, found=of_engine, known=lambda f, x, vertices: vertices):
    r"""$\partial f(x)$ is the convex hull of the vertices listed, for ten functions: each listed vertex lies in the hull of the limiting gradients
    that were found, each of these in the hull of the listed ones, and beyond every vertex there is none; every answer carries convex weights
    or a separating direction, which an independent checker verifies."""
    return [(f, x, found(f, x), [vector(v) for v in known(f, x, vertices)]) for (f, x), vertices in KNOWN.items()]


sets = obligation_of(
    known_sets,
    lambda parts: decide(known_sets(**parts), f"{NAME}\n{SIZE}"),
    NAME,
    size=SIZE,
    mutants=(
        Neighbour("a vertex forgotten", "the last vertex of each set left out", {"known": lambda f, x, vertices: vertices[:-1] or [(0,)]}),
        Neighbour(
            "independent choices",
            r"the identity $\sigma(x) - \sigma(-x)$ given $[0, 2]$",
            {"known": lambda f, x, v: [(0,), (2,)] if v == [(1,)] else v},
        ),
        Neighbour("autograd at the kink", "what torch returns, and nothing else", {"found": of_torch}),
    ),
)

OBLIGATIONS = (sets,)
