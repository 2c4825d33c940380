"""L54: the theorem of Du, Hu and Lee with one factor alpha for hypothesis."""

from claims.core.check import equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.one_factor import OneFactor, OneFactorAt, first_layer, one_factors, second_layer
from claims.instances.premises import suppose
from claims.pictures.networks import one_factor_only

CE3 = OneFactor(middle=1, w=(1.25, 1), x=1, y=0)


@claim(
    "L54",
    "Norm preservation from one factor alpha",
    slide="Norm preservation by gradient inclusion",
    reading="If multiplying any one layer by some positive factor multiplies the prediction by it, the flow keeps the differences of the norms.",
    truth=Truth.INCOMPLETE,
    why=r"The slide supposes one $\alpha > 0$. There are predictions that double whenever a layer doubles and grow unevenly in between: "
    "their flow does not preserve norms. The curve must also be absolutely continuous (L56), and the slide's inclusion lacks its minus sign (L53).",
    repair="L54r",
    expect=Expect.FAILS,
    for_all=one_factors(),
    build=OneFactorAt,
    routes={"first": "torch autograd at the place", "second": "closed form in rationals"},
    examples=(CE3,),
    controls=(Control("every factor", "$g(3/2) = 3/2$: homogeneous for all factors", (CE3._replace(middle=1.5, x=2),), one_factors((1.5,))),),
    pictures=(one_factor_only(CE3),),
)
def one_factor(s, *, first=first_layer, second=second_layer):
    r"""For every prediction $f(x; W_1, W_2)$ and one $\alpha > 0$, here 2, with
    $f(x; \alpha W_1, W_2) = f(x; W_1, \alpha W_2) = \alpha f(x; W_1, W_2)$ everywhere:
    $\frac12\|W_1\|_F^2$ and $\frac12\|W_2\|_F^2$ have one velocity along the flow,
    $\langle W_1, \partial L/\partial W_1 \rangle = \langle W_2, \partial L/\partial W_2 \rangle$."""
    suppose(s.doubling, "homogeneous in each layer for the factor 2")
    yield equal(first(s), second(s))
