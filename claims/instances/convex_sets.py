"""Routes to the convex subdifferential of a convex function: its vertices, the inequality at the Clarke vertices, active pieces."""

from __future__ import annotations

from claims.instances.limiting_sets import GermSubject, differential
from claims.instances.subgradients import engine, is_subgradient
from impl.polytope import Polytope
from impl.rationals import Matrix, dot, rational, vector


def convex_vertices(s: GermSubject) -> Matrix:
    """Route: the vertices of the convex subdifferential; none where it is empty."""
    return engine(s).vertices


def all_subgradients(s: GermSubject) -> bool:
    """Route: whether each vertex of the Clarke differential is a subgradient on all of R^n, by Farkas multipliers that are re-verified."""
    return all(is_subgradient(s, vertex) for vertex in differential(s).vertices)


def active_gradients(s: GermSubject) -> Polytope:
    """Route, for a maximum of affine functions <a, x> + b: the hull of the a of those that attain it at the point."""
    return Polytope.hull([a for a, b in s.instance.pieces if dot(vector(a), s.point) + rational(b) == s.value])


def every_gradient(s: GermSubject) -> Polytope:
    """For a maximum of affine functions: the hull of all their gradients."""
    return Polytope.hull([a for a, _ in s.instance.pieces])
