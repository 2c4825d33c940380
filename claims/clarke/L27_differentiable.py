"""L27: the Clarke differential of a differentiable function."""

from claims.core.check import at_most, same_set
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.differentiable_functions import apart, closed_form, gradient_alone, gradients_near
from claims.instances.oscillations import CUBE_SINE, SQUARE_SINE, by_balls, oscillation_at, oscillations, quotients_near
from claims.pictures.wild import oscillating


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
    examples=(SQUARE_SINE,),
    controls=(
        Control("C^1", "x^3 sin(1/x) and its like: the derivative is continuous", (CUBE_SINE,), oscillations(smoothness=(2, 3))),
        Control("the interval", r"$[a - |c| q, a + |c| q]$ in place of $\{f'(0)\}$", (SQUARE_SINE,), oscillations(), {"differential": closed_form}),
    ),
    pictures=(oscillating(SQUARE_SINE, "x² sin(1/x)"),),
)
def singleton(s, *, limits=by_balls, differential=gradient_alone, gradients=gradients_near, quotients=quotients_near):
    r"""For every differentiable $f : \mathbb{R} \to \mathbb{R}$ and every $x$: $\partial f(x) = \{ f'(x) \}$."""
    yield same_set(limits(s), differential(s), label="limits of f' at 0")
    for x, slope, quotient in zip(s.points, gradients(s), quotients(s), strict=True):
        yield at_most(apart(slope, differential(s)), s.bound(x), scale=s.scale(x), label=f"f' at {x[0]}")
        yield at_most(apart(quotient, gradient_alone(s)), s.quotient_bound(x), scale=s.scale(x), label=f"f(h)/h at h = {x[0]}")
