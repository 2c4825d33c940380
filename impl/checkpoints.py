"""Checkpoints of a training run: written whole or not at all, and refused by name where they are of other settings."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from impl import gaussian_training, gram_descent
from impl.gaussian_training import Setting
from impl.place import Place


class CheckpointError(ValueError):
    """A checkpoint that cannot be continued from; the text says which setting differs, or what is wrong with the file."""


def settings(setting: Setting, place: Place, every: int) -> dict[str, str]:
    """All that a run's bytes depend on, by name: the setting, the place, the interval of records, torch, and the code that steps."""
    named = {name: repr(value) for name, value in setting._asdict().items()}
    files = [Path(str(module.__file__)) for module in (gaussian_training, gram_descent)]
    code = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    return named | {"place": str(place), "every": str(every), "torch": str(torch.__version__), "code": code}


def name_of(asked: Mapping[str, str]) -> str:
    """A readable name for the file of a run with these settings."""
    digest = hashlib.sha256(repr(sorted(asked.items())).encode()).hexdigest()[:8]
    return "-".join([asked["start"].strip("'"), asked["data"].strip("'"), *asked["place"].split(), digest])


def save(path: Path, asked: Mapping[str, str], state: Mapping[str, Any]) -> None:
    """Writes beside `path` and then renames: a run killed at any moment leaves the old file or the new one."""
    beside = path.with_suffix(f".{os.getpid()}.part")
    with beside.open("wb") as file:
        torch.save({"settings": dict(asked), "state": dict(state)}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def load(path: Path, asked: Mapping[str, str]) -> dict[str, Any] | None:
    """The state kept at `path`; None where there is no file. Raises CheckpointError for a broken file and for other settings."""
    if not path.exists():
        return None
    try:
        kept = torch.load(path, map_location="cpu", weights_only=True)
        found, state = kept["settings"], kept["state"]
    except Exception as error:  # pickle, zip and torch each have their own
        raise CheckpointError(
            f"{path}: a checkpoint was asked for, found a file that is none ({type(error).__name__}: {error}); delete it"
        ) from error
    other = [name for name in sorted({*asked, *found}) if asked.get(name) != found.get(name)]
    if other:
        differences = ", ".join(f"{name} {asked.get(name)} was asked for, found {found.get(name)}" for name in other)
        raise CheckpointError(f"{path}: a checkpoint of other settings: {differences}; delete it, or name another folder")
    return state
