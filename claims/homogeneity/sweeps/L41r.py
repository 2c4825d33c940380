"""L41r in batches: backpropagation and torch's product formula, entry by entry, against the formula in integers."""

import numpy as np
import torch

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import network_batch_routes as r
from claims.instances.network_batches import family
from impl import networks


def off_ties(s):
    """Whether no preactivation is 0, shape (B,)."""
    return ~np.concatenate(s.ties).any(0)


def in_integers(s):
    """The formula in integers."""
    return s.exact.gradients()


def differences(s):
    """Central differences in integers, doubled."""
    return s.exact.differences()


def gradient_formula(s, *, gradients=r.by_autograd, products=r.by_products, judged=in_integers, quotients=differences, premise=off_ties):
    """The claim's equations with the convention of torch at ties, and with central differences where the premise holds."""
    found, formula, claimed = gradients(s), products(s), judged(s)
    met, moved = premise(s), quotients(s)
    for h in s.layers:
        yield equal(found[h], claimed[h], label=f"layer {h + 1}, autograd and the formula in integers")
        yield equal(formula[h], claimed[h], label=f"layer {h + 1}, the formula by torch and in integers")
        yield equal(2 * formula[h].double().cpu().numpy() * met, moved[h] * met, label=f"layer {h + 1}, the formula by torch and differences")


def transposed(s):
    """The formula with one transpose more, for square layers."""
    return [g.transpose(0, 1) if g.shape[0] == g.shape[1] else g for g in r.by_products(s)]


def without_last_slopes(s):
    """The formula without A_{h-1}."""
    masks = r.slopes(s)
    with torch.no_grad():
        backs = networks.cotangents(s.weights, masks)
        ahead = [s.x, *(networks.apply(w, v) for w, v in zip(s.weights, networks.layer_inputs(s.weights, masks, s.x), strict=True))]
        return [back[:, None] * v[None] for back, v in zip(backs, ahead, strict=False)]


def with_the_layer(s):
    """The formula with W_h in the first factor, for square layers."""
    masks = r.slopes(s)
    with torch.no_grad():
        pairs = zip(networks.cotangents(s.weights, masks), s.weights, networks.layer_inputs(s.weights, masks, s.x), strict=True)
        return [((w * u[:, None]).sum(0) if w.shape[0] == w.shape[1] else u)[:, None] * v[None] for u, w, v in pairs]


GRADIENT_FORMULA = Sweep(
    family=family(depths=(1, 2)),
    route="torch autograd, and torch's products without autograd, on distinct networks",
    judge="in integers, without torch: the product formula, slope 0 at ties, and central differences off ties",
    equations="every entry of every layer's gradient of one network at one point, twice, and off ties three times",
    file=__file__,
    checks=gradient_formula,
    mutants={
        "one transpose more": Changed({"products": transposed}),
        "A_{h-1} dropped": Changed({"products": without_last_slopes}),
        "W_h in the first factor": Changed({"products": with_the_layer}),
        "at ties too": Changed({"premise": lambda s: np.ones(s.count, dtype=bool)}),
    },
    cost=2,
)
