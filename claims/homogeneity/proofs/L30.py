"""L30 by machine: the ReLU is positively homogeneous."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt


@smt(
    "positive homogeneity",
    size="all reals",
    mutants=(Neighbour("all real factors", r"$\alpha < 0$ is allowed", {"factors": lambda a: []}),),
    controls=(Neighbour("leaky", "1/4 of the slope below 0", {"function": lambda r, z: r.relu(z) - r.relu(-z) / 4}),),
)
def homogeneity(r, *, factors=lambda a: [a >= 0], function=lambda r, z: r.relu(z)):
    r"""For every $z$ and every $\alpha \ge 0$: $\sigma(\alpha z) = \alpha\,\sigma(z)$."""
    a, z = r.real("a"), r.real("z")
    return factors(a), function(r, a * z) == a * function(r, z)


OBLIGATIONS = (homogeneity,)
