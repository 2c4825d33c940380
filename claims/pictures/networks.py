"""Networks in the plane of two weights: differentials in a layer, and Clarke differentials of a loss."""

from __future__ import annotations

from typing import Any

from claims.core.pictures import Picture, plane, series
from claims.instances import layer_differentials as d
from claims.instances.loss_elements import by_engine
from claims.instances.loss_elements import by_torch as backpropagated
from claims.instances.networks import NetworkAtPoint, network_at
from claims.instances.one_factor import OneFactor, OneFactorAt
from claims.instances.training import Training
from claims.instances.training_runs import training_at
from claims.pictures.in_the_plane import polygon, told
from claims.pictures.on_the_line import CPU, Function
from impl.polytope import Polytope
from impl.rationals import dot, rational, vector


def in_one_layer(instance: NetworkAtPoint, layer: int, *, name: str) -> Function:
    """For a layer of two weights: the Clarke differential of f in it alone, the components of the one in all weights, and what torch returns."""

    def drawn(budget: Any) -> Picture:
        s = network_at(instance, CPU)
        alone, together, returned = d.in_the_layer_alone(s, layer), d.in_all_weights(s, layer), d.by_torch(s, layer)
        inside = [bool(Polytope.hull(points).contains(returned)) for points in (alone, together)]
        parts = [
            polygon(f"in all weights, the components of W_{layer + 1}", together),
            polygon(f"in W_{layer + 1} alone", alone),
            series(f"torch returns {told(returned)}", "returned", [returned]),
        ]
        words = (
            f"The network W_1 = {instance.weights[0]}, … at x = {instance.x}. In W_{layer + 1} alone the Clarke differential has the vertices "
            f"{', '.join(map(told, Polytope.hull(alone).vertices))}; the W_{layer + 1}-components of the one in all weights have "
            f"{', '.join(map(told, Polytope.hull(together).vertices))}. Torch's backpropagation returns {told(returned)}: "
            f"{'in' if inside[0] else 'not in'} the first, {'in' if inside[1] else 'not in'} the second."
        )
        return plane(name, f"Two meanings of a derivative in W_{layer + 1}", words, parts, x_label="first weight", y_label="second weight")

    return drawn


def balance(instance: Training, *, name: str, show: str = "balance") -> Function:
    """For two layers of one weight: the Clarke differential of the loss, and the line on which the layers balance (or the lemma's two lines)."""

    def drawn(budget: Any) -> Picture:
        s = training_at(instance, CPU)
        w = [layer[0][0] for layer in s.exact.weights]
        elements = [tuple(layer[0][0] for layer in element) for element in by_engine(s)]
        returned = vector(layer.item() for layer in backpropagated(s))
        predictions = s.exact.preactivations[-1][0]
        value = dot(s.loss.derivative(predictions, s.exact.targets), predictions)
        reach = 1 + max(abs(c) for e in (*elements, returned) for c in e)
        parts = [polygon("∂L, the hull of the limiting gradients", elements)]
        if show == "balance":
            direction = (w[1], w[0])  # w_1 s_1 = w_2 s_2
            size = max(abs(c) for c in direction)
            ends = [tuple(k * reach / size * c for c in direction) for k in (-1, 1)]
            parts.append(series("w₁s₁ = w₂s₂: the layers balance", "claimed", ends))
        else:
            for k, c in enumerate(w):
                if c:
                    ends = [(value / c, -reach), (value / c, reach)] if k == 0 else [(-reach, value / c), (reach, value / c)]
                    parts.append(series(f"w{'₁₂'[k]}s{'₁₂'[k]} = Σ ℓ'f = {value}", "claimed", ends))
        parts += [
            series("limiting gradients", "point", sorted(set(elements))),
            series(f"torch returns {told(returned)}", "returned", [returned]),
        ]
        inside = bool(Polytope.hull(elements).contains(returned))
        words = (
            f"The loss of the network f(x) = w₂σ(w₁x) at w = {told(w)} with the data {instance.inputs} and {instance.targets}: its limiting "
            "gradients "
            f"{', '.join(map(told, sorted(set(elements))))} and their hull. The pairings w₁s₁ and w₂s₂ are "
            f"{', '.join(f'{w[0] * e[0]} and {w[1] * e[1]}' for e in sorted(set(elements)))}; Σ ℓ'f = {value}. "
            f"Torch's backpropagation returns {told(returned)}, {'an element' if inside else 'no element'}."
        )
        return plane(name, "The Clarke differential of a loss", words, parts, x_label="s₁", y_label="s₂")

    return drawn


def one_factor_only(instance: OneFactor, *, name: str = "one-factor") -> Function:
    """The g of the counterexample: it doubles where its argument doubles, and is no straight line between."""
    from claims.core.pictures import curves

    def drawn(budget: Any) -> Picture:
        s = OneFactorAt(instance, CPU)
        points = [rational(k) / 32 for k in range(16, 129)]
        values = [(t, s.g(CPU.tensor([t])[0])) for t in points]
        doubles = [(t, s.g(CPU.tensor([t])[0])) for t in map(rational, (0.5, 1, 2, 4))]
        parts = [
            series("g(w)", "data", values),
            series("w: homogeneous for every factor", "claimed", [(rational(0.5), rational(0.5)), (rational(4), rational(4))]),
            series("w = 1/2, 1, 2, 4", "point", doubles),
        ]
        at = instance.w[0]
        words = (
            f"g with g(2w) = 2g(w), g(1) = 1 and g(3/2) = {instance.middle:g}, beside the straight line; the counterexample is at w = {at:g}, "
            "off both."
        )
        return curves(name, "Homogeneous for the factor 2 alone", words, parts, x_label="w", y_label="g(w)")

    return drawn
