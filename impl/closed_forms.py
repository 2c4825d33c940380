r"""Three functions that are no finite maxima, with their Clarke differentials in closed form.

sqrt|x|            At 0 the slopes +-1/(2 sqrt|x|) have no finite limit: no limiting gradient, and conv {} = {}.
the l2 norm        |x| = max { <u, x> : |u| <= 1 }: the support function of the unit ball.
largest eigenvalue of symmetric A = max { <S, A> : S psd, tr S = 1 }, <S, A> = tr(SA): the support function of the density matrices.

A support function of a compact convex C is convex, and its subdifferential, hence its Clarke differential [Clarke 1983, Prop. 2.2.7], at x
is {s in C : <s, x> = max} [Rockafellar 1970, Convex Analysis, Corollary 23.5.3]. At 0 that is the whole ball for the norm. For the
largest eigenvalue l of A: S psd with tr S = 1 and tr(SA) = l has tr(S (l - A)) = 0 with both factors psd, so (l - A) S = 0, and conversely.

All sets are compared exactly, by squares and by characteristic polynomials; what is irrational is refused, never rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import fmpq, fmpq_mat, fmpq_poly

from impl.expressions import Unsupported
from impl.polytope import Polytope
from impl.rationals import ONE, ZERO, Matrix, Vector, dot, matrix, vector


@dataclass(frozen=True)
class Empty:
    """The empty set: what the hull of no limiting gradient is."""

    vertices: Matrix = ()

    def contains(self, s: Any) -> bool:
        """False."""
        return False


@dataclass(frozen=True)
class Ball:
    """{s : |s| <= 1} in the l2 norm of R^n."""

    n: int

    def contains(self, s: Any) -> bool:
        """Whether s, shape (n,), lies in the ball: by squares."""
        point = _sized(s, self.n)
        return dot(point, point) <= 1

    def support(self, v: Any) -> fmpq:
        """max <v, s> = |v|. Raises `Unsupported` where that is irrational: `support_at_most` decides any bound."""
        return _root(dot(_sized(v, self.n), vector(v)), "the support function |v|")

    def support_at_most(self, v: Any, t: fmpq) -> bool:
        """Whether <v, s> <= t for all s in the ball."""
        direction = _sized(v, self.n)
        return t >= 0 and dot(direction, direction) <= t * t


@dataclass(frozen=True)
class Density:
    """{S symmetric : S psd, tr S = 1, A S = l S}: the hull of u u^T over unit eigenvectors u of A for its largest eigenvalue l."""

    A: Matrix
    l: fmpq  # noqa: E741 (the eigenvalue's usual letter is lambda, which Python keeps)

    def contains(self, S: Any) -> bool:
        """Whether S, shape (n, n), lies in the set."""
        given, A = fmpq_mat(_symmetric(S, len(self.A))), fmpq_mat(self.A)
        return sum((given[i, i] for i in range(len(self.A))), ZERO) == 1 and A * given == self.l * given and _psd(given)

    def support(self, V: Any) -> fmpq:
        """max tr(V S), V symmetric of shape (n, n): the largest eigenvalue of V on the eigenspace. Raises `Unsupported` where it is irrational."""
        B, restricted = self._restricted(V)
        return _largest_root((B.transpose() * B).inv() * restricted)

    def support_at_most(self, V: Any, t: fmpq) -> bool:
        """Whether tr(V S) <= t for all S in the set."""
        B, restricted = self._restricted(V)
        return _psd(t * (B.transpose() * B) - restricted)

    def _restricted(self, V: Any) -> tuple[fmpq_mat, fmpq_mat]:
        """A basis B of the eigenspace as columns, and B^T V B."""
        given = fmpq_mat(_symmetric(V, len(self.A)))
        B = _kernel(fmpq_mat(self.A) - _identity(len(self.A)) * self.l)
        return B, B.transpose() * given * B


@dataclass(frozen=True)
class SquareRootOfModulus:
    """f(x) = sqrt|x| on R: no limiting gradient at 0."""

    def limiting_gradients(self, x: Any) -> tuple[Vector, ...]:
        """() at 0; elsewhere the derivative, shape (1,). Raises `Unsupported` where that is irrational."""
        (a,) = _sized(x, 1)
        return () if a == 0 else (((ONE if a > 0 else -ONE) / (2 * _root(abs(a), "the derivative of sqrt|x|")),),)

    def clarke(self, x: Any) -> Polytope | Empty:
        """The hull of the limiting gradients."""
        found = self.limiting_gradients(x)
        return Polytope.hull(found) if found else Empty()


@dataclass(frozen=True)
class EuclideanNorm:
    """f(x) = |x|, the l2 norm on R^n."""

    n: int

    def limiting_gradients(self, x: Any) -> tuple[Vector, ...]:
        """The gradient x / |x|. Raises `Unsupported` at 0 (the whole unit sphere, n > 1) and where it is irrational."""
        point = _sized(x, self.n)
        if any(point):
            size = _root(dot(point, point), "the gradient x / |x|")
            return (tuple(a / size for a in point),)
        if self.n == 1:
            return ((-ONE,), (ONE,))
        raise Unsupported(
            "the limiting gradients of the l2 norm at 0 were asked for: the unit sphere is no finite set; supported: clarke, the unit ball"
        )

    def clarke(self, x: Any) -> Polytope | Ball:
        """The unit ball at 0, the gradient elsewhere."""
        return Polytope.hull(self.limiting_gradients(x)) if any(_sized(x, self.n)) else Ball(self.n)


@dataclass(frozen=True)
class LargestEigenvalue:
    """f(A) = the largest eigenvalue of a symmetric matrix A of shape (n, n), with the inner product tr(SA)."""

    n: int

    def clarke(self, A: Any) -> Density:
        """The set of `Density` matrices on the eigenspace. Raises `Unsupported` where the largest eigenvalue is irrational."""
        given = _symmetric(A, self.n)
        return Density(given, _largest_root(fmpq_mat(given)))


def _sized(x: Any, n: int) -> Vector:
    point = vector(x)
    if len(point) != n:
        raise ValueError(f"a vector of shape ({n},) was asked for, found ({len(point)},)")
    return point


def _symmetric(A: Any, n: int) -> Matrix:
    given = matrix(A)
    if len(given) != n or any(len(row) != n for row in given) or given != tuple(zip(*given, strict=True)):
        raise ValueError(f"a symmetric matrix of shape ({n}, {n}) was asked for, found {[list(row) for row in given]}")
    return given


def _root(square: fmpq, what: str) -> fmpq:
    """The square root. Raises `Unsupported` where it is irrational."""
    if square.p.is_square() and square.q.is_square():
        return fmpq(square.p.isqrt(), square.q.isqrt())
    raise Unsupported(f"{what} was asked for, found the square root of {square}, which is irrational; supported: rational values")


def _identity(n: int) -> fmpq_mat:
    return fmpq_mat([[int(i == j) for j in range(n)] for i in range(n)])


def _psd(M: fmpq_mat) -> bool:
    """Whether the symmetric M is positive semidefinite: its real roots are >= 0 iff the coefficients of its polynomial alternate in sign."""
    coefficients = M.charpoly().coeffs()
    return all(c * (-1) ** (M.nrows() - i) >= 0 for i, c in enumerate(coefficients))


def _largest_root(M: fmpq_mat) -> fmpq:
    """The largest eigenvalue of M, all of whose eigenvalues are real. Raises `Unsupported` where it is irrational."""
    p = M.charpoly()
    rational = [-factor[0] / factor[1] for factor, _ in p.factor()[1] if factor.degree() == 1]
    for root in sorted(rational, reverse=True)[:1]:
        if all(c >= 0 for c in p(fmpq_poly([root, 1])).coeffs()):  # the roots of p(root + t), all real, are <= 0
            return root
    raise Unsupported(f"the largest eigenvalue was asked for, found an irrational root of {p}; supported: rational largest eigenvalues")


def _kernel(M: fmpq_mat) -> fmpq_mat:
    """A basis of the kernel, as columns."""
    reduced, rank = M.rref()
    n = M.ncols()
    pivots = [next(j for j in range(n) if reduced[i, j] != 0) for i in range(rank)]
    free = [j for j in range(n) if j not in pivots]
    columns = [[-reduced[pivots.index(j), f] if j in pivots else fmpq(int(j == f)) for j in range(n)] for f in free]
    return fmpq_mat(columns).transpose()
