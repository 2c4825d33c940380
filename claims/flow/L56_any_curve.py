"""L56: the squared norm as the integral of its derivative, along any curve."""

from claims.core.check import equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.curve_speeds import by_quadrature, in_rationals
from claims.instances.matrix_curves import DEVIL, KINK, Staircase, following_at, quadratic_curves, two_ends
from claims.pictures.wild import staircase


@claim(
    "L56",
    "The squared norm is the integral of its derivative",
    slide="Norm preservation by gradient inclusion",
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
    controls=(Control("absolutely continuous", "piecewise quadratic curves, kinks included", (KINK,), quadratic_curves()),),
    pictures=(staircase(),),
)
def any_curve(s, *, integral=by_quadrature, growth=in_rationals):
    r"""For every continuous curve $W(t)$ that has a derivative at almost every $t$:
    $\|W_i(T)\|_F^2 - \|W_i(0)\|_F^2 = \int_0^T \frac{d \|W_i(t)\|_F^2}{dt} \, dt$."""
    yield equal(integral(s), growth(s))
