"""L33r: the multi-layer ReLU network, typed so that its output is a number."""

import torch

from claims.core.check import equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances import network_variants as other
from claims.instances.named_networks import DEAD, DEEP, ONE
from claims.instances.networks import composed, in_rationals, network_at, networks_at_points, sequential

NEGATIVE, TWICE = DEAD._replace(weights=(((1,),), ((-1,),))), DEAD._replace(x=(-1,))


@claim(
    "L33r",
    "A multi-layer ReLU network",
    slide="Positive Homogeneity (multi-layer ReLU)",
    reading="Apply matrices and ReLUs in turn, a single row last: the result is one number. There are no biases, and no ReLU at the end.",
    truth=Truth.REPAIR,
    for_all=networks_at_points(),
    build=network_at,
    uses=("L28",),
    routes={
        "modules": "torch.nn.Sequential of linear layers without bias and ReLUs, at the place named",
        "net": "matrix products in torch at the place named",
        "output": "sums in exact rationals",
    },
    examples=(ONE, DEEP),
    mutants=(
        Mutant("with biases", "a 1 added in every neuron", ONE, {"net": lambda w, x: other.net_with_biases(w, x)}),
        Mutant("ReLU at the end", "the output cannot be negative", NEGATIVE, {"net": lambda w, x: torch.relu(composed(w, x))}),
        Mutant("no ReLU", "a linear map", DEAD, {"net": other.linear_net}),
        Mutant("ReLU of the input", r"$\sigma(x)$ in place of $x$", TWICE, {"net": lambda w, x: composed(w, torch.relu(x))}),
    ),
)
def network(s, *, modules=sequential, net=composed, output=in_rationals):
    r"""For every $H \ge 1$, $W_1 \in \mathbb{R}^{m_1 \times d}$, $W_h \in \mathbb{R}^{m_h \times m_{h-1}}$,
    $W_{H+1} \in \mathbb{R}^{1 \times m_H}$ and $x \in \mathbb{R}^d$:
    $f(x; W_1, \dots, W_{H+1}) = W_{H+1} \sigma(W_H \cdots \sigma(W_1 x) \cdots) \in \mathbb{R}$, with $H$ hidden layers."""
    yield equal(modules(s.weights, s.x), output(s), scale=s.scale, label="modules")
    yield equal(net(s.weights, s.x), output(s), scale=s.scale, label="matrix products")
