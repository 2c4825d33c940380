"""L57: the speed of a squared norm, along a curve and over a step."""

from claims.core.check import equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances import curve_speeds
from claims.instances.curve_speeds import by_forward_mode, by_middle, by_product_rule, by_torch
from claims.instances.matrix_curves import Quadratic, curve_at, quadratic_curves
from impl.rationals import ONE, ZERO

LINE = Quadratic(start=((1, 0), (0, 2)), pieces=((((1, 3), (0, 0)), ((0, 0), (0, 0))),))
KINK = Quadratic(start=((1,),), pieces=((((1,),), ((0,),)), (((-2,),), ((0,),))))
PARABOLA = Quadratic(start=((1,),), pieces=((((0,),), ((1,),)),))
TIMES = (ZERO, ONE / 2, ONE)


@claim(
    "L57",
    "The speed of the squared norm",
    slide="Norm preservation by gradient inclusion",
    reading="The squared norm of a matrix changes at twice its inner product with its velocity; over a step, take the middle of the step.",
    truth=Truth.TRUE,
    why="At every $t$ at which the curve has a derivative, that is, for an absolutely continuous curve, at almost every $t$.",
    proof=r"$\|W\|_F^2 = \langle W, W \rangle$ is bilinear; and $\|W^+\|_F^2 - \|W\|_F^2 = \langle W^+ + W, W^+ - W \rangle$.",
    formal="mathlib: HasDerivAt.norm_sq",
    for_all=quadratic_curves(),
    build=curve_at,
    routes={
        "measured": "torch forward mode at the place",
        "rule": "product rule in exact rationals",
        "growth": "squared norms by torch at the place",
        "discrete": "inner product with the middle of the step, in exact rationals",
    },
    examples=(LINE, KINK, PARABOLA),
    mutants=(
        Mutant("factor 1", r"$\langle W, \dot W \rangle$", LINE, {"rule": lambda s, times: by_product_rule(s, times) / 2}),
        Mutant("the norm", "the derivative of the norm, not of its square", LINE, {"measured": curve_speeds.of_length}),
        Mutant("another norm", "the sum of the moduli in place of the Frobenius norm", LINE, {"measured": curve_speeds.of_moduli}),
        Mutant("transposed", "the matrix paired with its transposed velocity", LINE, {"rule": curve_speeds.transposed}),
        Mutant("end for middle", r"$2 \langle W^+, W^+ - W \rangle$", LINE, {"discrete": curve_speeds.by_end}),
        Mutant("start for middle", r"$2 \langle W, W^+ - W \rangle$", LINE, {"discrete": curve_speeds.by_start}),
        Mutant("the middle of time", "half way in time, on a bent curve", PARABOLA, {"discrete": curve_speeds.by_middle_of_time}),
    ),
    blind=("curves without a velocity: L56 sees them",),
)
def product_rule(s, *, measured=by_forward_mode, rule=by_product_rule, growth=by_torch, discrete=by_middle):
    r"""For every curve of matrices $W(t)$ and every $t$ at which it has a velocity (at a kink: one from each side):
    $\frac{d}{dt} \|W\|_F^2 = 2 \left\langle W, \frac{dW}{dt} \right\rangle$. For every step from $W$ to $W^+$:
    $\|W^+\|_F^2 - \|W\|_F^2 = 2 \left\langle \frac{W + W^+}{2}, W^+ - W \right\rangle$."""
    yield equal(measured(s, TIMES), rule(s, TIMES), label="speeds")
    yield equal(growth(s), discrete(s), label="steps")
