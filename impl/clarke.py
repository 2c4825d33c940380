r"""The Clarke differential and the Clarke directional derivative, exactly.

For f locally Lipschitz, df(x) = conv dB f(x), the hull of the limiting gradients [Clarke 1983, Optimization and Nonsmooth
Analysis, Theorem 2.5.1], and f°(x; v) = max { <s, v> : s in df(x) } [Prop. 2.1.2]. For a piecewise affine f the limiting gradients
are the finite set that `impl.limiting` finds, so df(x) is a polytope with rational vertices and the maximum is over this set.

Functions that are not piecewise affine bring their own closed form: the maxima of polynomials, the Euclidean norm, sqrt|x| and the
largest eigenvalue of `impl.smooth` and `impl.closed_forms` have a method `clarke`; they are asked for it.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq

from impl.limiting import limiting_gradients
from impl.polytope import Polytope
from impl.rationals import dot, vector


def clarke(f: Any, x: Any, *, max_cells: int = 100_000) -> Any:
    """The Clarke differential of f at x, shape (n,): a `Polytope`, or the closed form that f brings.

    f: a Graph, a torch function of one tensor of shape (n,), a torch module, or a function of `impl.smooth` or `impl.closed_forms`.
    Raises `Unsupported` where f cannot be represented, `TooManyCells` (max_cells), ValueError for a point of another shape.
    """
    if hasattr(f, "clarke"):
        return f.clarke(x)
    return Polytope.hull(limiting_gradients(f, x, max_cells=max_cells))


def directional(f: Any, x: Any, v: Any, *, max_cells: int = 100_000) -> fmpq:
    r"""f°(x; v) = limsup over y -> x, t -> 0+ of (f(y + t v) - f(y)) / t, for v of shape (n,). Raises as `clarke`, and where v has another shape."""
    if hasattr(f, "clarke"):
        return f.clarke(x).support(v)
    gradients, direction = limiting_gradients(f, x, max_cells=max_cells), vector(v)
    if len(direction) != len(gradients[0]):
        raise ValueError(f"a direction of shape ({len(gradients[0])},) was asked for, found ({len(direction)},); allowed: the shape of x")
    return max(dot(s, direction) for s in gradients)
