"""L07 by machine: convex quadratics have their gradient for a subgradient, and near it no other."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import between, dot, reals, vector


def quadratic(r, x):
    """f = ((a x_1 + b x_2) x_1 + (b x_1 + c x_2) x_2) / 2 + <l, x>, its gradient, and that it is convex."""
    (a, b, c), slope = reals(r, "a b c"), vector(r, "l", 2)
    product = r.array([a * x[0] + b * x[1], b * x[0] + c * x[1]])
    return dot(product, x) / 2 + dot(slope, x), product + slope, [a >= 0, c >= 0, a * c >= b * b]


@smt(
    "the gradient is a subgradient",
    size="all reals, quadratics with d = 2, any x'",
    mutants=(
        Neighbour("not convex", "any quadratic", {"given": lambda convex: []}),
        Neighbour("convex along the axes", "the determinant left out", {"given": lambda convex: convex[:2]}),
    ),
    cost=5,
)
def is_one(r, *, given=lambda convex: convex):
    r"""For $f(x) = \frac12 x^\top A x + \langle l, x \rangle$ with $A \succeq 0$: $f(x') \ge f(x) + \langle \nabla f(x), x' - x \rangle$."""
    x, there = vector(r, "x", 2), vector(r, "x'", 2)
    f, gradient, convex = quadratic(r, x)
    return given(convex), quadratic(r, there)[0] >= f + dot(gradient, there - x)


@smt(
    "there is no other",
    size="all reals, quadratics with d = 2, one coordinate at a time",
    mutants=(
        Neighbour("half as near", "a quarter of the second derivative", {"radius": lambda a, h: a * h / 4}),
        Neighbour("from one side", "only x + h", {"sides": (1,)}),
    ),
    cost=3,
)
def no_other(r, *, radius=lambda a, h: a * h / 2, sides=(1, -1)):
    r"""If $f(x \pm h e_1) \ge f(x) \pm h s_1$ for an $h > 0$, then $|s_1 - \partial_1 f(x)| \le h A_{11} / 2$, which tends to 0 with $h$."""
    x, (s, h, a) = vector(r, "x", 2), reals(r, "s h a")
    f, gradient, convex = quadratic(r, x)
    given = [quadratic(r, r.array([x[0] + side * h, x[1]]))[0] >= f + side * h * s for side in sides]
    return [h > 0, *convex, *given], between(r, -radius(a, h), s - gradient[0], radius(a, h))


OBLIGATIONS = (is_one, no_other)
