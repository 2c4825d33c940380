"""Certificates as a solver: two lists of points have one convex hull, by convex weights and separating directions that are re-verified."""

from __future__ import annotations

import json
from collections.abc import Sequence

import flint

from claims.core.obligation import Answer, Export
from claims.instances.function_subjects import by_backpropagation, function_at
from claims.instances.limiting_sets import germ_at, limiting, slopes_near
from claims.instances.polyhedral_functions import FunctionAtPoint
from impl.certificates import verify
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import Vector, vector

FLOAT64 = Place("cpu", "float64")
Sets = Sequence[tuple[str, tuple[float, ...], Sequence[Vector], Sequence[Vector]]]  # formula, point, what was found, what is claimed


def of_engine(formula: str, x: tuple[float, ...]) -> Sequence[Vector]:
    """The limiting gradients by the exact engine, shape (k, n)."""
    return limiting(germ_at(FunctionAtPoint(formula, x), FLOAT64))


def of_torch(formula: str, x: tuple[float, ...]) -> Sequence[Vector]:
    """What torch's backpropagation returns at the point, shape (1, n)."""
    return [vector(by_backpropagation(function_at(FunctionAtPoint(formula, x), FLOAT64)))]


def decide(sets: Sets, title: str) -> Answer:
    """Proved where the hulls agree for every function, with every certificate verified; refuted by a vertex of one outside of the other."""
    verified, apart = 0, None
    for formula, x, found, claimed in sets:
        left, right = Polytope.hull(found), Polytope.hull(claimed)
        for point, hull, side in [(v, right, "found, not claimed") for v in left.vertices] + [
            (v, left, "claimed, not found") for v in right.vertices
        ]:
            certificate = hull.contains(point)
            if not verify(certificate):
                return Answer("error", note=f"{formula} at {x}: a certificate for {point} does not verify")
            verified += 1
            if not certificate and apart is None:
                apart = (formula, x, point, side)
        for vertex in left.vertices:
            beyond = tuple(2 * a - b for a, b in zip(vertex, _middle(left.vertices), strict=True))
            certificate = left.contains(beyond)
            if not verify(certificate):
                return Answer("error", note=f"{formula} at {x}: a certificate for {beyond} does not verify")
            verified += 1
            if certificate and len(left.vertices) > 1:
                return Answer("error", note=f"{formula} at {x}: {beyond}, beyond the vertex {vertex}, was found inside")
    answer = Answer(
        "proved" if apart is None else "refuted",
        solver="exact engine",
        version=f"impl.limiting, impl.polytope; python-flint {flint.__version__}",
        steps=verified,
        linear=True,
        hypotheses="; ".join(f"{formula} at {x}" for formula, x, _, _ in sets[:3]) + "; ...",
        export=Export("py", _standalone(sets, title)),
    )
    return answer if apart is None else _replayed(answer, *apart)


def _middle(points: Sequence[Vector]) -> Vector:
    return tuple(sum(column) / len(points) for column in zip(*points, strict=True))


def _replayed(answer: Answer, formula: str, x: tuple[float, ...], point: Vector, side: str) -> Answer:
    """With the gradients that torch returns at points of differentiability near x: whether `point` is one of them."""
    near = set(slopes_near(germ_at(FunctionAtPoint(formula, x), FLOAT64)))
    seen = point in near
    text = f"({', '.join(map(str, point))})"
    words = f"{text} is {side}; torch's autograd {'returns it' if seen else 'never returns it'} at points of differentiability near x (cpu float64)"
    verdict = "refuted" if seen or side.startswith("claimed") else "error"  # a claimed point that torch sees was missed by what was found
    return Answer(**(vars(answer) | {"verdict": verdict, "model": f"f = {formula}, x = {x}, s = {text}", "replayed": words}))


def _standalone(sets: Sets, title: str) -> str:
    told = [(f, list(x), [list(map(str, v)) for v in found], [list(map(str, v)) for v in claimed]) for f, x, found, claimed in sets]
    return "\n".join(
        [
            *(f"# {line}" for line in title.splitlines()),
            "# Each entry: function, point, limiting gradients found, vertices claimed. Two hulls are one where each point of one list is a",
            "# convex combination of the other list; here by linear programming in floats, in the suite by exact certificates.",
            "from scipy.optimize import linprog",
            "",
            f"SETS = {json.dumps(told, indent=1)}",
            "for name, x, found, claimed in SETS:",
            "    A, B = ([[eval(c) for c in v] for v in s] for s in (found, claimed))",
            "    inside = lambda p, s: linprog([0] * len(s), A_eq=[*zip(*s), [1] * len(s)], b_eq=[*p, 1]).status == 0",
            "    print(name, x, all(inside(p, B) for p in A) and all(inside(p, A) for p in B))",
            "",
        ]
    )
