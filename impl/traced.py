"""A tensor that records what is computed from it: torch's own tensor type outside, an array of expressions inside.

Every torch function that meets a `Traced` is handed to `__torch_function__`, which knows a rule for it or refuses it by name.
Whatever would slip past that door (C++ code that calls an operator directly) ends at `__torch_dispatch__`, which refuses
everything; and there are no numbers inside that could leak. So a computation is represented exactly or refused.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import numpy as np
import torch

from impl.expressions import Unsupported
from impl.trace_arrays import Call, flat
from impl.trace_table import RULES, SUPPORTED, words

_LOOKS = {getattr(torch.Tensor, name).__get__ for name in words("shape dtype device ndim is_cuda layout requires_grad grad_fn is_sparse")}
_LOOKS |= {getattr(torch.Tensor, name) for name in words("size dim numel nelement ndimension __len__ is_floating_point is_complex is_contiguous")}

_CONSTANTS = {getattr(torch, name) for name in words("zeros_like ones_like full_like")}
_CONSTANTS |= {getattr(torch.Tensor, name) for name in words("new_zeros new_ones new_full new_tensor")}
_IN_PLACE = {f"__i{name}__" for name in words("add sub mul truediv floordiv mod pow matmul and or xor lshift rshift")}
_BRANCH = "it makes the computation depend on the data (a branch, an index or a number taken from a traced value)"
_CUT = "it cuts the value off from autograd, so that torch's gradient would be that of another function"
_REASONS = (
    dict.fromkeys(words("__bool__ __float__ __int__ __index__ __complex__ item tolist numpy __array__ __contains__ is_nonzero"), _BRANCH)
    | dict.fromkeys(words("gt lt ge le eq ne __gt__ __lt__ __ge__ __le__ __eq__ __ne__ greater less isnan equal allclose"), _BRANCH)
    | dict.fromkeys(words("argmax argmin argsort sort topk nonzero sign signbit floor ceil round heaviside where"), _BRANCH)
    | dict.fromkeys(words("detach data detach_"), _CUT)
    | dict.fromkeys(words("pow __pow__ square"), "a power of a traced value is not piecewise affine")
    | {"dropout": "it is random in training mode; put the module in eval mode and leave it out"}
)


class Traced(torch.Tensor):
    """A tensor without numbers; `nodes`, an array of its shape, holds one expression an entry (None: not representable)."""

    nodes: np.ndarray | None

    @staticmethod
    def make(nodes: np.ndarray | None, like: torch.Tensor) -> Traced:
        """A traced tensor of the shape, dtype and device of `like`."""
        made = torch.Tensor._make_wrapper_subclass(  # type: ignore[attr-defined]
            Traced, like.shape, dtype=like.dtype, device=like.device, requires_grad=like.dtype.is_floating_point
        )
        made.nodes = nodes
        return made

    @property
    def represented(self) -> bool:
        """Whether the entries are known: not indices, and made by one of our rules (an autograd.Function leaves a grad_fn)."""
        with torch._C.DisableTorchFunctionSubclass():
            return getattr(self, "nodes", None) is not None and self.grad_fn is None

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """One torch call on traced tensors, by its rule. Raises `Unsupported`."""
        kwargs = kwargs or {}
        if func in _LOOKS:
            with torch._C.DisableTorchFunctionSubclass():
                return func(*args, **kwargs)
        if func in _CONSTANTS and args and kwargs.get("out") is None:
            return func(_zeros(args[0]), *args[1:], **kwargs)  # the shape of the first; a traced value among the others is refused as a number
        rule = RULES.get(func)
        if rule is None or kwargs.get("out") is not None:
            refuse(_name(func), _why(func, kwargs))
        if not torch.is_grad_enabled():
            refuse(_name(func), f"it runs without gradients (torch.no_grad, inference_mode or a custom autograd.Function): {_CUT}")
        try:
            zeros = _replace(args, _zeros)
            expected = func(*zeros, **_replace(kwargs, _zeros))
            found = rule(_call(func, expected, zeros), *_replace(args, _inside), **_replace(kwargs, _inside))
        except Unsupported as reason:
            refuse(_name(func), f"found {reason}", reason)
        except (TypeError, ValueError) as reason:
            refuse(_name(func), f"with these arguments it is not represented ({reason})", reason)
        except RuntimeError as reason:
            refuse(_name(func), f"torch itself refuses it ({reason}); the dtype is that of x, or of the module's parameters", reason)
        return _wrap(found, expected, func, [a.dtype for a in flat((args, kwargs)) if isinstance(a, Traced)])

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:  # type: ignore[override]
        """Refuses everything: an operator that no rule has seen."""
        refuse(str(func), "it was called past torch's Python interface")


def refuse(operation: str, reason: str, cause: Exception | None = None) -> NoReturn:
    """Raise `Unsupported`: the operation, where it stands in the user's code, why, and what is supported."""
    raise Unsupported(f"{operation} was asked for {_place()}: {reason}; supported: {SUPPORTED}") from cause


def _place() -> str:
    """The innermost frame below `trace` that is neither torch's nor ours, as file:line; and the torch module it is in."""
    frame: FrameType | None = sys._getframe(1)
    here, torchs = Path(__file__), str(Path(torch.__file__).parent)
    ours = {str(path) for path in here.parent.glob("trace*.py")} - {str(here.with_name("trace.py"))}
    module = ""
    while frame is not None and frame.f_code.co_filename != str(Path(__file__).with_name("trace.py")):
        path = frame.f_code.co_filename
        if path.startswith(torchs) and not module and isinstance(frame.f_locals.get("self"), torch.nn.Module):
            module = f" in torch's {type(frame.f_locals['self']).__name__}"
        if path not in ours and not path.startswith(torchs) and not path.startswith("<frozen"):
            return f"at {path}:{frame.f_lineno}{module}"
        frame = frame.f_back
    return (module or " in the traced function").strip()


def _name(func: Any) -> str:
    name = getattr(func, "__name__", str(func))
    if name == "__get__":
        return f"Tensor.{getattr(getattr(func, '__self__', None), '__name__', 'attribute')}"
    if hasattr(func, "__objclass__") or (name.startswith("__") and hasattr(torch.Tensor, name)):
        return f"Tensor.{name}"
    return f"{(getattr(func, '__module__', None) or 'torch').replace('torch._C._nn', 'torch.nn.functional')}.{name}"


def _why(func: Any, kwargs: Any) -> str:
    name = _name(func).rpartition(".")[2]
    if kwargs.get("out") is not None:
        return "out= writes into a tensor that other values may be views of"
    if name in ("__setitem__", "__delitem__", "copy_") or (name.endswith("_") and not name.endswith("__")) or name in _IN_PLACE:
        return "an operation in place changes a tensor that other values may be views of; write it out of place (torch.cat, torch.stack, y = y + ...)"
    return _REASONS.get(name, "it is not among the piecewise affine operations that are represented")


def _zeros(value: Any) -> Any:
    if not isinstance(value, Traced):
        return value
    if not value.represented:
        raise Unsupported("indices returned by max or min, or a value made outside torch's Python interface")
    with torch._C.DisableTorchFunctionSubclass():
        return torch.zeros(tuple(value.shape), dtype=value.dtype, device=value.device)


def _inside(value: Any) -> Any:
    return value.nodes if isinstance(value, Traced) else value


def _replace(value: Any, by: Any) -> Any:
    if isinstance(value, (tuple, list)) and type(value) in (tuple, list):
        return type(value)(_replace(v, by) for v in value)
    if isinstance(value, dict):
        return {k: _replace(v, by) for k, v in value.items()}
    return by(value)


def _call(func: Any, expected: Any, zeros: Sequence[Any]) -> Call:
    first = expected if isinstance(expected, torch.Tensor) else expected[0]
    compares = first.dtype == torch.bool and len(zeros) == 2
    return Call(func, torch.result_type(*zeros) if compares else first.dtype, first.device)


def _wrap(found: Any, expected: Any, func: Any, given: list[torch.dtype]) -> Any:
    """The nodes as traced tensors in the structure that torch gives; shapes and dtypes are torch's, and must be ours."""
    if not isinstance(expected, torch.Tensor):
        return type(expected)([_wrap(f, e, func, given) for f, e in zip(found, expected, strict=True)])
    if found is not None:
        if found.shape != tuple(expected.shape):
            refuse(_name(func), f"torch gives the shape {tuple(expected.shape)} and the rule {found.shape}")
        if expected.dtype != torch.bool and any(torch.promote_types(d, expected.dtype) != expected.dtype for d in given):
            refuse(_name(func), f"it rounds to {expected.dtype}")
    return Traced.make(found, expected)
