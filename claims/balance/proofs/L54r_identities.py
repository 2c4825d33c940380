"""L54r by machine: for every loss the layers balance, and the neurons; homogeneous layers of degree p; weight decay."""

from itertools import pairwise

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import batch, consecutive, masked
from claims.instances.symbols import vector

SIZE = "any differentiable loss, every pattern and slope at 0, all real weights and inputs, two samples"


@identity(
    "layers balance",
    size=f"{SIZE}, d = m = 3, H = 2",
    cost=3,
    mutants=(
        Neighbour("one layer's sign", "the last layer moves uphill", {"velocity": lambda r, net: [*net.gradients[:-1], -net.gradients[-1]]}),
        Neighbour(
            "weight decay",
            r"elements of $L + \frac12\|W\|^2$",
            {"velocity": lambda r, net: [g + w for g, w in zip(net.gradients, net.weights, strict=True)]},
        ),
        Neighbour(
            "other slopes backwards",
            "the pattern of the forward pass left out on the way back",
            {"velocity": lambda r, net: backwards_without_slopes(net)},
        ),
    ),
)
def layers(r, *, velocity=lambda r, net: net.gradients):
    r"""$\left\langle W_i, s_i \right\rangle = \left\langle W_j, s_j \right\rangle$ for all layers, where $s = \sum_n r_n \, \partial f(x_n; W)$ with
    arbitrary numbers $r_n$ in place of the derivatives of the loss and $\partial f$ by the product formula of L41r for any slopes."""
    net = batch(r, 3, 3, 3, 1)
    return consecutive([(w * v).sum() for w, v in zip(net.weights, velocity(r, net), strict=True)])


def backwards_without_slopes(net):
    """The gradients with all slopes 1 on the way back, and the pattern on the way forward: what a wrong backward pass returns."""
    found = []
    for sample in net.samples:
        ones = sample._replace(slopes=[a * 0 + 1 for a in sample.slopes])
        found.append([ones.gradients[0], *sample.gradients[1:]])
    return [net.residuals[0] * g + net.residuals[1] * k for g, k in zip(*found, strict=True)]


@identity(
    "neurons balance",
    size=f"{SIZE}, d = 2, m = 3, H = 2",
    cost=3,
    mutants=(
        Neighbour("the next neuron", "what leaves the neighbour of the neuron", {"out": lambda v: v.sum(0)[[1, 2, 0]]}),
        Neighbour("half on one side", r"$\frac12\|w_{\mathrm{in}}\|^2$ against $\|w_{\mathrm{out}}\|^2$", {"out": lambda v: 2 * v.sum(0)}),
    ),
)
def neurons(r, *, out=lambda v: v.sum(0)):
    r"""At every hidden neuron
    $\left\langle w_{\mathrm{in}}, s_{\mathrm{in}} \right\rangle = \left\langle w_{\mathrm{out}}, s_{\mathrm{out}} \right\rangle$
    (Du, Hu and Lee 2018, theorem 2.1)."""
    net = batch(r, 2, 3, 3, 1)
    products = [w * g for w, g in zip(net.weights, net.gradients, strict=True)]
    return [
        (f"neuron {k + 1} of layer {h + 1}", a, b)
        for h, (into, leaving) in enumerate(pairwise(products))
        for k, (a, b) in enumerate(zip(into.sum(1), out(leaving), strict=True))
    ]


@identity(
    "biases, with the corrected invariant",
    size=f"{SIZE}, d = m = 2, H = 1",
    mutants=(Neighbour("without the biases", "the plain statement", {"corrected": lambda bias: 0 * bias}),),
)
def biases(r, *, corrected=lambda bias: bias):
    r"""With biases $b$ in the hidden layer, $\left\langle w_{\mathrm{in}}, s_{\mathrm{in}} \right\rangle + b \, s_b =
    \left\langle w_{\mathrm{out}}, s_{\mathrm{out}} \right\rangle$ at every hidden neuron:
    $\|w_{\mathrm{in}}\|^2 + b^2 - \|w_{\mathrm{out}}\|^2$ is conserved."""
    net = batch(r, 3, 2, 1)  # the third coordinate of each input is 1: its column of W_1 holds the biases
    net = net.each(lambda s: s._replace(x=r.array([s.x[0], s.x[1], r.number(1)])))
    into, leaving = (w * g for w, g in zip(net.weights, net.gradients, strict=True))
    return [(f"neuron {k + 1}", into[k, 0] + into[k, 1] + corrected(into[k, 2]), leaving[0, k]) for k in range(2)]


@identity(
    "layers of degree p",
    size="every slope at 0, all real weights and inputs, d = m = 2, H = 1, degrees 2 and 1",
    mutants=(Neighbour("the same weight for both", r"$\|W_1\|^2 - \|W_2\|^2$", {"degree": 1}),),
)
def degrees(r, *, degree=2):
    r"""For $f = W_2 A (W_1 \circ W_1) x$, of degree 2 in $W_1$ and 1 in $W_2$: $\frac12 \left\langle W_1, \partial f / \partial W_1 \right\rangle =
    \left\langle W_2, \partial f / \partial W_2 \right\rangle$, so that $\|W_1\|^2 / 2 - \|W_2\|^2$ is conserved."""
    net = masked(r, 2, 2, 1)
    squares = net._replace(weights=[net.weights[0] * net.weights[0], net.weights[1]])
    first, last = squares.gradients
    return [("both layers", (net.weights[0] * 2 * net.weights[0] * first).sum(), degree * (net.weights[1] * last).sum())]


@identity(
    "weight decay",
    size=f"{SIZE}, d = m = 2, H = 2, every decay",
    mutants=(Neighbour("half the rate", r"$-2 \lambda D$", {"rate": 2}), Neighbour("no decay", "as if D were conserved", {"rate": 0})),
)
def decay(r, *, rate=4):
    r"""Along the flow of $L + \lambda \|W\|^2$ the differences $D = \|W_i\|^2 - \|W_j\|^2$ obey $\dot D = -4 \lambda D$."""
    lam, net = r.real("lam"), batch(r, 2, 2, 2, 1)
    speeds = [(2 * w * -(g + 2 * lam * w)).sum() for w, g in zip(net.weights, net.gradients, strict=True)]
    norms = [(w * w).sum() for w in net.weights]
    return [(f"layers {h + 1} and {h + 2}", speeds[h] - speeds[h + 1], -rate * lam * (norms[h] - norms[h + 1])) for h in range(2)]


@identity(
    "linear networks, matrix by matrix",
    size="any differentiable loss, no activation, all real weights and inputs, d = m = 2, H = 2, two samples",
    cost=5,
    mutants=(Neighbour("with slopes", "off the diagonal the statement needs the identity as activation", {"slopes": lambda a: a}),),
)
def linear(r, *, slopes=lambda a: a * 0 + 1):
    r"""For $f = W_3 W_2 W_1 x$ not only the norms balance: $s_i W_i^T = W_{i+1}^T s_{i+1}$, so that $W_i W_i^T - W_{i+1}^T W_{i+1}$,
    whose velocity is minus the difference of the two sides and of their transposes, is conserved."""
    net = batch(r, 2, 2, 2, 1)
    net = net.each(lambda s: s._replace(slopes=[slopes(a) for a in s.slopes]))
    sides = []
    for h, ((w, g), (v, k)) in enumerate(pairwise(zip(net.weights, net.gradients, strict=True))):
        left, right = g @ w.T, v.T @ k
        sides += [(f"layers {h + 1} and {h + 2}, entry {i + 1} {j + 1}", left[i, j], right[i, j]) for i in range(2) for j in range(2)]
    return sides


@identity(
    "a convolution",
    size="every slope, all real weights and inputs, three positions, a kernel of two weights, one output layer",
    mutants=(Neighbour("weights not shared", "one of the two places of the kernel trained alone", {"places": lambda a, b: (a, 0 * b)}),),
)
def convolution(r, *, places=lambda a, b: (a, b)):
    r"""A convolution with a shared kernel $k$ balances as a layer: $\left\langle k, \partial f / \partial k \right\rangle =
    \left\langle v, \partial f / \partial v \right\rangle$ for $f = \sum_p v_p a_p (k_1 x_p + k_2 x_{p+1})$."""
    k, v, a, x = vector(r, "k", 2), vector(r, "v", 3), vector(r, "a", 3), vector(r, "x", 4)
    parts = [places(v[p] * a[p] * x[p] * k[0], v[p] * a[p] * x[p + 1] * k[1]) for p in range(3)]
    out = [v[p] * a[p] * (k[0] * x[p] + k[1] * x[p + 1]) for p in range(3)]
    return [("kernel and output layer", sum(s + t for s, t in parts), sum(out))]


OBLIGATIONS = (layers, neurons, biases, degrees, decay, linear, convolution)
