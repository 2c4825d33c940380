"""L37 by machine: the inner products of two layers agree, for a net with two outputs and every cotangent."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import vector, weights
from impl.networks import inner


@smt(
    "two outputs",
    size="all reals, d = 1, m = 2, two outputs, H = 1",
    mutants=(
        Neighbour("another cotangent", "the second layer with one of its own", {"other": lambda c: c[[1, 0]]}),
        Neighbour("no slopes", "the first layer as if every neuron were active", {"slope": lambda r, z: z * 0 + 1}),
    ),
    cost=5,
)
def two_outputs(r, *, other=lambda c: c, slope=lambda r, z: r.slopes(z)):
    r"""For $f = W_2\,\sigma(W_1 x) \in \mathbb{R}^2$ and every $c$: $\langle W_1, \partial \langle c, f \rangle / \partial W_1 \rangle
    = \langle W_2, \partial \langle c, f \rangle / \partial W_2 \rangle$."""
    x, c, (first, last) = vector(r, "x", 1), vector(r, "c", 2), weights(r, 1, 2, 2)
    z = (first * x).sum(1)
    back = (last * c[:, None]).sum(0) * slope(r, z)  # what reaches the first layer
    left = inner(first, back[:, None] * x[None])
    return [], left == inner(last, other(c)[:, None] * r.relu(z)[None])


OBLIGATIONS = (two_outputs,)
