"""L39: the slope of the ReLU is 0 or 1, as the slide has it (false at 0), and L39r, with the slopes at 0."""

import torch

from claims.core.check import belongs, equal, same_set
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances import relu_programs as r
from claims.instances.scaled_points import ScaledPoint, scaled_point_at, scaled_points
from impl.polytope import Polytope

AT_0, OFF, ON = ScaledPoint((0,), 1), ScaledPoint((-1,), 1), ScaledPoint((2,), 1)
BOTH = ScaledPoint((3, -0.5), 1)
OUTSIDE = {"3 relu - 2 clamp": lambda z: 3 * torch.relu(z) - 2 * torch.clamp(z, min=0)}  # max(z, 0) as well, with slope -2 at 0
LEAKY = {"leaky": lambda z: torch.nn.functional.leaky_relu(z, 0.25)}


@claim(
    "L39",
    "The slope of the ReLU is 0 or 1",
    slide="Positive Homogeneity (proof of the fact)",
    reading="The activation has a slope everywhere, and it is 0 or 1: the neuron is off or on.",
    truth=Truth.INCOMPLETE,
    why=r"At $z = 0$ there is no derivative: the quotients from the left are 0, from the right 1. What a program returns there depends on how "
    r"$\max\{z, 0\}$ is written, and need not be 0 or 1: torch.maximum(z, 0) gives 1/2.",
    repair="L39r",
    expect=Expect.FAILS,
    for_all=scaled_points(largest=1),
    build=scaled_point_at,
    routes={"slopes": "backpropagation at the place named, through eight programs", "quotients": "one-sided difference quotients in rationals"},
    examples=(AT_0,),
    controls=(Control("off 0", "where z is not 0", (OFF, ON, BOTH), scaled_points(largest=1, zeros=False)),),
    cost=2,
)
def zero_or_one(s, *, slopes=r.slopes, quotients=r.quotients):
    r"""For every $z \in \mathbb{R}$: $\sigma$ has a derivative at $z$, and $\sigma'(z) = 0$ or $\sigma'(z) = 1$, however $\sigma$ is written."""
    sides = quotients(s)
    yield equal([left for left, _ in sides], [right for _, right in sides], label="from the left and from the right")
    for program, found in slopes(s):
        for slope, (left, right) in zip(found, sides, strict=True):
            yield equal((slope - left) * (slope - right), 0, label=f"{program}: one of the two")
            yield equal(slope * (slope - 1), 0, label=f"{program}: 0 or 1")


@claim(
    "L39r",
    "The slope of the ReLU, at 0 too",
    slide="Positive Homogeneity (proof of the fact)",
    reading="Off 0 the slope is 0 or 1. At 0 every number from 0 to 1 is a Clarke slope, and what torch returns there is one of them.",
    truth=Truth.REPAIR,
    proof=r"For $z \ne 0$, $\sigma$ is linear near $z$. Near 0 its gradients are 0 and 1, and $\mathrm{conv}\{0, 1\} = [0, 1]$.",
    for_all=scaled_points(largest=1),
    build=scaled_point_at,
    kinks=Kinks(patterns=1),  # one number is on the kink or off it
    uses=("L20",),
    routes={
        "slopes": "backpropagation at the place named, through eight programs of the ReLU",
        "differentials": "the Clarke differential from the exact engine",
        "quotients": "one-sided difference quotients in rationals",
    },
    examples=(AT_0, OFF, ON, BOTH),
    mutants=(
        Mutant("0 at 0", "what torch.relu returns, claimed of every program", AT_0, {"admitted": r.least}),
        Mutant("1 at 0", "what torch.clamp returns, claimed of every program", AT_0, {"admitted": r.largest}),
        Mutant("a program with slope -2", "3 relu(z) - 2 clamp(z), which is max(z, 0) too", AT_0, {"slopes": lambda s: r.slopes(s, OUTSIDE)}),
        Mutant("leaky", r"$\max\{z, z/4\}$", OFF, {"slopes": lambda s: r.slopes(s, LEAKY)}),
        Mutant("both slopes together", "the sum of the two sides", ON, {"quotients": lambda s: [(a + b, a + b) for a, b in r.quotients(s)]}),
    ),
    blind=(r"programs that return nan at 0, such as $(z + \sqrt{z^2}) / 2$: a nan is an error here, not a slope",),
    cost=3,
)
def slopes_of_relu(s, *, slopes=r.slopes, differentials=r.differentials, quotients=r.quotients, admitted=lambda d: d):
    r"""For every $z \ne 0$: $\sigma'(z) = 1[z > 0]$. $\partial \sigma(0) = [0, 1]$, and what backpropagation returns at 0 for any of the eight
    programs of $\sigma$ lies in it."""
    sides, sets = quotients(s), differentials(s)
    for left_right, d in zip(sides, sets, strict=True):
        yield same_set(d, Polytope.hull([(v,) for v in left_right]))
    for program, found in slopes(s):
        for slope, d in zip(found, sets, strict=True):
            yield belongs((slope,), admitted(d), label=program)
