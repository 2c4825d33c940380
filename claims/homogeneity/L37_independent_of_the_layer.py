"""L37: the inner product of a layer with its gradient is the same for all layers."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import pairings as p
from claims.instances import vector_networks as v
from impl.networks import inner, squared_norm

TWO = v.VectorNetwork(weights=(((1, 2), (3, -1)), ((1, 1), (2, -1))), x=(1, 0), c=(1, -1))
DEAD = v.VectorNetwork(weights=(((-1,),), ((1,),)), x=(1,), c=(1,))
SKEW = v.VectorNetwork(weights=(((1, 2), (0, 1)), ((1, 1), (0, 1)), ((1, 1),)), x=(1, 1), c=(2,))


@claim(
    "L37",
    "Independent of the layer",
    slide="Positive Homogeneity (fact: independent of h)",
    reading="Pair any layer with its gradient and any other with its own: the two numbers agree. So it is for each combination of several outputs.",
    truth=Truth.TRUE,
    why=r"Typed as in L36r, or with several outputs and any cotangent $c$ in place of the typing.",
    proof=r"Both are the derivative of $f(x; \dots, \alpha W, \dots)$ at $\alpha = 1$, which is $\langle c, f \rangle$ for every layer (L34).",
    for_all=v.vector_networks(),
    build=v.vector_network_at,
    kinks=Kinks(),
    uses=("L34",),
    routes={
        "gradients": "torch autograd at the place named, paired with layer h",
        "quotients": r"exact central differences of $\langle c, f(x; \dots, \alpha W_k, \dots) \rangle$ at $\alpha = 1$ in rationals, for $k \ne h$",
    },
    examples=(TWO, DEAD, SKEW),
    mutants=(
        Mutant("squared norms", r"$\|\partial f / \partial W_h\|^2$ independent of h", TWO, {"pair": lambda w, g: squared_norm(g)}),
        Mutant("W_h transposed", "the layer paired with its transposed gradient", SKEW, {"pair": p.transposed}),
        Mutant("A_H dropped", "the slopes of the last hidden layer left out of the gradients", DEAD, {"gradients": v.last_slopes_dropped}),
        Mutant("any pattern", "slopes that have nothing to do with the point, forwards and backwards", parts=v.ANY_PATTERN, equivalent=v.LINEAR),
    ),
    blind=(r"the pattern, if it is wrong forwards and backwards, and the value of $\sigma'(0)$: L38r, L39r and L40 see them",),
)
def independent(s, *, gradients=v.by_autograd, quotients=v.along_layers, pair=inner):
    r"""For all layers $h \ne k$ and every cotangent $c$:
    $\left\langle W_h, \frac{\partial \langle c, f \rangle}{\partial W_h} \right\rangle =
    \left\langle W_k, \frac{\partial \langle c, f \rangle}{\partial W_k} \right\rangle$."""
    found, along = gradients(s), quotients(s)
    for h in s.layers:
        others = [along[k] for k in s.layers if k != h]
        yield equal([pair(s.weights[h], found[h])] * len(others), others, scale=s.pairing_scale(h), label=f"layer {h + 1} and the others")
