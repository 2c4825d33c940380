"""L39r: the slope of the ReLU, at 0 too."""

from claims.core.check import belongs, same_set
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import relu_programs as r
from claims.instances.relu_programs import AT_0, BOTH, OFF, ON
from claims.instances.scaled_points import scaled_point_at, scaled_points
from claims.pictures.on_the_line import clarke_fan
from impl.polytope import Polytope


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
        Mutant("a program with slope -2", "3 relu(z) - 2 clamp(z), which is max(z, 0) too", AT_0, {"slopes": lambda s: r.slopes(s, r.OUTSIDE)}),
        Mutant("leaky", r"$\max\{z, z/4\}$", OFF, {"slopes": lambda s: r.slopes(s, r.LEAKY)}),
        Mutant("both slopes together", "the sum of the two sides", ON, {"quotients": lambda s: [(a + b, a + b) for a, b in r.quotients(s)]}),
    ),
    blind=(r"programs that return nan at 0, such as $(z + \sqrt{z^2}) / 2$: a nan is an error here, not a slope",),
    pictures=(clarke_fan("relu(x0)", 0, -2, 2),),
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
