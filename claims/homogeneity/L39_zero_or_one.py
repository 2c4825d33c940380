"""L39: the slope of the ReLU is 0 or 1."""

from claims.core.check import equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances import relu_programs as r
from claims.instances.relu_programs import AT_0, BOTH, OFF, ON
from claims.instances.scaled_points import scaled_point_at, scaled_points


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
)
def zero_or_one(s, *, slopes=r.slopes, quotients=r.quotients):
    r"""For every $z \in \mathbb{R}$: $\sigma$ has a derivative at $z$, and $\sigma'(z) = 0$ or $\sigma'(z) = 1$, however $\sigma$ is written."""
    sides = quotients(s)
    yield equal([left for left, _ in sides], [right for _, right in sides], label="from the left and from the right")
    for program, found in slopes(s):
        for slope, (left, right) in zip(found, sides, strict=True):
            yield equal((slope - left) * (slope - right), 0, label=f"{program}: one of the two")
            yield equal(slope * (slope - 1), 0, label=f"{program}: 0 or 1")
