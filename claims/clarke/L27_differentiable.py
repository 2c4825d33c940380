"""L27: the Clarke differential of a differentiable function, as the slide has it (false), and L27r, for C^1 functions."""

from claims.core.check import at_most, belongs, same_set
from claims.core.claim import Control, Expect, Mutant, Truth, claim
from claims.instances.differentiable_functions import (
    apart,
    closed_form,
    differentiable_at,
    differentiable_functions,
    gradient_alone,
    gradient_at,
    gradients_near,
)
from claims.instances.oscillations import OscillationSubject, by_balls, by_doubles, oscillation_at, oscillations, quotients_near
from claims.instances.smooth_functions import Smooth
from impl.oscillating import Oscillation

WILD = Oscillation(slope=0, amplitude=1, power=2, frequency=1)  # x^2 sin(1/x)
TAME = Oscillation(slope=0, amplitude=1, power=3, frequency=1)  # x^3 sin(1/x)
SQUARE = Smooth(monomials=(), squares=((1, (1,), 0),), products=(), oscillations=(), x=(0,))  # relu(x)^2
PRODUCT = Smooth(monomials=(), squares=(), products=((1, 0, 1),), oscillations=(), x=(0, 0))  # |x y|


@claim(
    "L27",
    "If f is differentiable, its Clarke differential is its gradient",
    slide="When does Clarke differential exist",
    reading="Wherever a function has a derivative, the Clarke differential holds that derivative and nothing else.",
    truth=Truth.FALSE,
    why=r"$f(x) = x^2 \sin(1/x)$, $f(0) = 0$, has a derivative everywhere, $f'(0) = 0$, and $f'(x) = 2 x \sin(1/x) - \cos(1/x)$ comes near every "
    r"number of $[-1, 1]$ as $x \to 0$: $\partial f(0) = [-1, 1]$. The derivative must be continuous at $x$.",
    repair="L27r",
    expect=Expect.FAILS,
    for_all=oscillations(smoothness=(0, 1, 2)),
    build=oscillation_at,
    routes={
        "limits": "enclosures of f' at (2 pi k + t)^(-1/q), k up to 10^30, in ball arithmetic",
        "differential": "f'(0) in closed form",
        "gradients": "torch autograd at +-2^-k at the place named",
        "quotients": "f(h)/h at h = +-2^-k by torch at the place named",
    },
    examples=(WILD,),
    cost=5,
    controls=(
        Control("C^1", "x^3 sin(1/x) and its like: the derivative is continuous", (TAME,), oscillations(smoothness=(2, 3))),
        Control("the interval", r"$[a - |c| q, a + |c| q]$ in place of $\{f'(0)\}$", (WILD,), oscillations(), {"differential": closed_form}),
    ),
)
def singleton(s, *, limits=by_balls, differential=gradient_alone, gradients=gradients_near, quotients=quotients_near):
    r"""For every differentiable $f : \mathbb{R} \to \mathbb{R}$ and every $x$: $\partial f(x) = \{ f'(x) \}$."""
    yield same_set(limits(s), differential(s), label="limits of f' at 0")
    for x, slope, quotient in zip(s.points, gradients(s), quotients(s), strict=True):
        yield at_most(apart(slope, differential(s)), s.bound(x), scale=s.scale(x), label=f"f' at {x[0]}")
        yield at_most(apart(quotient, gradient_alone(s)), s.quotient_bound(x), scale=s.scale(x), label=f"f(h)/h at h = {x[0]}")


@claim(
    "L27r",
    "If f is continuously differentiable, its Clarke differential is its gradient",
    slide="When does Clarke differential exist",
    reading="Where the gradient is continuous it is the whole Clarke differential; where it merely exists it is one of its elements.",
    truth=Truth.REPAIR,
    proof=r"If $\nabla f$ is continuous at $x$, all its limits there are $\nabla f(x)$. If $f$ is differentiable at $x$, the constant sequence "
    r"$x_i = x$ is allowed. (For locally Lipschitz $f$: one element if and only if strictly differentiable [Clarke 1983, Prop. 2.2.4].)",
    for_all=differentiable_functions(),
    build=differentiable_at,
    routes={"gradients": "torch autograd at the place named", "differential": "closed forms in rationals", "limits": "ball arithmetic"},
    examples=(WILD, TAME, SQUARE, PRODUCT),
    cost=3,
    mutants=(
        Mutant("only differentiable", "the slide's statement", WILD, {"differential": gradient_alone}),
        Mutant("doubles", r"what doubles give for $f'(1/(2 \pi k))$: $-0.72$, not $-1$, for $k = 10^{16}$", WILD, {"limits": by_doubles}),
        Mutant("a constant gradient", r"$K = 0$", SQUARE, {"bound": lambda s, p: 0}),
        Mutant("half the distance", r"$K/2$", PRODUCT, {"bound": lambda s, p: s.bound(p) / 2}),
    ),
    blind=(r"$f$ is seen at finitely many points near $x$, with a constant $K$ such that $|\nabla f(p) - \nabla f(x)| \le K |p - x|$",),
)
def continuous_gradient(s, *, gradients=gradients_near, differential=closed_form, limits=by_balls, bound=lambda s, p: s.bound(p)):
    r"""For every $f$ whose gradient is continuous near $x$: $\partial f(x) = \{ \nabla f(x) \}$. For every $f$ that is differentiable at $x$:
    $\nabla f(x) \in \partial f(x)$; and $\partial f(0) = [a - |c| q, a + |c| q]$ for $f(x) = a x + c x^{q+1} \sin(x^{-q})$, $f(0) = 0$."""
    yield belongs(gradient_at(s), differential(s), label="the gradient at x")
    for p, gradient in zip(s.points, gradients(s), strict=True):
        yield at_most(apart(gradient, differential(s)), bound(s, p), scale=s.scale(p), label=f"the gradient at {p}")
    if isinstance(s, OscillationSubject):
        yield same_set(limits(s), differential(s), label="limits of f' at 0")
