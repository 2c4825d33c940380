"""Numbers with which the body of an identity becomes a question to computer algebra: SymPy's, and python-flint's polynomials.

Both have the methods of `claims.core.numbers.Rationals` that make sense for symbols: no relu, no comparison. Vectors and
matrices are numpy object arrays, so that the functions of `impl.networks` serve them, too.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from flint import Ordering, fmpq, fmpq_mpoly_ctx


class Symbols:
    """SymPy's real symbols; `variables` are those asked for so far, in order. Raises ImportError without SymPy."""

    def __init__(self) -> None:
        import sympy

        self.sympy = sympy
        self.variables: dict[str, Any] = {}

    def real(self, name: str) -> Any:
        """The symbol called `name`."""
        return self.variables.setdefault(name, self.sympy.Symbol(name, real=True))

    def number(self, p: int, q: int = 1) -> Any:
        """The rational p/q."""
        return self.sympy.Rational(p, q)

    def array(self, values: Any) -> Any:
        """Nested lists of symbols as an array."""
        return np.array(values, dtype=object)


class Polynomial:
    """One polynomial of python-flint, as a number: its own type can be iterated over, which numpy would do."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __add__(self, other: Any) -> Polynomial:
        return self._with(operator.add, other)

    def __sub__(self, other: Any) -> Polynomial:
        return self._with(operator.sub, other)

    def __rsub__(self, other: Any) -> Polynomial:
        return self._with(lambda a, b: b - a, other)

    def __mul__(self, other: Any) -> Polynomial:
        return self._with(operator.mul, other)

    def _with(self, operation: Callable[[Any, Any], Any], other: Any) -> Polynomial:
        if isinstance(other, np.ndarray):
            return NotImplemented  # then numpy goes through its entries
        return Polynomial(operation(self.inner, other.inner if isinstance(other, Polynomial) else other))

    def __truediv__(self, other: int) -> Polynomial:
        return Polynomial(self.inner / fmpq(other))

    def __pow__(self, power: int) -> Polynomial:
        return Polynomial(self.inner**power)

    def __neg__(self) -> Polynomial:
        return Polynomial(-self.inner)

    __radd__, __rmul__ = __add__, __mul__

    @property
    def vanishes(self) -> bool:
        """Whether it is the polynomial 0."""
        return bool(self.inner == 0)


class Polynomials:
    """Polynomials over the rationals in the variables `names`, by python-flint: computer algebra that shares no code with SymPy."""

    def __init__(self, names: Sequence[str]) -> None:
        self.context = fmpq_mpoly_ctx.get(tuple(names), Ordering.lex)
        self.variables = dict(zip(names, map(Polynomial, self.context.gens()), strict=True))

    def real(self, name: str) -> Polynomial:
        """The variable called `name`. Raises KeyError for one that the first computer algebra did not meet."""
        return self.variables[name]

    def number(self, p: int, q: int = 1) -> Polynomial:
        """The rational p/q as a constant polynomial."""
        return Polynomial(self.context.constant(fmpq(p, q)))

    def array(self, values: Any) -> Any:
        """Nested lists of polynomials as an array."""
        return np.array(values, dtype=object)
