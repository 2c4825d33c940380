"""L46 in batches: one layer times a power of two, another divided by it; outputs, and gradients of the half square."""

import torch

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import training_batches as b


def rescale(s):
    """What each layer is multiplied by."""
    return s.moves


def weights_of(s, moves):
    """The layers multiplied by torch, new leaves."""
    return [(w.detach() * s.tensor(a)).requires_grad_() for w, a in zip(s.weights, moves, strict=True)]


def outputs(s, weights):
    """f by torch's forward pass, shape (B,)."""
    return b.predictions(s, weights)[0].detach()


def there(s, weights):
    """grad L at the rescaled weights by torch autograd."""
    f = b.predictions(s, weights)[0] - s.targets[0]
    return torch.autograd.grad((f * f / 2).sum(), weights)


def stepped(s, weights):
    """f after one step of descent at rate 1 from the rescaled weights."""
    return outputs(s, [w.detach() - g for w, g in zip(weights, there(s, weights), strict=True)])


def plainly_stepped(s):
    """f after one step of descent at rate 1 from the weights before, by torch in float64."""
    moved = [torch.from_numpy(w - g).double() for w, g in zip(s.whole, b.in_integers(s), strict=True)]
    h = torch.from_numpy(s.exact[0].x).double()
    for w in moved[:-1]:
        h = torch.relu((w * h).sum(1))
    return (moved[-1] * h).sum(1)[0].numpy()


def with_tanh(s, weights):
    """f with tanh for the activation."""
    return b.predictions(s, weights, torch.tanh)[0].detach()


def rescaling(s, *, rescale=rescale, outputs=outputs, plain=lambda s: s.outputs[0], there=there, here=b.in_integers, turned=lambda a: 1 / a):
    """The claim's body over a batch; every factor is a power of two."""
    moves = rescale(s)
    weights = weights_of(s, moves)
    yield equal(outputs(s, weights), plain(s), label="f")
    for h, (g, before, a) in enumerate(zip(there(s, weights), here(s), s.moves, strict=True)):
        yield equal(g, before * turned(a), label=f"gradient of layer {h + 1}")


RESCALING = Sweep(
    family=b.rescaled(),
    route="torch's forward pass and autograd at the rescaled weights of distinct networks",
    judge="forward pass and product formula in integers by numpy at the weights before",
    equations="the output and the gradient of every layer, for one network, sample, factor (a power of two) and pair of layers",
    file=__file__,
    checks=rescaling,
    mutants={
        "times 10 on both": Changed({"rescale": lambda s: s.moved(s.factor, s.factor)}),
        "a negative number": Changed({"rescale": lambda s: s.moved(-s.factor, -1 / s.factor)}),
        "tanh": Changed({"outputs": with_tanh, "plain": lambda s: with_tanh(s, s.weights)}),
        "and one step of descent": Changed({"outputs": stepped, "plain": plainly_stepped}),
        "gradients like the layers": Changed({"turned": lambda a: a}),
        "the same gradients": Changed({"turned": lambda a: 1}),
    },
    unseen={"biases left behind": "networks with biases are another class of instances, which the search draws"},
    cost=2,
)
