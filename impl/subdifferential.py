r"""The convex subdifferential of a piecewise affine function on R^n, exactly, convex or not:

    d_s f(x0) = { s : f(y) >= f(x0) + <s, y - x0> for all y in R^n }.

It is a global notion: one far-away value can empty it. *Algorithm.* With F(y, t) = t f(y / t), t > 0 (`impl.homogenised`), s is in
d_s f(x0) if and only if on each of the finitely many closed cones C over the cells of f, with F = form on C,

    form(y, t) - t f(x0) - <s, y - t x0> >= 0    for all (y, t) in C.                                          (1)

(The inequality of the definition at the point y / t, multiplied by t > 0; points of C with t = 0 are limits of points with t > 0, because
the open cone lies in {t > 0} and C is its closure. The cones cover {t > 0} because the open ones are dense there and finitely many.)
The left side is linear in (y, t), so (1) can be decided in two ways, and both are used:
* on the generators of C: finitely many inequalities <a_i, s> <= b_i with a = y - t x0, b = F(y, t) - t f(x0). So d_s f(x0) is a
  polyhedron; one linear program gives a point, a support value, or Farkas multipliers of its emptiness, and clipping gives its vertices;
* by Farkas' lemma [Rockafellar 1970, Convex Analysis, Corollary 22.3.1]: form - (s, f(x0) - <s, x0>) = sum mu_i c_i with mu >= 0, where
  the c_i are the rows of C, among them t >= 0 itself (without that row |x| + relu(x - 1) at 0 would lose s = 0). This is the
  certificate of membership.
f is finite, so the polyhedron is bounded: <s, v> <= f(x0 + v) - f(x0).

*Emptiness.* Farkas multipliers w_i >= 0 with sum w_i a_i = 0 and sum w_i b_i < 0 speak about points (t > 0: the point y / t with weight
w t) and rays (t = 0). A ray r of a cell with the inner point p becomes the point p + M r with weight w / M: it adds w r + w (p - x0) / M
to the first sum and w F(r) + w (f(p) - f(x0)) / M to the second (f is affine on the cell, which holds p + M r). With E = sum w (p - x0)
over the rays, the point x0 - E with weight 1 / M takes the residual E / M away and adds (f(x0 - E) - f(x0)) / M to the second sum.
This tends to sum w_i b_i < 0 as M grows, so some power of two M will do: a finite Jensen certificate, points only.

Sources: Rockafellar 1970, sections 22 and 23; Rockafellar-Wets 1998, section 3.B (cosmic closure), Proposition 8.12.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import fmpq

from impl.certificates import Combination, Infeasible, Jensen, Optimal
from impl.clipping import clip
from impl.exact_lp import maximise, nonnegative
from impl.homogenised import Piece, pieces
from impl.piecewise import Graph, at, evaluate
from impl.polytope import Polytope
from impl.rationals import ONE, ZERO, Matrix, Vector, dot
from impl.subgradient_certificates import NotSubgradient, Subgradient
from impl.trace import as_graph

Halfspace = tuple[Vector, fmpq]

MAX_CELLS = 1_000


class EmptySubdifferential(ValueError):
    """Something was asked of an empty subdifferential that only a nonempty one has."""


@dataclass(frozen=True, eq=False)
class Subdifferential:
    """The set of convex subgradients of `function` at `point`, shape (n,): a bounded polyhedron, possibly empty.

    `certificate` is a `Jensen` certificate where it is empty, otherwise a `Subgradient` certificate for one element.
    """

    function: Graph
    point: Vector
    value: fmpq
    pieces: tuple[Piece, ...]
    halfspaces: tuple[Halfspace, ...]
    certificate: Jensen | Subgradient

    @property
    def is_empty(self) -> bool:
        return isinstance(self.certificate, Jensen)

    def contains(self, s: Any) -> Subgradient | NotSubgradient:
        """Whether s, shape (n,), is a subgradient: `Subgradient` (true) with Farkas multipliers a cell, `NotSubgradient` (false) with a point."""
        candidate = at(self.function, s)
        return _decide(self.function, self.point, self.value, self.pieces, candidate)

    def support(self, v: Any) -> fmpq:
        """max of <s, v> over the subdifferential; v: shape (n,). Raises EmptySubdifferential (a ValueError) where there is no s."""
        direction = at(self.function, v)
        self._not_empty("its support function")
        found = maximise(direction, self.halfspaces)
        assert isinstance(found, Optimal)  # not empty, and bounded because f is finite
        return found.value

    @cached_property
    def vertices(self) -> Matrix:
        """The vertices, sorted; none where it is empty. The cost grows like 2^n: meant for small n."""
        steps = [tuple(ONE if j == i else ZERO for j in range(self.function.n)) for i in range(self.function.n)]
        upper = [self._rise(step) for step in steps]
        lower = [-self._rise(tuple(-c for c in step)) for step in steps]
        return clip(lower, upper, self.halfspaces)

    @property
    def polytope(self) -> Polytope:
        """The set as a polytope. Raises EmptySubdifferential (a ValueError) where it is empty."""
        self._not_empty("the polytope")
        return Polytope.hull(self.vertices)

    def _rise(self, step: Vector) -> fmpq:
        return evaluate(self.function, _plus(self.point, ONE, step)) - self.value

    def _not_empty(self, asked: str) -> None:
        if self.is_empty:
            raise EmptySubdifferential(
                f"{asked} was asked for, found an empty subdifferential at {self.point}; see .certificate; allowed: a nonempty one"
            )


def subdifferential(f: Any, x: Any, *, max_cells: int = MAX_CELLS) -> Subdifferential:
    """The exact convex subdifferential of f at x, shape (n,): a polyhedron, or empty with a finite Jensen certificate.

    f: a Graph, a torch function of one tensor of shape (n,), or a torch module; x: torch tensor, list, rationals. Raises Unsupported
    where f is not piecewise affine, TooManyCells where f has more than `max_cells` cells over the whole space, ValueError for shapes.
    """
    graph = as_graph(f, x)
    point = at(graph, x)
    value = evaluate(graph, point)
    cells = pieces(graph, max_cells)
    halfspaces, sources = _halfspaces(cells, point, value)
    found = maximise((ZERO,) * graph.n, halfspaces)
    certificate: Jensen | Subgradient | NotSubgradient
    if isinstance(found, Infeasible):
        certificate = _jensen(graph, point, value, [(w, *source) for w, source in zip(found.multipliers, sources, strict=True) if w])
    else:
        assert isinstance(found, Optimal)
        certificate = _decide(graph, point, value, cells, found.point)
        assert isinstance(certificate, Subgradient), "generators and Farkas multipliers of the same cells disagree"
    return Subdifferential(graph, point, value, cells, halfspaces, certificate)


def jensen_violation(f: Any, x: Any, *, max_cells: int = MAX_CELLS) -> Jensen | None:
    """A finite Jensen certificate that f has no convex subgradient at x, or None where it has one. Raises as `subdifferential`."""
    certificate = subdifferential(f, x, max_cells=max_cells).certificate
    return certificate if isinstance(certificate, Jensen) else None


def _halfspaces(cells: tuple[Piece, ...], point: Vector, value: fmpq) -> tuple[tuple[Halfspace, ...], list[tuple[Vector, Piece]]]:
    """The inequalities <a, s> <= b of (1), one for each direction of a, the sharpest; and the generator and cell each comes from."""
    sharpest: dict[Vector, tuple[fmpq, Vector, Piece]] = {}
    for piece in cells:
        for generator in piece.generators:
            y, t = generator[:-1], generator[-1]
            a = tuple(p - t * q for p, q in zip(y, point, strict=True))
            size = sum((abs(c) for c in a), ZERO)
            if size:  # a = 0 only for multiples of (x0, 1), where (1) is an equality
                direction, b = tuple(c / size for c in a), (dot(piece.form, generator) - t * value) / size
                if direction not in sharpest or b < sharpest[direction][0]:
                    sharpest[direction] = (b, tuple(c / size for c in generator), piece)
    return tuple((a, b) for a, (b, _, _) in sharpest.items()), [(g, piece) for _, g, piece in sharpest.values()]


def _decide(graph: Graph, point: Vector, value: fmpq, cells: tuple[Piece, ...], s: Vector) -> Subgradient | NotSubgradient:
    plane = (*s, value - dot(s, point))
    found = []
    for piece in cells:
        target = tuple(a - b for a, b in zip(piece.form, plane, strict=True))
        combination = nonnegative(piece.rows, target)
        if not isinstance(combination, Combination):
            low = next(g for g in piece.generators if dot(target, g) < 0)
            return _violation(graph, point, value, s, piece, low)
        found.append((piece.form, combination))
    return Subgradient(point, value, s, tuple(found))


def _violation(graph: Graph, point: Vector, value: fmpq, s: Vector, piece: Piece, low: Vector) -> NotSubgradient:
    """A point of the cell where the inequality fails, from a generator where it does: y / t, or far out along a ray."""
    y, t = low[:-1], low[-1]
    far = ONE
    while True:
        there = tuple(v / t for v in y) if t else _plus(piece.inside, far, y)
        found = evaluate(graph, there)
        if found < value + dot(s, there) - dot(s, point):
            return NotSubgradient(point, value, s, there, found)
        assert not t, "a generator of a cell lies outside it"
        far *= 2


def _jensen(graph: Graph, point: Vector, value: fmpq, terms: list[tuple[fmpq, Vector, Piece]]) -> Jensen:
    """Points only, from multipliers on points and rays: see the module's text. The weights add up to 1."""
    finite = [(w * g[-1], tuple(v / g[-1] for v in g[:-1])) for w, g, _ in terms if g[-1]]
    rays = [(w, g[:-1], piece.inside) for w, g, piece in terms if not g[-1]]
    residual = (ZERO,) * len(point)
    for w, _, p in rays:
        residual = _plus(residual, w, _plus(p, -ONE, point))
    far = ONE
    while True:
        moved = [(w / far, _plus(p, far, r)) for w, r, p in rays]
        if any(residual):
            moved.append((1 / far, _plus(point, -ONE, residual)))
        found = [(w, y, evaluate(graph, y)) for w, y in _merged([*finite, *moved])]
        if sum((w * (v - value) for w, _, v in found), ZERO) < 0:
            total = sum((w for w, _, _ in found), ZERO)
            return Jensen(point, value, tuple((w / total, y, v) for w, y, v in found))
        far *= 2


def _merged(terms: list[tuple[fmpq, Vector]]) -> list[tuple[fmpq, Vector]]:
    total: dict[Vector, fmpq] = {}
    for w, y in terms:
        total[y] = total.get(y, ZERO) + w
    return [(w, y) for y, w in sorted(total.items())]


def _plus(u: Vector, scale: Any, v: Vector) -> Vector:
    return tuple(a + scale * b for a, b in zip(u, v, strict=True))
