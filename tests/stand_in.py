"""A stand-in for a CUDA device on a machine without one: its tensors live on the CPU, and what CUDA would refuse is refused.

`StandIn` is a Place that calls itself cuda. Inside `device()` every tensor that it lifts is marked by its storage, and so is whatever is
computed from marked tensors or made with their `device`. As on CUDA, an operation on a marked and an unmarked tensor is an error unless
one of them is a single number (or an index), and a marked tensor has no numpy array until `cpu()`. It shows that code never mixes
devices; it says nothing of a GPU's arithmetic.

`capture` stands in for the capture of a CUDA graph: the step is run once to be recorded, and replayed without Python from the same
tensors. What a graph forbids, asking the device for a number, is refused.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes
from torch.utils._pytree import tree_flatten

from impl.place import Place

TORCH = str(Path(torch.__file__).parent)
WRAPPERS = ("stand_in.py", "_compile.py", "eval_frame.py")
MARK = torch.device("xla", 0)  # what a marked tensor's `device` says: no computation of the suite uses it for anything else
ATEN = torch.ops.aten
MIXED = (ATEN.copy_.default, ATEN.is_same_size.default, ATEN._has_same_storage_numel.default)  # these take tensors of two devices
INDEXED = (ATEN.index.Tensor, ATEN.index_put_.default, ATEN.index_put.default)  # and these an index from the CPU


class MixedDevices(RuntimeError):
    """What CUDA says of tensors on two devices."""


@dataclass(frozen=True)
class StandIn(Place):
    """A place that is called cuda and, inside `device()`, computes on the CPU."""

    def __str__(self) -> str:
        return f"cuda {self.format}"

    def missing(self) -> str:
        return ""


def places() -> tuple[StandIn, ...]:
    """The stand-ins for both formats."""
    return tuple(StandIn(str(MARK), fmt) for fmt in ("float64", "float32"))


class _Device(TorchDispatchMode):
    """Marks storages, carries marks along, and refuses what CUDA refuses. Marked storages are kept alive: no address is used again."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: dict[int, Any] = {}

    def mark(self, tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        self.marked[storage._cdata] = storage
        return tensor

    def is_marked(self, tensor: torch.Tensor) -> bool:
        return tensor.untyped_storage()._cdata in self.marked

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        named = dict(kwargs or {})
        placed = MARK in (named.get("device"), *(a for a in args if isinstance(a, torch.device)))
        if placed:
            named |= {"device": torch.device("cpu")} if "device" in named else {}
            args = tuple(torch.device("cpu") if isinstance(a, torch.device) else a for a in args)
        given = [t for t in _tensors((args, named)) if not t._is_zerotensor() and not t.is_meta]
        here = [t for t in given if self.is_marked(t)]
        there = [t for t in given if not self.is_marked(t) and t.dim() > 0]
        indexed = func in INDEXED and self.is_marked(args[0])
        if here and there and not indexed and not placed and func not in MIXED:
            shapes = f"{tuple(here[0].shape)} and {tuple(there[0].shape)}"
            raise MixedDevices(f"Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu! ({func}, {shapes})")
        found = func(*args, **named)
        if placed and not here and any(found is t or found.untyped_storage()._cdata == t.untyped_storage()._cdata for t in given):
            found = found.clone()  # what is taken to the device leaves its original where it was
        if placed or (here and func is not ATEN.copy_.default) or (not given and _by_torch()):
            for tensor in _tensors(found):
                self.mark(tensor)
        return found


@contextmanager
def device() -> Iterator[_Device]:
    """Inside it the stand-in's tensors are marked, and say so where they are asked for their device or for a numpy array."""
    mode, real = _Device(), torch.Tensor.device

    def where(tensor: torch.Tensor) -> torch.device:
        return MARK if mode.is_marked(tensor) and not _by_torch() else real.__get__(tensor)  # type: ignore[attr-defined]

    def refusing(original: Callable[..., Any]) -> Callable[..., Any]:
        def asked(tensor: torch.Tensor, *more: Any, **named: Any) -> Any:
            if mode.is_marked(tensor) and not named.get("force"):
                raise TypeError("can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.")
            return original(tensor, *more, **named)

        return asked

    def fetched(tensor: torch.Tensor) -> torch.Tensor:
        with _disable_current_modes():
            return tensor.clone()

    def made(data: Any, *, device: Any = None, **named: Any) -> torch.Tensor:
        found = tensor(data, **named)
        return mode.mark(found) if _is_mark(device) else found

    def taken(data: Any, *, device: Any = None, **named: Any) -> torch.Tensor:
        found = as_tensor(data, **named)
        return mode.mark(found.clone()) if _is_mark(device) else found

    def made_like(like: torch.Tensor, data: Any, **named: Any) -> torch.Tensor:
        found = new_tensor(like, data, **named)
        return mode.mark(found) if mode.is_marked(like) else found

    def to(given: torch.Tensor, *where: Any, **named: Any) -> torch.Tensor:
        like = where[:1] and isinstance(where[0], torch.Tensor) and mode.is_marked(where[0])
        return moved(given, MARK, where[0].dtype, **named) if like else moved(given, *where, **named)

    tensor, as_tensor, new_tensor, moved = torch.tensor, torch.as_tensor, torch.Tensor.new_tensor, torch.Tensor.to
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.Tensor, "device", property(where))
        patch.setattr(torch.Tensor, "numpy", refusing(torch.Tensor.numpy))
        patch.setattr(torch.Tensor, "__array__", refusing(torch.Tensor.__array__))
        patch.setattr(torch.Tensor, "cpu", fetched)
        patch.setattr(torch.Tensor, "new_tensor", made_like)
        patch.setattr(torch.Tensor, "to", to)
        patch.setattr(torch, "tensor", made)
        patch.setattr(torch, "as_tensor", taken)
        with mode:
            yield mode


class _Recorder(TorchDispatchMode):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, Any, Any, Any]] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is torch.ops.aten._local_scalar_dense.default:
            raise RuntimeError("CUDA error: operation not permitted when stream is capturing (a number was asked of the device)")
        found = func(*args, **(kwargs or {}))
        self.calls.append((func, args, kwargs or {}, found))
        return found


def capture(step: Callable[[], None]) -> Callable[[], None]:
    """Records the operations of one call; the replay makes them again on the same tensors, each result in the place where the first one lay."""
    with _Recorder() as recorder:
        step()

    def replay() -> None:
        for func, args, kwargs, found in recorder.calls:
            for old, new in zip(_tensors(found), _tensors(func(*args, **kwargs)), strict=True):
                if old.untyped_storage()._cdata != new.untyped_storage()._cdata:
                    old.copy_(new)

    return replay


def _is_mark(where: Any) -> bool:
    return where is not None and torch.device(where) == MARK


def _by_torch() -> bool:
    """Whether torch itself is calling: its backward engine or its own Python, which put what they make on the device of what they were given."""
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_filename.endswith(WRAPPERS):
        frame = frame.f_back
    return TORCH in frame.f_code.co_filename


def _tensors(values: Any) -> list[torch.Tensor]:
    return [value for value in tree_flatten(values)[0] if isinstance(value, torch.Tensor)]
