"""Comparing whole batches: values whose last axis holds the instances, and how far two of them are apart, instance by instance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

BATCH: ContextVar[int] = ContextVar("BATCH", default=0)  # in a sweep: how many instances the last axis of every value holds
WHOLE = 2**53  # below it float64 tells all whole numbers apart


class NotFinite(ArithmeticError):
    """A route returned nan or an infinity where a number was asked for."""


class Inexact(ArithmeticError):
    """Whole numbers of a batch that float64 may round: two that differ would be taken for equal."""


class NotInBatches(TypeError):
    """A comparison that takes a whole batch for one instance: one instance that meets it would hide all others."""


@contextmanager
def in_batches(count: int) -> Iterator[None]:
    """Within it, `equal` compares values whose last axis holds `count` instances, or 1 for what is the same for all of them.

    All other comparisons raise NotInBatches: they would judge the batch as a whole.
    """
    token = BATCH.set(count)
    try:
        yield
    finally:
        BATCH.reset(token)


def per_instance(value: Any, count: int) -> np.ndarray:
    """A value of a batch (torch, numpy, nested sequences of these; entries in order) as float64, shape (entries, count) or (entries, 1)."""
    if isinstance(value, (list, tuple)):
        return np.concatenate([np.broadcast_to(part, (len(part), count)) for part in (per_instance(v, count) for v in value)])
    array = _array(value)
    if array.ndim and array.shape[-1] not in (1, count):
        raise ValueError(f"a batch of {count} instances was asked for, found a last axis of {array.shape[-1]}; allowed: {count}, or 1")
    return array.astype(np.float64, copy=False).reshape(-1, array.shape[-1] if array.ndim else 1)


def gaps(found: Any, claimed: Any, count: int) -> np.ndarray:
    """The largest modulus of a difference, for each instance: shape (count,), float64; one number for all of them where all are equal.

    Raises ValueError where the numbers of entries differ, NotFinite for nan and inf, Inexact for numbers of 2^53 and more.
    """
    if _same_whole(found, claimed, count):
        return np.broadcast_to(np.float64(0), (count,))
    left, right = per_instance(found, count), per_instance(claimed, count)
    if len(left) != len(right) and 1 not in (len(left), len(right)):
        raise ValueError(f"{len(left)} entries were to equal {len(right)}; allowed: equal numbers of entries, or one")
    found_gaps = np.broadcast_to(np.abs(left - right).max(0, initial=0), (count,))
    if not np.isfinite(found_gaps).all():
        raise NotFinite(f"finite numbers were asked for, found others in {int((~np.isfinite(found_gaps)).sum())} of {count} instances")
    if left.size and not _told_apart(left):  # then the other side, where it is equal, is below WHOLE, too
        raise Inexact(f"numbers of modulus below 2^53, which float64 tells apart, were asked for, found {left.min():g} to {left.max():g}")
    return found_gaps


def _same_whole(found: Any, claimed: Any, count: int) -> bool:
    """Whether two arrays or tensors of one shape, (..., count), hold the same numbers below 2^53: the usual case, in fewer passes."""
    if isinstance(found, (list, tuple)) or isinstance(claimed, (list, tuple)):
        return False
    if _away(found) and _away(claimed):
        return found.shape == claimed.shape and found.shape[-1:] == (count,) and _same_there(found.detach().double(), claimed.double())
    left, right = _array(found), _array(claimed)
    if left.shape != right.shape or not left.size or left.shape[-1:] != (count,):
        return False
    return _told_apart(left) and bool((left == right).all())


def _away(value: Any) -> bool:
    """Whether a tensor lies on a GPU: two of them are compared there."""
    return str(getattr(value, "device", "cpu")) != "cpu"


def _same_there(left: Any, right: Any) -> bool:
    return bool(((left == right) & (left.abs() < WHOLE)).all())


def _array(value: Any) -> np.ndarray:
    return value.detach().cpu().numpy() if hasattr(value, "detach") else np.asarray(value)


def _told_apart(values: np.ndarray) -> bool:
    """Whether all moduli are below 2^53 (so none is nan or infinite), where float64 tells whole numbers apart."""
    return bool(values.min() > -WHOLE and values.max() < WHOLE)


def one_instance(name: str) -> None:
    """Raises NotInBatches inside a batch, where a comparison of this name would judge it as a whole."""
    if BATCH.get():
        raise NotInBatches(f"`{name}` was asked for in a batch of {BATCH.get()} instances; allowed in a sweep: `equal`, which tells them apart")
