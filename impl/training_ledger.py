r"""The ledger of a recorded run, added up exactly, and how far rounding may take the run from it.

At every step the run records x_h = <W_h, G_h>, q_h = ||G_h||^2 and the sizes that bound rounding. Along the exact run all x_h are one number,
so that D_ij(t) - D_ij(0) = eta^2 sum (q_i - q_j): the ledger. The norms carried along are N_h(t) = N_h(0) + sum (-2 eta x_h + eta^2 q_h).

Why rounding is bounded (u the unit roundoff, gamma_n = n u / (1 - n u)). Whatever the rounded residuals R and masks are, the exact
derivatives of Phi = <R, W_L A ... W_2 A P> pair with each W_h (with P, for the first layer) to Phi itself. Each recorded x_h is Phi
with at most n roundings along every path, so |x_h - Phi| <= gamma_n M with M = <|R|, |W_L| A ... |W_2| A |P|> <= ||R|| ||W_L|| ... ||W_2||
||s(P)||, in Frobenius norms [Higham 2002, sections 3.1, 3.5]. Hence the carried D_ij is within sum 4 eta gamma_n M of the ledger. The weights
themselves are rounded at every update, by at most 2u (|W| + eta |G|), and P drifts away from W_1 X: `looked` adds up both.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from flint import fmpq

from impl.rationals import ZERO, rational
from impl.training_run import Record


class Bound(NamedTuple):
    """Rounding adds at most gamma_n * size, n = `roundings`, u the unit roundoff of the record's place; sizes by step or by look."""

    roundings: int
    sizes: list[fmpq]


class Ledger(NamedTuple):
    """Exact sums of what was recorded, before every step and after the last: `norms`[h], `owed`[h] = eta^2 sum q_h, `spread` = eta^2 sum max q_h."""

    norms: list[list[fmpq]]
    owed: list[list[fmpq]]
    spread: list[fmpq]


def ledger(record: Record) -> Ledger:
    """The carried norms and what the ledger owes each layer, exact in the recorded floats."""
    eta, layers = rational(record.setting.rate), range(record.norms.shape[1])
    crosses, squares = ([[rational(v) for v in _column(record, name, h)] for h in layers] for name in ("cross", "gradient"))
    norms = [_sums(rational(record.norms[0, h]), [eta * (eta * q - 2 * x) for x, q in zip(crosses[h], squares[h], strict=True)]) for h in layers]
    owed = [_sums(ZERO, [eta * eta * q for q in squares[h]]) for h in layers]
    return Ledger(norms, owed, _sums(ZERO, [eta * eta * max(qs) for qs in zip(*squares, strict=True)]))


def carried(record: Record) -> Bound:
    """How far rounding may take a carried difference D_ij from the ledger, at every step and after the last."""
    modulus = np.sqrt(_squares(record, "residual") * _squares(record, "hidden 1"))
    for h in range(1, record.norms.shape[1]):
        modulus = modulus * np.sqrt(_squares(record, f"norm {h + 1}"))
    return Bound(_roundings(record), _sums(ZERO, [rational(4 * record.setting.rate * m) for m in modulus]))


def looked(record: Record) -> list[Bound]:
    """For every layer: how far rounding may take its norm, looked at directly, from the carried one, at every look."""
    n, eta, reach = _roundings(record), record.setting.rate, record.setting.steps
    found = [Bound(n + reach, _first(record, n))]
    for h in range(1, record.norms.shape[1]):
        a, b = np.sqrt(_squares(record, f"norm {h + 1}")), np.sqrt(_squares(record, f"gradient {h + 1}"))
        found.append(Bound(n, _at_looks(record, h, 2 * eta * a * b + (eta * b) ** 2 + 5 / n * (a + eta * b) ** 2)))
    return found


def _first(record: Record, n: int) -> list[fmpq]:
    """The first layer: P is off W_1 X by gamma_n times `off`, the sum of what each update adds; W_1 itself is rebuilt from the sum of all B_1."""
    eta, x, gram = record.setting.rate, record.sizes["inputs"], record.sizes["gram"]
    p, b, moved = (np.sqrt(_squares(record, name)) for name in ("preactivation 1", "derivative 1", "moved 1"))
    added = 3 / n * (p + eta * moved) + eta * b * (gram + x**2)
    off = np.sqrt(record.norms[0, 0]) * x + np.concatenate([[0], np.cumsum(added)[:-1]])
    steps = 2 * eta * b * (off + p) + eta**2 * b * (moved + b * (gram + x**2))
    summed = np.concatenate([[0], np.cumsum(b)])[list(record.looks)]
    rebuilt = 3 * eta * np.sqrt(record.norms[:, 0]) * summed * x
    return [size + rational(r) for size, r in zip(_at_looks(record, 0, steps), rebuilt, strict=True)]


def _at_looks(record: Record, h: int, steps: np.ndarray) -> list[fmpq]:
    """Sums up to each look, and the rounding of the two norms that are compared there."""
    sums = _sums(ZERO, [rational(v) for v in steps])
    return [sums[t] + rational(record.norms[k, h]) + rational(record.norms[0, h]) for k, t in enumerate(record.looks)]


def _squares(record: Record, name: str) -> np.ndarray:
    """A column of squared sizes, raised by what rounding may have taken off them: they are sums of up to `entries` products."""
    widths, batch = record.setting.widths, record.setting.samples
    entries = max(max(m * n for m, n in pairwise(widths)), max(widths[1:]) * batch) + 8
    spent = entries * float(rational(record.place.unit_roundoff))
    if spent >= 1 / 2:
        raise ValueError(f"sums of {entries} products were asked for in {record.place}; allowed: half of 1/u, beyond that nothing is bounded")
    return np.asarray(record.column(name) * ((1 - spent) / (1 - 2 * spent)))


def _roundings(record: Record) -> int:
    """n: the chain forwards and backwards, the sums over the batch (in a gradient, in an inner product) or the inputs, and a few products."""
    widths, batch = record.setting.widths, record.setting.samples
    return sum(widths[1:]) + 2 * batch + max(widths) + 16


def _column(record: Record, name: str, h: int) -> list[float]:
    return record.column(f"{name} {h + 1}").tolist()


def _sums(start: fmpq, terms: list[fmpq]) -> list[fmpq]:
    return list(accumulate(terms, initial=start))
