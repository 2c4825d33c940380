"""The slow twin for whole models: every pattern of the tied units, its gradient by torch on masked units, one exact linear program each.

Nothing of the graph, its germ or its cones is used: torch multiplies by masks that do not depend on x, so that each pattern is an
affine function; a pattern counts where some direction v has <row, v> > 0 for all rows, the signed gradients of what ties.
"""

from __future__ import annotations

from itertools import product

import torch

from impl.certificates import Interior
from impl.exact_lp import strictly_feasible
from impl.rationals import vector


class Plain:
    """Torch's own relu and max-pool."""

    relu = staticmethod(torch.relu)

    @staticmethod
    def pool(z):
        return torch.nn.functional.max_pool2d(z, 2)


class Ties:
    """Relus and max-pools that choose at ties: `chosen`, one number a tie in the order of the calls; without it they are torch's own."""

    def __init__(self, chosen=None):
        self.chosen = chosen
        self.rows = []  # what is to be > 0 for the pattern chosen, as tensors of one entry
        self.options = []  # how many choices each tie has

    def _next(self, options):
        self.options.append(options)
        return 0 if self.chosen is None else self.chosen[len(self.options) - 1]

    def relu(self, z):
        mask = (z > 0).to(z.dtype)
        for place in (z == 0).nonzero().tolist():
            on = self._next(2)
            mask[tuple(place)] = on
            self.rows.append(z[tuple(place)] if on else -z[tuple(place)])
        return torch.relu(z) if self.chosen is None else z * mask

    def pool(self, z):
        n, c, h, w = z.shape
        windows = z.reshape(n, c, h // 2, 2, w // 2, 2).permute(0, 1, 2, 4, 3, 5).reshape(n, c, h // 2, w // 2, 4)
        largest, where = windows.max(-1)
        for place in ((windows == largest[..., None]).sum(-1) > 1).nonzero().tolist():
            window = windows[tuple(place)]
            tied = (window == window.max()).nonzero().flatten().tolist()
            if window.max().item() == 0:
                continue  # after a relu: units that are off, and each of them has its own rows
            winner = tied[self._next(len(tied))]
            where[tuple(place)] = winner
            self.rows += [window[winner] - window[i] for i in tied if i != winner]
        return Plain.pool(z) if self.chosen is None else windows.gather(-1, where[..., None])[..., 0]


def options(model):
    """How many choices each tie of the model has at its point."""
    ties = Ties()
    model.net(model.x, ties)
    return ties.options


def feasible_gradient(model, chosen):
    """The gradient of the pattern `chosen`, as rationals, or None where no direction takes it."""
    x, ties = model.x.clone().requires_grad_(), Ties(chosen)
    output = model.net(x, ties)

    def gradient(value):
        return vector(torch.autograd.grad(value, x, retain_graph=True)[0])

    rows = [row for row in map(gradient, ties.rows) if any(row)]
    return gradient(output) if isinstance(strictly_feasible(rows, len(x)), Interior) else None


def by_patterns(model):
    """The limiting gradients: one linear program for each full pattern."""
    found = (feasible_gradient(model, chosen) for chosen in product(*map(range, options(model))))
    return {g for g in found if g is not None}


def by_sampling(model, count, generator):
    """Gradients that torch returns at points near the model's, where it has one."""
    found = set()
    for _ in range(count):
        step = torch.randint(-(2**12), 2**12 + 1, model.x.shape, generator=generator).double() * 2.0**-30
        x = (model.x + step).requires_grad_()
        ties = Ties()
        output = model.net(x, ties)
        if not ties.options:
            found.add(vector(torch.autograd.grad(output, x)[0]))
    return found
