"""L07: where a convex function is differentiable, the gradient is the only subgradient."""

from flint import fmpq

from claims.core.check import at_most, equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances.convex_quadratics import QuadraticAtPoint, by_autograd, by_torch, one_sided, quadratic_at, quadratics_at_points
from claims.instances.function_subjects import lattice
from claims.pictures.on_the_line import subgradient_fan
from impl.rationals import dot, vector

BOWL = QuadraticAtPoint(((1, 0), (1, 1)), (((1, 0), 0),), 0, (1, -1))
ABSOLUTE = QuadraticAtPoint(((0,),), (((-1,), 0), ((1,), 0)), 0, (0,))
CUBE = QuadraticAtPoint(((0,),), (((0,), 0),), 2, (0,))
STEPS = (fmpq(1, 4), fmpq(1, 64))


@claim(
    "L07",
    "Convex and differentiable: the gradient is the only subgradient",
    slide="Subdifferential and Subgradient",
    reading="A smooth convex function has one supporting affine function at each point, with the gradient as its slope.",
    truth=Truth.TRUE,
    why="Differentiability at x alone is enough.",
    formal="optlib: SubderivAt_eq_gradient",
    for_all=quadratics_at_points(),
    build=quadratic_at,
    proof=r"The inequality at $x \pm t v$ gives $\pm s^\top v \le (f(x \pm t v) - f(x))/t \to \pm \nabla f(x)^\top v$; by L06 the set is not empty.",
    uses=("L06",),
    routes={
        "gradient": "torch's backpropagation at the place named",
        "bounds": "what the inequality at x - h e_i and x + h e_i leaves for the i-th entry of s, in rationals",
        "values": "f on a lattice by torch, for the inequality of the definition",
    },
    examples=(BOWL,),
    mutants=(
        Mutant("f not convex", "x^3 added: no subgradient at 0", CUBE, for_all=quadratics_at_points(cubics=(2, -2, 4))),
        Mutant("f not differentiable", "two pieces active, as for |x| at 0", ABSOLUTE, for_all=quadratics_at_points(kinked=True)),
        Mutant("minus the gradient", "the sign", BOWL, {"gradient": lambda s: -by_autograd(s)}),
    ),
    pictures=(subgradient_fan("max(-x0 - 1, 1/4*x0, x0 - 1)", 0.5, -3, 3, outside=(0, 0.5)),),
)
def only_the_gradient(s, *, gradient=by_autograd, bounds=one_sided, values=by_torch):
    r"""For every convex $f: \mathbb{R}^d \to \mathbb{R}$ that is differentiable at $x$: $\partial_s f(x) = \{\nabla f(x)\}$."""
    g = vector(gradient(s))
    here, *there = values(s, (s.x, *lattice(s.x)))
    for x, value in zip(lattice(s.x), there, strict=True):
        yield at_most(here + dot(g, [a - b for a, b in zip(vector(x), s.point, strict=True)]), value, label=f"inequality at {x}")
    for h in STEPS:
        for i, slope in enumerate(g):
            lo, hi = bounds(s, i, h)
            yield equal(slope, (lo + hi) / 2, label=f"entry {i}, h = {h}")  # a central difference of a quadratic is exact
            yield at_most(hi - lo, h * s.curvature[i], label=f"entry {i}, h = {h}: the bounds close in on it")
