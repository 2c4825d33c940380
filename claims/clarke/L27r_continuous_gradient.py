"""L27r: the Clarke differential of a continuously differentiable function."""

from claims.core.check import at_most, belongs, same_set
from claims.core.claim import Mutant, Truth, claim
from claims.instances import differentiable_functions as d
from claims.instances.oscillations import CUBE_SINE, SQUARE_SINE, OscillationSubject, by_balls, by_doubles
from claims.instances.smooth_functions import Smooth
from claims.pictures.wild import oscillating

SQUARE = Smooth(monomials=(), squares=((1, (1,), 0),), products=(), oscillations=(), x=(0,))  # relu(x)^2
PRODUCT = Smooth(monomials=(), squares=(), products=((1, 0, 1),), oscillations=(), x=(0, 0))  # |x y|


@claim(
    "L27r",
    "If f is continuously differentiable, its Clarke differential is its gradient",
    slide="When does Clarke differential exist",
    reading="Where the gradient is continuous it is the whole Clarke differential; where it merely exists it is one of its elements.",
    truth=Truth.REPAIR,
    proof=r"If $\nabla f$ is continuous at $x$, all its limits there are $\nabla f(x)$. If $f$ is differentiable at $x$, the constant sequence "
    r"$x_i = x$ is allowed. (For locally Lipschitz $f$: one element if and only if strictly differentiable [Clarke 1983, Prop. 2.2.4].)",
    for_all=d.differentiable_functions(),
    build=d.differentiable_at,
    routes={"gradients": "torch autograd at the place named", "differential": "closed forms in rationals", "limits": "ball arithmetic"},
    examples=(SQUARE_SINE, CUBE_SINE, SQUARE, PRODUCT),
    mutants=(
        Mutant("only differentiable", "the slide's statement", SQUARE_SINE, {"differential": d.gradient_alone}),
        Mutant("doubles", r"what doubles give for $f'(1/(2 \pi k))$: $-0.72$, not $-1$, for $k = 10^{16}$", SQUARE_SINE, {"limits": by_doubles}),
        Mutant("a constant gradient", r"$K = 0$", SQUARE, {"bound": lambda s, p: 0}),
        Mutant("half the distance", r"$K/2$", PRODUCT, {"bound": lambda s, p: s.bound(p) / 2}),
    ),
    blind=(r"$f$ is seen at finitely many points near $x$, with a constant $K$ such that $|\nabla f(p) - \nabla f(x)| \le K |p - x|$",),
    pictures=(oscillating(CUBE_SINE, "x³ sin(1/x)"),),
)
def continuous_gradient(s, *, gradients=d.gradients_near, differential=d.closed_form, limits=by_balls, bound=lambda s, p: s.bound(p)):
    r"""For every $f$ whose gradient is continuous near $x$: $\partial f(x) = \{ \nabla f(x) \}$. For every $f$ that is differentiable at $x$:
    $\nabla f(x) \in \partial f(x)$; and $\partial f(0) = [a - |c| q, a + |c| q]$ for $f(x) = a x + c x^{q+1} \sin(x^{-q})$, $f(0) = 0$."""
    yield belongs(d.gradient_at(s), differential(s), label="the gradient at x")
    for p, gradient in zip(s.points, gradients(s), strict=True):
        yield at_most(d.apart(gradient, differential(s)), bound(s, p), scale=s.scale(p), label=f"the gradient at {p}")
    if isinstance(s, OscillationSubject):
        yield same_set(limits(s), differential(s), label="limits of f' at 0")
