"""L56: the squared norm as the integral of its derivative. The slide does not say of which curves; L56r does."""

from claims.core.check import equal
from claims.core.claim import Control, Expect, Mutant, Truth, claim
from claims.instances.curve_speeds import by_quadrature, first_piece, in_rationals, left_ends, of_length
from claims.instances.matrix_curves import Jump, Quadratic, Staircase, curve_at, following_at, quadratic_curves, two_ends

SLIDE = "Norm preservation by gradient inclusion"
DEVIL = Staircase(start=((0,),), end=((1,),))
LEAP = Jump(start=((0,),), end=((1,),))
KINK = Quadratic(start=((1,),), pieces=((((1,),), ((1,),)), (((-5,),), ((0,),))))


@claim(
    "L56",
    "The squared norm is the integral of its derivative",
    slide=SLIDE,
    reading="Whatever curve the weights follow, the squared norm changes by the integral of its derivative.",
    truth=Truth.INCOMPLETE,
    why=r"Cantor's function $c$ climbs from 0 to 1 with derivative 0 almost everywhere. $W(t) = (c(t), 0)$ even satisfies "
    r"$\dot W \in -\partial L(W)$ almost everywhere for $L(w_1, w_2) = \frac12 (w_2 \sigma(w_1))^2$, and $\|W_1\|^2 - \|W_2\|^2$ goes from 0 to 1: "
    "without absolute continuity the theorem itself is false.",
    repair="L56r",
    expect=Expect.FAILS,
    for_all=quadratic_curves(pieces=(1, 2)) | two_ends(Staircase),
    build=following_at,
    routes={"integral": "exact quadrature of torch's forward-mode derivative", "growth": "squared norms in exact rationals"},
    examples=(DEVIL,),
    cost=5,
    controls=(Control("absolutely continuous", "piecewise quadratic curves, kinks included", (KINK,), quadratic_curves()),),
)
def any_curve(s, *, integral=by_quadrature, growth=in_rationals):
    r"""For every continuous curve $W(t)$ that has a derivative at almost every $t$:
    $\|W_i(T)\|_F^2 - \|W_i(0)\|_F^2 = \int_0^T \frac{d \|W_i(t)\|_F^2}{dt} \, dt$."""
    yield equal(integral(s), growth(s))


@claim(
    "L56r",
    "Along absolutely continuous curves the squared norm is the integral of its derivative",
    slide=SLIDE,
    reading="If the weights move absolutely continuously, kinks allowed, the squared norm changes by the integral of its derivative.",
    truth=Truth.REPAIR,
    proof=r"$\|W(t)\|_F^2$ is absolutely continuous on $[0, T]$, $W$ being so and bounded; "
    "the fundamental theorem of calculus holds exactly for such functions (Lebesgue).",
    for_all=quadratic_curves(),
    build=curve_at,
    routes={"integral": "exact quadrature of torch's forward-mode derivative", "growth": "squared norms in exact rationals"},
    examples=(KINK,),
    cost=10,
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
