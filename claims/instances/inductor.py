"""Code compiled by torch's inductor: whether it can be had, and how it is kept from going on uncompiled.

Torch's limits on compiled forms are set for the whole process: beyond them compiling is an error, not a silent return to the eager route.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import torch

from impl.place import Place

FORMS = 256  # forms of one function that a process may compile: torch's own limit of 8 would go on without compiling, and not say so


def available(place: Place) -> bool:
    """Whether inductor has what it needs at the place: a C++ compiler for a CPU, triton for a GPU."""
    if place.device == "cpu":
        return shutil.which(os.environ.get("CXX") or "g++") is not None
    return not place.missing() and importlib.util.find_spec("triton") is not None


@cache
def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function compiled whole, once for each form of its arguments."""
    limits = torch._dynamo.config
    limits.recompile_limit = limits.accumulated_recompile_limit = FORMS
    limits.fail_on_recompile_limit_hit = True
    form: Any = None

    def call(*args: Any) -> Any:
        nonlocal form
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # inductor's own use of torch.jit, when it is loaded
            form = form or torch.compile(function, dynamic=False, fullgraph=True)
            return form(*args)

    return call
