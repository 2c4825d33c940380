"""L24: the definition of locally Lipschitz."""

from claims.core.check import at_most, equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.boxes import OnBox, OnInterval, along_the_steepest, by_breakpoints, by_torch, calm, functions_on_boxes, on_box, size, steepest
from claims.instances.breakpoint_functions import M
from claims.instances.limiting_sets import limiting

LATE = OnBox("relu(2*x0 - 1)", (0,), 1)  # flat at 0, slope 2 from 1/2 on
NORM = OnBox("abs(x0) + abs(x1)", (0, 0), 1)
OUTSIDE = OnBox("relu(x0 - 1)", (0,), 1)


@claim(
    "L24",
    "Locally Lipschitz",
    slide="When does Clarke differential exist (definition)",
    reading="Near every point one number bounds all difference quotients, whichever two points one takes.",
    truth=Truth.DEFINITION,
    why=r"What it is for: a piecewise affine function is locally Lipschitz, and on a convex neighbourhood the least constant is the largest "
    r"norm of its gradients there. Both points must vary: with one of them fixed at $x$ the function is merely calm (L23).",
    proof=r"Along a segment in $S$, $f$ changes by an integral of $\nabla f^\top v$, and $|\nabla f^\top v| \le \|\nabla f\|_1 \|v\|_\infty$, with "
    r"equality for $v = \mathrm{sign}(\nabla f)$.",
    formal="mathlib: LocallyLipschitz",
    for_all=functions_on_boxes(),
    build=on_box,
    kinks=Kinks(),
    routes={
        "constant": "the largest gradient of the cells that meet S, by the exact engine",
        "quotients": "difference quotients of pairs of points of S, with f evaluated by torch at the place named",
        "along": "one difference quotient inside the steepest cell, with f evaluated by torch",
        "slopes": "on the line, calculus on breakpoints",
    },
    examples=(OnInterval(*M, 2), NORM, LATE),
    mutants=(
        Mutant("calm", "one of the two points is x", LATE, {"constant": calm}),
        Mutant("cells at x", "the gradients near x only, not all over S", LATE, {"constant": lambda s: max(map(size, limiting(s)))}),
        Mutant("the wrong norm", r"$\|\nabla f\|_\infty$", NORM, {"constant": lambda s: max(abs(g) for cell in s.cells() for g in cell.gradient)}),
        Mutant("cells beyond S", "the box twice as large", OUTSIDE, {"constant": lambda s: max(size(cell.gradient) for cell in s.cells(times=2))}),
    ),
)
def locally_lipschitz(s, *, constant=steepest, quotients=by_torch, along=along_the_steepest, slopes=by_breakpoints):
    r"""For every piecewise affine $f: \mathbb{R}^d \to \mathbb{R}$, every $x$ and every box $S = \{y : \|y - x\|_\infty < r\}$, with
    $L = \max \|\nabla f\|_1$ over the cells of $f$ that meet $S$: $|f(y) - f(y')| \le L \|y - y'\|_\infty$ for all $y, y' \in S$,
    and no smaller $L$ will do."""
    least = constant(s)
    yield at_most(quotients(s), least, label="pairs of points")
    yield equal(along(s), least, label="attained")
    for found in slopes(s):
        yield equal(found, least, label="breakpoints")
