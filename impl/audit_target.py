"""What an audit is asked about: a function named "module:function" and a point, typed or from a file; or a refusal in words."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

LARGEST = 2_000_000
"""More parameters than this are refused: the graph has about one exact rational a parameter."""
ENTRIES, PRODUCTS = 500_000, 10_000_000
"""More nodes and terms than these are refused: a convolution uses a weight once for each place of the image."""


class CannotAudit(ValueError):
    """The audit that was asked for cannot be made; the text says what was asked, what was found, what is allowed and what to do."""


def function(name: str) -> Callable[[torch.Tensor], torch.Tensor]:
    """The function or torch module that "package.module:function" names; attributes may be dotted ("models:net.head").

    Raises `CannotAudit` for another form, a module that is missing or fails on import, a name that is not there, and what is no function.
    """
    module_name, colon, attribute = name.partition(":")
    if not (colon and module_name and attribute):
        raise CannotAudit(f"a function was asked for, found {name!r}; allowed: module:function, as in impl.kinks:identity_by_two_relus")
    module = _module(module_name)
    found: Any = module
    for part in attribute.split("."):
        if not hasattr(found, part):
            near = get_close_matches(part, [a for a in dir(found) if not a.startswith("__")])
            there = f"near it: {', '.join(near)}" if near else "no name near it is there"
            raise CannotAudit(f"{attribute!r} in {module_name} was asked for, found no {part!r}; {there}; correct the name after the colon")
        found = getattr(found, part)
    if isinstance(found, type) or not callable(found):
        kind = "a class" if isinstance(found, type) else f"of type {type(found).__name__}"
        raise CannotAudit(f"{name} was asked for, found {kind}; allowed: a function of one tensor or a torch module (an instance, in eval mode)")
    return found


def _module(name: str) -> Any:
    top = name.partition(".")[0]
    try:
        if find_spec(top) is None:
            raise CannotAudit(f"the module {name} was asked for, found none; allowed: what Python can import from {Path.cwd()} or PYTHONPATH")
        return importlib.import_module(name)
    except CannotAudit:
        raise
    except Exception as reason:  # whatever the user's own module does when it is imported
        raise CannotAudit(
            f"the module {name} was asked for; its import raises {type(reason).__name__}: {reason}; correct the name or the module"
        ) from reason


def point(text: str) -> torch.Tensor:
    """The point that "0,-0.5" or a file "x.pt" (one tensor, saved by torch.save) gives: float64, of any shape in a file.

    Raises `CannotAudit` for what is neither.
    """
    if text.endswith((".pt", ".pth")):
        try:
            loaded = torch.load(text, weights_only=True, map_location="cpu")
        except Exception as reason:  # missing, unreadable, not torch's, or not a tensor
            raise CannotAudit(
                f"the point in {text} was asked for, found {type(reason).__name__}: {reason}; allowed: one tensor by torch.save"
            ) from reason
        if not isinstance(loaded, torch.Tensor):
            raise CannotAudit(f"the point in {text} was asked for, found {type(loaded).__name__}; allowed: one tensor, saved by torch.save")
        return tensor(loaded)
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as reason:
        raise CannotAudit(
            f"a point was asked for, found {text!r} ({reason}); allowed: numbers and commas, as in --at 0,-0.5, or a file.pt"
        ) from reason
    return tensor(numbers)


def tensor(x: torch.Tensor | Sequence[Any]) -> torch.Tensor:
    """A point as a float64 tensor; a Python float at its exact binary value. Raises `CannotAudit` unless it has entries, all finite and real."""
    try:
        given = x if isinstance(x, torch.Tensor) else torch.tensor([float(a) for a in x], dtype=torch.float64)
        if given.is_complex():
            raise TypeError(f"entries of {given.dtype}")
        found = given.detach().to("cpu", torch.float64)
    except (TypeError, ValueError) as reason:
        raise CannotAudit(f"a point was asked for, found {x!r} ({reason}); allowed: real numbers, shape (n,), or a tensor") from reason
    if not found.numel() or not all(map(math.isfinite, found.reshape(-1).tolist())):
        raise CannotAudit(f"a point was asked for, found {found.reshape(-1).tolist()[:8]}; allowed: at least one number, all finite")
    return found


def small_enough(f: Any, x: torch.Tensor) -> None:
    """Raises `CannotAudit` for a torch module of more than `LARGEST` parameters, and where f(x) takes more than `ENTRIES` entries or
    `PRODUCTS` products: its graph would have as many nodes and terms. Errors of f itself are left to those who call it next."""
    size = sum(p.numel() for p in f.parameters()) if isinstance(f, torch.nn.Module) else 0
    name, advice = getattr(f, "__name__", type(f).__name__), "audit the part at the kink alone"
    if size > LARGEST:
        raise CannotAudit(f"{name} was to be audited, found {size:,} parameters; allowed: {LARGEST:,}; {advice}")
    entries, products = _work(f, x)
    if entries > ENTRIES or products > PRODUCTS:
        found = f"{entries:,} entries and {products:,} products to compute" + (f" ({size:,} parameters)" if size else "")
        raise CannotAudit(f"{name} was to be audited, found {found}; allowed: {ENTRIES:,} and {PRODUCTS:,} (nodes and terms of its graph); {advice}")


class _Work(TorchFunctionMode):
    """Counts the entries of all results that are not views, and the products of convolutions and matrix products."""

    def __init__(self) -> None:
        super().__init__()
        self.entries = self.products = 0

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        found = func(*args, **(kwargs or {}))
        given = [a for a in (*args, *(kwargs or {}).values()) if isinstance(a, torch.Tensor)]
        if isinstance(found, torch.Tensor) and all(found.untyped_storage().data_ptr() != a.untyped_storage().data_ptr() for a in given):
            self.entries += found.numel()
            self.products += found.numel() * _length(getattr(func, "__name__", ""), given)
        return found


def _length(name: str, given: list[torch.Tensor]) -> int:
    """How many products an entry of the result is the sum of."""
    if name.startswith("conv") and len(given) > 1:
        return given[1][0].numel()
    return given[0].shape[-1] if name in _PRODUCTS and given[0].dim() else 0


_PRODUCTS = ("linear", "matmul", "mm", "bmm", "mv", "dot", "__matmul__", "__rmatmul__")


def _work(f: Any, x: torch.Tensor) -> tuple[int, int]:
    """How many entries and products f computes at x, as far as it comes, in the format that it takes."""
    known = [p.dtype for p in f.parameters()] if isinstance(f, torch.nn.Module) else []
    found = []
    for dtype in known[:1] or (torch.float64, torch.float32):
        with torch.no_grad(), suppress(Exception), _Work() as work:
            f(x.to(dtype))
        found.append((work.entries, work.products))
    return max(found)


def briefly(x: torch.Tensor) -> str:
    """A point in a line: all of its entries, or the first of them and its shape."""
    entries = x.reshape(-1).tolist()
    return str(x.tolist()) if len(entries) <= 12 else f"a point of shape {tuple(x.shape)}, {', '.join(map(str, entries[:6]))}, ..."
