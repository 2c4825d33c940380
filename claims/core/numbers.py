"""The numbers of one instance, for the body of an obligation: rationals, and torch tensors.

A solver's model is run again with them, outside of the solver: through `impl` in rationals, and through torch's own relu and
autograd in cpu float64, where the model's numbers are exact. A variable that the model leaves open is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from flint import fmpq

from claims.core.terms import each
from impl.networks import layer_gradients, output, preactivations, relu
from impl.place import Place
from impl.rationals import ONE, ZERO

Model = Mapping[str, fmpq]
FLOAT64 = Place("cpu", "float64")


class NotReplayable(ValueError):
    """A body that cannot be run again at one instance: it speaks of all numbers, or the numbers are not exact in the format."""


class Rationals:
    """The rational numbers of a model. The methods are those of `claims.core.terms.Terms`."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def real(self, name: str) -> Any:
        return self.model.get(name, ZERO)

    def number(self, p: int, q: int = 1) -> Any:
        return fmpq(p, q)

    def function(self, name: str) -> Any:
        raise NotReplayable(f"a function ({name}) was to be run at one instance; allowed: numbers")

    def array(self, values: Any) -> Any:
        return np.array(values, dtype=object)

    def where(self, condition: Any, yes: Any, no: Any) -> Any:
        return yes if condition else no

    def relu(self, z: Any) -> Any:
        return relu(z) if isinstance(z, np.ndarray) else max(z, ZERO)

    def slopes(self, z: Any, at_zero: Any = 0) -> Any:
        return each(lambda t: ONE if t > 0 else ZERO if t < 0 else at_zero + ZERO, z)

    def gradients(self, weights: Sequence[Any], x: Any, at_zero: Any = 0) -> list[Any]:
        masks = [self.slopes(z, at_zero) for z in preactivations(weights, x, self.relu)[:-1]]
        return layer_gradients(weights, masks, x)

    def every(self, *conditions: Any) -> bool:
        return all(bool(c) for c in conditions)

    def some(self, *conditions: Any) -> bool:
        return any(bool(c) for c in conditions)

    def no(self, condition: Any) -> bool:
        return not condition

    def same(self, left: Any, right: Any) -> bool:
        return bool(left) == bool(right)

    def for_all(self, what: Callable[..., Any]) -> Any:
        raise NotReplayable("a statement about all real numbers cannot be run at one instance")

    there_is = for_all


class Tensors(Rationals):
    """The same numbers as torch tensors of cpu float64. Raises NotReplayable where a number is not exact in that format."""

    def real(self, name: str) -> Any:
        return self.lifted(self.model.get(name, ZERO))

    def number(self, p: int, q: int = 1) -> Any:
        return self.lifted(fmpq(p, q))

    def lifted(self, value: fmpq) -> torch.Tensor:
        """The rational as a tensor of shape ()."""
        try:
            return FLOAT64.tensor(value)
        except ValueError as error:
            raise NotReplayable(str(error)) from error

    def array(self, values: Any) -> Any:
        return torch.stack([self.array(v) if isinstance(v, list) else self.lifted(fmpq(v)) if isinstance(v, int) else v for v in values])

    def where(self, condition: Any, yes: Any, no: Any) -> Any:
        return torch.where(torch.as_tensor(condition), yes, no)

    def relu(self, z: Any) -> Any:
        return torch.relu(z)

    def slopes(self, z: Any, at_zero: Any = 0) -> Any:
        return torch.heaviside(z, torch.as_tensor(at_zero, dtype=z.dtype))

    def gradients(self, weights: Sequence[Any], x: Any, at_zero: Any = 0) -> list[Any]:
        """What torch's autograd returns. Raises NotReplayable at a kink with another slope at 0 than its own, which is 0."""
        if at_zero != 0 and any(bool((z == 0).any()) for z in preactivations(weights, x, torch.relu)[:-1]):
            raise NotReplayable(f"the slope {float(at_zero)} at 0 was asked for; torch takes 0")
        leaves = [w.detach().requires_grad_() for w in weights]
        return list(torch.autograd.grad(output(leaves, x, torch.relu).sum(), leaves))
