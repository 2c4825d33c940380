"""L56r: the squared norm as the integral of its derivative, along absolutely continuous curves."""

from claims.core.check import equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances.curve_speeds import by_quadrature, first_piece, in_rationals, left_ends, of_length
from claims.instances.matrix_curves import DEVIL, KINK, Jump, Staircase, curve_at, quadratic_curves, two_ends

LEAP = Jump(start=((0,),), end=((1,),))


@claim(
    "L56r",
    "Along absolutely continuous curves the squared norm is the integral of its derivative",
    slide="Norm preservation by gradient inclusion",
    reading="If the weights move absolutely continuously, kinks allowed, the squared norm changes by the integral of its derivative.",
    truth=Truth.REPAIR,
    proof=r"$\|W(t)\|_F^2$ is absolutely continuous on $[0, T]$, $W$ being so and bounded; "
    "the fundamental theorem of calculus holds exactly for such functions (Lebesgue).",
    formal="mathlib: AbsolutelyContinuousOnInterval.integral_deriv_eq_sub",
    for_all=quadratic_curves(),
    build=curve_at,
    routes={"integral": "exact quadrature of torch's forward-mode derivative", "growth": "squared norms in exact rationals"},
    examples=(KINK,),
    mutants=(
        Mutant("Cantor's staircase", "continuous, with derivative 0 almost everywhere", DEVIL, for_all=two_ends(Staircase)),
        Mutant("a jump", "not continuous", LEAP, for_all=two_ends(Jump)),
        Mutant("factor 1", r"$\int \langle W, \dot W \rangle dt$", KINK, {"integral": lambda s: by_quadrature(s) / 2}),
        Mutant("up to the first kink", "the curve has no derivative there; the integral goes on", KINK, {"integral": first_piece}),
        Mutant("the left ends", "the speed at the beginning of each piece", KINK, {"integral": left_ends}),
        Mutant("the norm", "the derivative of the norm, not of its square", KINK, {"integral": lambda s: by_quadrature(s, of_length)}),
    ),
    blind=("curves that are absolutely continuous but not piecewise quadratic",),
)
def absolutely_continuous(s, *, integral=by_quadrature, growth=in_rationals):
    r"""For every absolutely continuous curve $W(t)$: $\|W_i(T)\|_F^2 - \|W_i(0)\|_F^2 = \int_0^T \frac{d \|W_i(t)\|_F^2}{dt} \, dt$."""
    yield equal(integral(s), growth(s))
