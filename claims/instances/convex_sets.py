"""Routes to the convex subdifferential of a function at a point: linear programs over all cells, certificates, active pieces."""

from __future__ import annotations

from functools import lru_cache

from claims.instances.limiting_sets import GermSubject, differential
from claims.instances.polyhedral_functions import judged
from impl.polytope import Polytope
from impl.rationals import Matrix, Vector, dot, rational, vector
from impl.subdifferential import Subdifferential, subdifferential
from impl.subgradient_certificates import confirms


def convex(s: GermSubject) -> Subdifferential:
    """The convex subdifferential at the point, by the exact engine; once for all places."""
    return _convex(*s.key)


@lru_cache(maxsize=64)
def _convex(formula: str, x: tuple[float, ...]) -> Subdifferential:
    return subdifferential(judged(formula, x)[0], x)


def convex_vertices(s: GermSubject) -> Matrix:
    """Route: the vertices of the convex subdifferential; none where it is empty."""
    return convex(s).vertices


def all_subgradients(s: GermSubject) -> bool:
    """Route: whether each vertex of the Clarke differential is a subgradient on all of R^n, by Farkas multipliers that are confirmed."""
    return all(is_subgradient(s, vertex) for vertex in differential(s).vertices)


def is_subgradient(s: GermSubject, element: Vector) -> bool:
    """Whether f(x') >= f(x) + <element, x' - x> for all x'. Raises ArithmeticError where the certificate is not confirmed."""
    certificate = convex(s).contains(element)
    if not confirms(certificate):
        raise ArithmeticError(f"the independent checker rejects the certificate {certificate!r}")
    return bool(certificate)


def active_gradients(s: GermSubject) -> Polytope:
    """Route, for a maximum of affine functions <a, x> + b: the hull of the a of those that attain it at the point."""
    return Polytope.hull([a for a, b in s.instance.pieces if dot(vector(a), s.point) + rational(b) == s.value])


def every_gradient(s: GermSubject) -> Polytope:
    """For a maximum of affine functions: the hull of all their gradients."""
    return Polytope.hull([a for a, _ in s.instance.pieces])
