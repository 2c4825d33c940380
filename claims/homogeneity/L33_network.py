"""L33: the multi-layer ReLU network, as the slide types it, and L33r, typed so that its output is a number."""

import torch

from claims.core.check import equal, typed
from claims.core.claim import Control, Expect, Mutant, Truth, claim
from claims.instances import network_variants as other
from claims.instances.networks import (
    NetworkAtPoint,
    composed,
    in_rationals,
    network_at,
    networks_at_points,
    sequential,
    square_networks,
    untyped_network_at,
)

ONE = NetworkAtPoint(weights=(((1, 2), (3, -1)), ((1, 1),)), x=(1, 0))
DEEP = NetworkAtPoint(weights=(((1, 2),), ((2,), (1,)), ((1, -1),)), x=(1, 1))
SQUARE = NetworkAtPoint(weights=(((1, 0), (0, 1)), ((1, 1), (1, -1))), x=(1, 2))
LONG = NetworkAtPoint(weights=SQUARE.weights, x=(1, 2, 3))
MINUS, NEGATIVE = NetworkAtPoint(weights=(((-1,),), ((1,),)), x=(1,)), NetworkAtPoint(weights=(((1,),), ((-1,),)), x=(1,))
TWICE = NetworkAtPoint(weights=(((-1,),), ((1,),)), x=(-1,))


@claim(
    "L33",
    "A multi-layer ReLU network, all layers square",
    slide="Positive Homogeneity (multi-layer ReLU)",
    reading="Apply square matrices and ReLUs in turn, a square matrix last: the result is one number.",
    truth=Truth.INCOMPLETE,
    why=r"With $W_h \in \mathbb{R}^{m \times m}$ for every $h$ the output has $m$ entries, and $W_1 x$ needs $d = m$. For a number the last layer "
    r"must be $1 \times m$, or $f$ is replaced by $\langle c, f \rangle$, which is the same with $c^\top W_{H+1}$ as last layer.",
    repair="L33r",
    expect=Expect.UNTYPED,
    for_all=square_networks(),
    build=untyped_network_at,
    routes={"net": "torch at the place named, as one number", "output": "forward pass in exact rationals, where there is one"},
    examples=(SQUARE, LONG),
    controls=(Control("one row last", "typed as in L33r", (ONE, DEEP), networks_at_points()),),
    cost=4,
)
def square_network(s, *, net=lambda s: composed(s.weights, s.x).item(), output=in_rationals):
    r"""For every $H$, $m$ and $d$, every $W_1, \dots, W_{H+1} \in \mathbb{R}^{m \times m}$ and $x \in \mathbb{R}^d$:
    $f(x; W_1, \dots, W_{H+1}) = W_{H+1} \sigma(W_H \cdots \sigma(W_1 x) \cdots) \in \mathbb{R}$."""
    number = typed(lambda: net(s))
    yield number
    if not number.untyped:
        yield equal(number.found, output(s), scale=s.scale)


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
        Mutant("no ReLU", "a linear map", MINUS, {"net": other.linear_net}),
        Mutant(
            "ReLU of the input",
            r"$\sigma(x)$ in place of $x$",
            NetworkAtPoint((((-1,),), ((1,),)), (-1,)),
            {"net": lambda w, x: composed(w, torch.relu(x))},
        ),
    ),
    cost=2,
)
def network(s, *, modules=sequential, net=composed, output=in_rationals):
    r"""For every $H \ge 1$, $W_1 \in \mathbb{R}^{m_1 \times d}$, $W_h \in \mathbb{R}^{m_h \times m_{h-1}}$,
    $W_{H+1} \in \mathbb{R}^{1 \times m_H}$ and $x \in \mathbb{R}^d$:
    $f(x; W_1, \dots, W_{H+1}) = W_{H+1} \sigma(W_H \cdots \sigma(W_1 x) \cdots) \in \mathbb{R}$, with $H$ hidden layers."""
    yield equal(modules(s.weights, s.x), output(s), scale=s.scale, label="modules")
    yield equal(net(s.weights, s.x), output(s), scale=s.scale, label="matrix products")
