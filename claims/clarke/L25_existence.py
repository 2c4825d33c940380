"""L25: where f is locally Lipschitz, its Clarke differential exists."""

from claims.core.check import at_most, holds, same_points
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.lipschitz_functions import Root, lipschitz_functions, roots, teeth
from claims.instances.local_subjects import beyond, by_torch, constant, limits, limits_around, local_at, size
from claims.instances.named_functions import RELU
from claims.instances.oscillations import SQUARE_SINE, WILD, oscillations
from impl.teeth import Teeth

SHARP = Teeth(a=1, c=1, growth=4)


@claim(
    "L25",
    "If f is locally Lipschitz, its Clarke differential exists everywhere",
    slide="When does Clarke differential exist",
    reading="Near x the gradients are bounded by the Lipschitz constant, so they cannot all run away: some of them have a limit.",
    truth=Truth.TRUE,
    why="True with the printed definition of locally Lipschitz (L24), false with the handwritten one (L23).",
    proof=r"Near $x$, $f$ is differentiable almost everywhere (Rademacher), with $\|\nabla f\| \le L$ there. So there are $x_i \to x$ with "
    r"bounded gradients, and a subsequence of them converges (Bolzano-Weierstrass). The set of limits is closed and bounded, its convex "
    r"hull compact.",
    formal="mathlib: LipschitzWith.ae_differentiableAt (Rademacher's theorem, which the definition rests on)",
    for_all=lipschitz_functions(),
    build=local_at,
    kinks=Kinks(),
    uses=("L24",),
    routes={
        "gradients": "torch autograd at points near x, at the place named",
        "limits": "the exact engine where f is piecewise affine; balls, exact slopes and closed forms elsewhere",
        "around": "the exact engine at points near x, kinks among them, where f is piecewise affine",
    },
    examples=(RELU, SQUARE_SINE, Teeth(a=1, c=1, growth=1)),
    mutants=(
        Mutant("a root", r"$c \sqrt{|x|}$: continuous; no gradient near 0 is bounded", Root(1), for_all=roots()),
        Mutant("calm", "teeth of growing slopes: calm at every point (L23)", SHARP, for_all=teeth(growth=(2, 4))),
        Mutant("differentiable", r"$x^2 \sin(1/x^2)$ and the like: every number is a limit", WILD, for_all=oscillations(smoothness=(0, -1))),
        Mutant("half the constant", r"$\|s\| \le L/2$", RELU, {"constant": lambda s: s.constant() / 2}),
        Mutant("one limit", "whichever limit comes first is the only one", RELU, {"limits": lambda s: s.elements()[:1]}),
    ),
    blind=("torch is asked for gradients at finitely many points; that there are no other limits the engine and the closed forms prove",),
)
def existence(s, *, gradients=by_torch, limits=limits, around=limits_around, constant=constant):
    r"""For every locally Lipschitz $f: \mathbb{R}^d \to \mathbb{R}$ and every $x$: $\partial f(x)$ is not empty, and compact: it is closed, and
    $\|s\|_1 \le L$ for every $s \in \partial f(x)$ and every $L$ with $|f(y) - f(y')| \le L \|y - y'\|_\infty$ for all $y, y'$ near $x$."""
    found, largest, nearby = limits(s), constant(s), around(s)
    yield holds(len(found) > 0, found=found, label="there is a limit")
    for slope in found:
        yield at_most(size(slope), largest, label="a limit is bounded")
    yield same_points({*found, *nearby}, found, label="limits of limits are limits")
    for point, gradient in zip(s.points, gradients(s), strict=True):
        yield at_most(size(gradient), largest, scale=s.scale(point), label=f"the gradient at {point}")
        if found:
            yield at_most(beyond(gradient, found), s.bound(point), scale=s.scale(point), label=f"the gradient at {point} is near a limit")
