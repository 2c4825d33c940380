"""Real numbers as z3 terms: the kind of number with which the body of an obligation becomes a question to a solver.

A body, `body(r)`, is written once for three kinds of number `r`, which have the same methods: `Terms` here, and the
rationals and torch tensors of `claims.core.numbers`, with which it is the statement at one instance. Vectors and matrices of
terms are numpy object arrays, so that the functions of `impl.networks` serve terms, too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from impl.networks import layer_gradients, preactivations


class Terms:
    """z3 terms in a context of their own; `variables` are those asked for so far. Raises ImportError without z3."""

    def __init__(self) -> None:
        import z3

        self.z3, self.context = z3, z3.Context()
        self.variables: dict[str, Any] = {}
        self._bound = 0

    def real(self, name: str) -> Any:
        """The real number called `name`."""
        return self.variables.setdefault(name, self.z3.Real(name, self.context))

    def number(self, p: int, q: int = 1) -> Any:
        """The rational p/q."""
        return self.z3.Q(p, q, self.context)

    def function(self, name: str) -> Callable[[Any], Any]:
        """Any function of one real variable: nothing is known of it but what the hypotheses say."""
        sort = self.z3.RealSort(self.context)
        declared = self.z3.Function(name, sort, sort)
        return lambda x: declared(self.number(x) if isinstance(x, int) else x)

    def array(self, values: Any) -> Any:
        """Nested lists of terms as an array."""
        return np.array(values, dtype=object)

    def where(self, condition: Any, yes: Any, no: Any) -> Any:
        """`yes` where the condition holds, else `no`."""
        return self.z3.If(condition, yes, no)

    def relu(self, z: Any) -> Any:
        """max(z, 0), entry by entry."""
        return each(lambda t: self.z3.If(t > 0, t, self.number(0)), z)

    def slopes(self, z: Any, at_zero: Any = 0) -> Any:
        """The slope of relu entry by entry: 1 where z > 0, 0 where z < 0, `at_zero` where z = 0."""
        return each(lambda t: self.z3.If(t > 0, self.number(1), self.z3.If(t < 0, self.number(0), at_zero + self.number(0))), z)

    def gradients(self, weights: Sequence[Any], x: Any, at_zero: Any = 0) -> list[Any]:
        """df/dW_h for every h by the product formula, the slope of relu at 0 being `at_zero`."""
        masks = [self.slopes(z, at_zero) for z in preactivations(weights, x, self.relu)[:-1]]
        return layer_gradients(weights, masks, x)

    def every(self, *conditions: Any) -> Any:
        """All of the conditions hold."""
        return self.z3.And(*conditions, self.z3.BoolVal(True, self.context))

    def some(self, *conditions: Any) -> Any:
        """One of the conditions holds, at least."""
        return self.z3.Or(*conditions, self.z3.BoolVal(False, self.context))

    def no(self, condition: Any) -> Any:
        """The condition does not hold."""
        return self.z3.Not(condition)

    def same(self, left: Any, right: Any) -> Any:
        """The two conditions are equivalent."""
        return left == right

    def for_all(self, what: Callable[..., Any]) -> Any:
        """`what` holds for all real numbers, one for each parameter of `what`."""
        return self._quantified(self.z3.ForAll, what)

    def there_is(self, what: Callable[..., Any]) -> Any:
        """`what` holds for some real numbers, one for each parameter of `what`."""
        return self._quantified(self.z3.Exists, what)

    @contextmanager
    def undecided(self) -> Iterator[None]:
        """Within it, a condition over unknowns has no truth value: TypeError. In an `if` z3 takes `x == y` for false, and half of a body is lost."""

        def refused(condition: Any) -> bool:
            if self.z3.is_true(condition) or self.z3.is_false(condition):
                return bool(self.z3.is_true(condition))
            raise TypeError(f"a truth value of {condition} was asked for; allowed over unknowns: r.where, r.some, r.every, r.no")

        kept = self.z3.AstRef.__bool__
        self.z3.AstRef.__bool__ = refused
        try:
            yield
        finally:
            self.z3.AstRef.__bool__ = kept

    def _quantified(self, quantifier: Any, what: Callable[..., Any]) -> Any:
        self._bound += 1
        bound = [self.z3.Real(f"{name}.{self._bound}", self.context) for name in inspect.signature(what).parameters]
        return quantifier(bound, what(*bound))


def each(function: Callable[[Any], Any], z: Any) -> Any:
    """`function` of a number, or of every entry of an object array."""
    return np.frompyfunc(function, 1, 1)(z) if isinstance(z, np.ndarray) else function(z)
