"""Single comparisons, and the one place that knows about tolerance.

A check compares what one route found with what another claims, and states a gap and what rounding alone may produce
(`allowed`). On exact instances `allowed` is 0 and any gap refutes. Elsewhere it is gamma_n * size, with
gamma_n = n u / (1 - n u) [Higham 2002, Lemma 3.1], u the unit roundoff of the place, n the number of roundings on the
longest path and `size` the same computation with all moduli. Gaps are exact rationals: floats are compared at their
exact binary values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple

from flint import fmpq

from claims.core.batch_gaps import BATCH, NotFinite, gaps, one_instance
from impl.certificates import verify
from impl.polytope import Polytope, hausdorff
from impl.rationals import ZERO, rational

REFUTING = 1000  # a gap beyond this many times the allowed one refutes; between 1 and this it is inconclusive


class Unverified(ArithmeticError):
    """A certificate that its independent checker rejects."""


class Scale(NamedTuple):
    """What rounding alone may do to a result: at most gamma_n * size; nothing where the computation is `exact`."""

    size: fmpq
    roundings: int
    unit: fmpq
    exact: bool

    def allowed(self) -> fmpq:
        """gamma_n * size, or 0 where the computation is exact. Raises ValueError where n u >= 1, so that gamma_n has no meaning."""
        if self.exact:
            return ZERO
        spent = self.roundings * self.unit
        if spent >= 1:
            raise ValueError(f"{self.roundings} roundings of unit {self.unit} were asked for; gamma_n needs n u < 1: make the instance smaller")
        return spent / (1 - spent) * self.size

    def times(self, factor: Any, roundings: int = 1) -> Scale:
        """The scale of this result multiplied by `factor`, which costs `roundings` more."""
        return self._replace(size=self.size * abs(rational(factor)), roundings=self.roundings + roundings)


EXACT = Scale(ZERO, 0, ZERO, True)


@dataclass(frozen=True)
class Check:
    """One comparison: `found` relation `claimed`, off by `gap`, of which rounding alone explains `allowed`."""

    relation: str
    gap: Any  # fmpq >= 0; in a sweep an array of float64, shape (B,)
    allowed: Any  # fmpq >= 0; 0 in a sweep, where everything is exact
    found: Any
    claimed: Any
    label: str = ""
    certificate: Any = None
    untyped: str = ""  # torch's own error, where the statement cannot be typed

    @property
    def holds(self) -> bool:
        """Whether the gap is at most what rounding may produce; never where the check is untyped."""
        return not self.untyped and _everywhere(self.gap <= self.allowed)

    @property
    def refutes(self) -> bool:
        """Broken by more than rounding could ever explain."""
        return not self.untyped and bool(self.gap > REFUTING * self.allowed) and bool(self.gap > 0)


def entries(value: Any) -> list[fmpq]:
    """All entries of a number, tensor, array or nested sequence, in order, as rationals. Raises NotFinite for nan and inf."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [entry for item in value for entry in entries(item)]
    try:
        return [rational(value)]
    except ValueError as error:
        raise NotFinite(f"a finite number was asked for, found {value!r}") from error


def equal(found: Any, claimed: Any, *, scale: Scale = EXACT, label: str = "") -> Check:
    """`found` equals `claimed`, entry by entry (one number may be claimed of all entries). Gap: largest modulus of a difference.

    Raises ValueError where the numbers of entries differ, NotFinite for nan and inf. In a sweep the gap is that of each instance;
    there Inexact is raised for numbers of 2^53 and more.
    """
    if BATCH.get():
        return Check("=", gaps(found, claimed, BATCH.get()), 0, found, claimed, label)
    if _same_numbers(found, claimed):
        return Check("=", ZERO, scale.allowed(), found, claimed, label)
    left, right = entries(found), entries(claimed)
    if len(right) == 1 and len(left) > 1:
        right = right * len(left)
    if len(left) != len(right):
        raise ValueError(f"{len(left)} entries were to equal {len(right)}; allowed: equal numbers of entries, or one")
    gap = max((abs(a - b) for a, b in zip(left, right, strict=True)), default=ZERO)
    return Check("=", gap, scale.allowed(), found, claimed, label)


def at_most(found: Any, claimed: Any, *, scale: Scale = EXACT, label: str = "") -> Check:
    """The number `found` is at most the number `claimed`. Gap: the excess."""
    one_instance("at_most")
    (left,), (right,) = entries(found), entries(claimed)
    return Check("<=", max(left - right, ZERO), scale.allowed(), found, claimed, label)


def differs(found: Any, claimed: Any, *, label: str = "") -> Check:
    """`found` is not `claimed` (exact numbers). Gap: 1 where they agree."""
    one_instance("differs")
    return Check("!=", fmpq(int(entries(found) == entries(claimed))), ZERO, found, claimed, label)


def belongs(point: Any, polytope: Polytope, *, label: str = "") -> Check:
    """`point`, shape (n,), is in the polytope. Gap: squared Euclidean distance. The certificate is re-verified: Unverified otherwise."""
    one_instance("belongs")
    place = tuple(entries(point))
    certificate = polytope.contains(place)
    _verified(certificate)
    gap = ZERO if certificate else polytope.distance_squared(place)
    return Check("in", gap, ZERO, place, polytope, label, certificate)


def same_set(found: Polytope, claimed: Polytope, *, label: str = "") -> Check:
    """Two polytopes are one set. Gap: Hausdorff distance in the maximum norm, exact."""
    one_instance("same_set")
    return Check("=", hausdorff(found, claimed), ZERO, found, claimed, label)


def same_points(found: Iterable[Any], claimed: Iterable[Any], *, label: str = "") -> Check:
    """Two finite sets of vectors are one set. Gap: how many vectors are in only one of them."""
    one_instance("same_points")
    left, right = ({tuple(entries(p)) for p in points} for points in (found, claimed))
    return Check("=", fmpq(len(left ^ right)), ZERO, sorted(left), sorted(right), label)


def holds(condition: bool, *, found: Any = None, claimed: Any = None, label: str = "", certificate: Any = None) -> Check:
    """A yes or no that has no magnitude. Gap: 0 or 1. A certificate that comes with it is re-verified."""
    one_instance("holds")
    if certificate is not None:
        _verified(certificate)
    return Check("holds", fmpq(int(not condition)), ZERO, found, claimed, label, certificate)


def typed(evaluate: Callable[[], Any], *, label: str = "") -> Check:
    """The expression can be evaluated at all. Where torch refuses it, the check carries torch's own error as `untyped`."""
    one_instance("typed")
    try:
        found = evaluate()
    except (RuntimeError, TypeError, IndexError) as error:
        return Check("typed", fmpq(1), ZERO, None, None, label, untyped=f"{type(error).__name__}: {error}")
    return Check("typed", ZERO, ZERO, found, found, label)


def _same_numbers(found: Any, claimed: Any) -> bool:
    """Whether both are lists of plain finite numbers, or lists of such lists, and the same: Python compares floats and integers exactly.

    It spares long lists the rationals. What it does not say yes to is compared in rationals.
    """
    if type(found) is not list or type(claimed) is not list or not found or len(found) != len(claimed):
        return False
    kinds = {*map(type, found), *map(type, claimed)}
    if kinds == {list}:
        return all(map(_same_numbers, found, claimed))
    return kinds <= {int, float} and found == claimed and all(isfinite(v) for v in found if type(v) is float)


def _everywhere(condition: Any) -> bool:
    return bool(condition.all() if hasattr(condition, "all") else condition)


def _verified(certificate: Any) -> None:
    if not verify(certificate):
        raise Unverified(f"the independent checker rejects the certificate {certificate!r}")
