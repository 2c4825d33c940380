"""L46 in batches: one layer times a number, another divided by it without rounding; outputs, and gradients of the half square."""

import torch

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import rescaled_batches as r
from claims.instances import training_batches as b


def rescale(s):
    """One layer multiplied by the factor and one divided by it, by torch; new leaves."""
    return s.rescaled(s.moves)


def only_weights(s):
    """Of networks with biases, written as bias-free ones, the weights rescaled and the biases left."""
    found = [w.detach().clone() for w in s.weights]
    for h, (w, after) in enumerate(zip(found, rescale(s), strict=True)):
        rows = len(w) - (h < len(found) - 1)
        w[:rows, :-1] = after[:rows, :-1].detach()
    return [w.requires_grad_() for w in found]


def both(s):
    """No layer divided: the other one multiplied as well."""
    p, q = s.factor
    return s.rescaled(s.moved((p, q), (q, p)))


def negative(s):
    """The factor with the other sign."""
    p, q = s.factor
    return s.rescaled(s.moved((-p, q), (-p, q)))


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


def rescaling(s, *, rescale=rescale, outputs=outputs, plain=lambda s: s.outputs[0], there=there, here=b.in_integers, turned=lambda p, q: (q, p)):
    """The claim's body over a batch; a layer's factor p/q is turned into that of its gradient, and whole numbers are compared."""
    weights = rescale(s)
    yield equal(outputs(s, weights), plain(s), label="f")
    for h, (g, before, move) in enumerate(zip(there(s, weights), here(s), s.moves, strict=True)):
        times, over = turned(*move)
        yield equal(g.double().cpu().numpy() * over, before * times, label=f"gradient of layer {h + 1}")


RESCALING = Sweep(
    family=r.rescaled(),
    route="torch's forward pass and autograd at the rescaled weights of distinct networks",
    judge="forward pass and product formula at the weights before, in integers, without torch",
    equations="the output and the gradient of every layer, for one network, sample, factor (2, 3, 4, 8, 10, 1/2 or 3/2) and pair of layers",
    file=__file__,
    checks=rescaling,
    mutants={
        "times 10 on both": Changed({"rescale": both}),
        "a negative number": Changed({"rescale": negative}),
        "biases left behind": Changed({"rescale": only_weights}, r.rescaled_with_biases()),
        "tanh": Changed({"outputs": with_tanh, "plain": lambda s: with_tanh(s, s.weights)}),
        "and one step of descent": Changed({"outputs": stepped, "plain": plainly_stepped}),
        "gradients like the layers": Changed({"turned": lambda p, q: (p, q)}),
        "the same gradients": Changed({"turned": lambda p, q: (1, 1)}),
    },
    cost=2,
)
