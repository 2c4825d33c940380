"""L41r: the gradient of a layer as a product of two factors, both transposed."""

from claims.core.check import equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances import layer_gradients as g
from claims.instances.named_networks import NARROW, ONE, SKEW, TIED
from claims.instances.networks import NetworkAtPoint, network_at, networks_at_points

OFF = NetworkAtPoint(weights=(((-1, 0), (0, 1)), ((1, 1),)), x=(1, 1))


@claim(
    "L41r",
    "The gradient of a layer",
    slide="Positive Homogeneity (proof of the fact)",
    reading="The gradient of a layer is what comes after it times what comes before it, each transposed.",
    truth=Truth.REPAIR,
    why="Where a preactivation is 0, the formula (with slope 0 there) is what backpropagation returns, and need not be a derivative.",
    proof=r"While no preactivation changes sign, the masked product (L40) is linear in $W_h$: $f = u W_h v$, so its gradient is $u^\top v^\top$.",
    for_all=networks_at_points(),
    build=network_at,
    uses=("L40",),
    routes={
        "gradients": "torch autograd at the place named",
        "products": "torch's einsum of the two factors, without autograd",
        "quotients": "exact central differences in rationals, entry by entry, where no preactivation is 0",
    },
    examples=(ONE, SKEW, OFF, NARROW, TIED),
    mutants=(
        Mutant("one transpose more", r"$v u$ in place of $u^\top v^\top$, for square layers", SKEW, {"products": g.transposed}),
        Mutant("A_{h-1} dropped", "the second factor stops at $W_{h-1}$", OFF, {"products": g.without_last_slopes}),
        Mutant("W_h in the first factor", r"$(W_{H+1} A_H \cdots W_{h+1} A_h W_h)$, for square layers", SKEW, {"products": g.with_the_layer}),
        Mutant("at ties too", "the formula is taken for the derivative where a preactivation is 0", TIED, {"premise": lambda s: True}),
    ),
    blind=(r"$\sigma'(0)$: off ties it does not enter, at ties the formula follows the convention of torch",),
)
def gradient_formula(s, *, gradients=g.backpropagated, products=g.by_einsum, quotients=lambda s: g.differences(s).entries, premise=g.off_kinks):
    r"""For every layer $h = 1, \dots, H+1$: backpropagation returns
    $(W_{H+1} A_H \cdots W_{h+1} A_h)^\top (A_{h-1} W_{h-1} \cdots A_1 W_1 x)^\top$ with $\sigma'(0) = 0$ in $A_1, \dots, A_H$; and where no
    preactivation is 0, this is $\frac{\partial f}{\partial W_h}$. (Empty products: $x^\top$ on the right for $h = 1$, 1 on the left for $H+1$.)"""
    found, formula = gradients(s), products(s)
    for h in s.layers:
        yield equal(formula[h], found[h], scale=s.gradient_scale(h), label=f"layer {h + 1}, the formula and autograd")
        if premise(s):
            yield equal(formula[h], quotients(s)[h], scale=s.gradient_scale(h), label=f"layer {h + 1}, the formula and differences")
