"""A Lipschitz constant of a piecewise affine function by the rules of calculus: quick, valid everywhere, seldom the least.

*Statement.* Where f is differentiable, |df/dx_i| <= m_i with m as `moduli` finds it; so |f(y) - f(y')| <= sum_i m_i |y_i - y'_i| for all y, y'.

*Proof.* By induction over the graph. Sums and multiples: the triangle inequality. On every piece a maximum or minimum equals one of its
arguments, so each partial derivative is bounded by the largest bound of the arguments. Along the segment from y to y', f is absolutely
continuous and changes by the integral of its derivative.  []
"""

from __future__ import annotations

from impl.expressions import Affine, Extremum, Input, Node
from impl.piecewise import Graph
from impl.rationals import ONE, ZERO, Vector


def moduli(graph: Graph) -> Vector:
    """Bounds of the moduli of the n partial derivatives of f, shape (n,)."""
    found: dict[Node, Vector] = {}
    for node in graph.order:
        if isinstance(node, Input):
            found[node] = tuple(ONE if i == node.index else ZERO for i in range(graph.n))
        elif isinstance(node, Affine):
            found[node] = tuple(sum((abs(c) * found[a][i] for a, c in node.terms), ZERO) for i in range(graph.n))
        elif isinstance(node, Extremum):
            found[node] = tuple(max(found[a][i] for a in node.arguments) for i in range(graph.n))
    return found[graph.root]
