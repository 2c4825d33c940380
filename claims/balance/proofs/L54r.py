"""L54r by machine: the gradient of a loss balances the layers, and every hidden neuron."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import dot, reals, weights


@smt(
    "two samples, three layers",
    size="all reals, all widths 1, H = 2, two samples, every slope at 0, every residual",
    mutants=(
        Neighbour("another residual", "the last layer with that of the other sample", {"last": lambda residuals: residuals[::-1]}),
        Neighbour("twice the last layer", "a layer of degree 2", {"weight": 2}),
    ),
)
def layers_balance(r, *, last=lambda residuals: residuals, weight=1):
    r"""For $f = w_3\,\sigma(w_2\,\sigma(w_1 x))$, samples $x_1, x_2$, any residuals $r_n$ in place of $\ell'$,
    and $G_i = \sum_n r_n\,\partial f(x_n) / \partial w_i$:
    $w_1 G_1 = w_2 G_2 = w_3 G_3$."""
    layers, c = weights(r, 1, 1, 1, 1), r.real("c")
    samples, residuals = reals(r, "x1 x2"), reals(r, "r1 r2")
    found = [r.gradients(layers, r.array([x]), c) for x in samples]
    first, second, third = (
        layers[i][0, 0] * sum(u * g[i][0, 0] for u, g in zip(last(residuals) if i == 2 else residuals, found, strict=True)) for i in range(3)
    )
    return [], r.every(first == second, second == weight * third)


@smt(
    "each neuron, by cases",
    size="all reals, d = 2, m = 2, H = 1, two samples, every residual",
    mutants=(
        Neighbour("the neurons swapped", "the row of one with the column of the other", {"column": lambda k: 1 - k}),
        Neighbour("a bias", "the rows without their biases", {"bias": True}),
    ),
)
def neurons_balance(r, *, column=lambda k: k, bias=False):
    r"""For $f = \sum_k v_k\,\sigma(\langle w_k, x \rangle)$ and any residuals: $\langle w_k, \sum_n r_n\,\partial f(x_n) / \partial w_k \rangle
    = v_k \sum_n r_n\,\partial f(x_n) / \partial v_k$ for each neuron $k$."""
    layers, residuals = weights(r, 2, 2, 1), reals(r, "r1 r2")
    samples = [r.array([r.real(f"{name}1"), r.number(1) if bias else r.real(f"{name}2")]) for name in "xz"]
    found = [r.gradients(layers, x) for x in samples]
    first = [sum((g[0] * u for u, g in zip(residuals, found, strict=True)), layers[0] * 0)][0]
    last = [sum((g[1] * u for u, g in zip(residuals, found, strict=True)), layers[1] * 0)][0]

    def balanced(k):
        rows = layers[0][k][:1], first[k][:1]
        left = dot(*rows) if bias else dot(layers[0][k], first[k])
        return left == layers[1][0, column(k)] * last[0, column(k)]

    return [], r.every(balanced(0), balanced(1))


OBLIGATIONS = (layers_balance, neurons_balance)
