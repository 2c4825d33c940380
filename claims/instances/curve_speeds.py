"""Along a curve of matrices: the speed of its squared norm, its growth over a piece, and the integral. Arrays (number of times, number of pieces)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from flint import fmpq

from claims.instances.matrix_curves import NODES, CurveSubject, column
from claims.instances.velocities import forward_mode
from impl import networks
from impl.rationals import ONE, ZERO, rational

# With these weights the nodes, two of them as far from the middle one, integrate squares exactly, and cubes by symmetry.
OUTER = ONE / (24 * (NODES[1] - NODES[0]) ** 2)
WEIGHTS = np.array((OUTER, 1 - 2 * OUTER, OUTER), dtype=object)


def squared_norm(w: Any) -> Any:
    """||W||_F^2 over the first two axes, for tensors and rationals alike."""
    return (w * w).sum(0).sum(0)


def by_forward_mode(s: CurveSubject, times: Any, norm: Any = squared_norm) -> torch.Tensor:
    """Route: the derivative of ||W(t)||^2 within every piece by torch's forward mode at the place."""
    u = s.tensor(times)
    return forward_mode(lambda t: norm(s.at(t)), [u], [torch.ones_like(u)])[0]


def by_product_rule(s: CurveSubject, times: Any) -> np.ndarray:
    """Route: 2 <W, dW/dt> in rationals."""
    u = column(times)
    return 2 * networks.inner(s.at(u), s.velocity(u))


def by_torch(s: CurveSubject) -> torch.Tensor:
    """Route: by how much ||W||^2 grows over every piece, by torch at the place."""
    start, end = squared_norm(s.at(s.tensor((ZERO, ONE))))
    return end - start


def in_rationals(s: CurveSubject) -> fmpq:
    """Route: ||W(T)||^2 - ||W(0)||^2 in rationals."""
    start, end = squared_norm(s.at(column((ZERO, ONE))))
    return end[-1] - start[0]


def by_quadrature(s: CurveSubject, derivative: Any = by_forward_mode) -> fmpq:
    """Route: the integral of a derivative over [0, T] by three nodes a piece, exactly for piecewise quadratic curves."""
    return sum((w * rational(v) for w, row in zip(WEIGHTS, derivative(s, NODES).tolist(), strict=True) for v in row), ZERO)


def by_middle(s: CurveSubject) -> np.ndarray:
    """Route: 2 <(W + W+) / 2, W+ - W> over every piece, in rationals."""
    return _over_steps(s, lambda before, after: (before + after) / 2)


def _over_steps(s: CurveSubject, where: Callable[[Any, Any], Any]) -> np.ndarray:
    before, after = (s.at(column((u,))) for u in (ZERO, ONE))
    return 2 * networks.inner(where(before, after), after - before)


# ---- nearby speeds and growths, which the statements must tell apart ----------------------------------------------------------


def by_end(s: CurveSubject) -> np.ndarray:
    """2 <W+, W+ - W>."""
    return _over_steps(s, lambda before, after: after)


def by_start(s: CurveSubject) -> np.ndarray:
    """2 <W, W+ - W>."""
    return _over_steps(s, lambda before, after: before)


def by_middle_of_time(s: CurveSubject) -> np.ndarray:
    """2 <W(k + 1/2), W+ - W>: half way in time, not in space."""
    return _over_steps(s, lambda before, after: s.at(column((ONE / 2,))))


def transposed(s: CurveSubject, times: Any) -> np.ndarray:
    """2 <W, (dW/dt)^T>, the transpose in the shape of W."""
    w, v = s.at(column(times)), s.velocity(column(times))
    return 2 * networks.inner(w, v.swapaxes(0, 1).reshape(w.shape))


def of_length(s: CurveSubject, times: Any) -> torch.Tensor:
    """The derivative of ||W||_F by torch."""
    return by_forward_mode(s, times, lambda w: torch.linalg.vector_norm(w, dim=(0, 1)))


def of_moduli(s: CurveSubject, times: Any) -> torch.Tensor:
    """The derivative of the squared sum of the moduli of the entries by torch."""
    return by_forward_mode(s, times, lambda w: abs(w).sum(0).sum(0) ** 2)


def first_piece(s: CurveSubject) -> fmpq:
    """The integral up to the first kink."""
    return by_quadrature(s, lambda s, times: by_forward_mode(s, times)[:, :1])


def left_ends(s: CurveSubject) -> fmpq:
    """The speeds at the beginnings of the pieces, added up."""
    return sum((rational(v) for v in by_forward_mode(s, (ZERO,))[0]), ZERO)
