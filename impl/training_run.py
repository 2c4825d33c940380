"""A whole training run in Gram form: recorded at every step, looked at directly every so often, resumed from a checkpoint after a kill."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from impl import checkpoints
from impl.gaussian_training import Problem, Setting, problem
from impl.gram_descent import GramDescent, columns, neurons
from impl.place import Place
from impl.repeated import Capture

Progress = Callable[[int, int], None]  # steps done, steps in all
EVERY = 100  # steps between two direct looks at the weights
KEPT = 5  # looks between two checkpoints


class Record(NamedTuple):
    """What a run leaves. `history` (steps, columns) is recorded at steps 0..T-1 before the step is taken; `looks` are the steps at which the
    weights were looked at directly, 0 and T among them: `norms` (looks, layers), and for each hidden layer, (looks, neurons) each, `apart` (the
    squared norm of the weights towards a neuron minus that of those away), `owed` (what the ledger owes it), `slips` (the sum of what rounding
    leaves of <W_h, G_h> minus <W_{h+1}, G_{h+1}>, neuron by neuron)."""

    setting: Setting
    place: Place
    history: np.ndarray
    looks: tuple[int, ...]
    norms: np.ndarray
    apart: tuple[np.ndarray, ...]
    owed: tuple[np.ndarray, ...]
    slips: tuple[np.ndarray, ...]
    loss: float  # after the last step
    sizes: dict[str, float]  # Frobenius norms of the inputs and of their Gram matrix
    resumed: int  # the step that the run was taken up at

    def column(self, name: str) -> np.ndarray:
        """One of the columns of `impl.gram_descent.columns`, shape (steps,)."""
        return self.history[:, columns(self.norms.shape[1]).index(name)]


def train(
    setting: Setting,
    place: Place,
    *,
    every: int = EVERY,
    folder: Path | None = None,
    progress: Progress = lambda done, steps: None,
    capture: Capture | None = None,
) -> Record:
    """Trains `setting` at `place`; with a `folder`, from the checkpoint there if there is one, and leaving checkpoints.

    Raises SettingError, Tf32Error, CheckpointError (a checkpoint of other settings) before any step is taken.
    """
    given = problem(setting, place)
    descent = GramDescent(given, setting.rate, place, rows=every, capture=capture)
    asked = checkpoints.settings(setting, place, every)
    path = None if folder is None else folder / f"{checkpoints.name_of(asked)}.pt"
    kept = checkpoints.load(path, asked) if path is not None else None
    looked: dict[str, list[Any]] = _restore(descent, kept) if kept else {"history": [], "looks": []}
    resumed = int(sum(looked["looks"][-1:]))
    if not kept:
        _look(descent, looked, 0)
    done = resumed
    progress(done, setting.steps)
    while done < setting.steps:
        taken = min(every, setting.steps - done)
        looked["history"].append(descent.run(taken))
        done += taken
        _look(descent, looked, done)
        if path is not None and (done == setting.steps or (len(looked["looks"]) - 1) % KEPT == 0):
            checkpoints.save(path, asked, _state(descent, looked))
        progress(done, setting.steps)
    return _record(setting, place, given, descent, looked, resumed)


def _look(descent: GramDescent, looked: dict[str, list[Any]], step: int) -> None:
    """Squared norms of all layers, and the differences of all neurons, from the weights themselves, in float64."""
    weights = descent.all_weights()
    found = {"norms": torch.stack([(w * w).sum(1).sum() for w in weights])}
    for name, group in (("apart", neurons(weights)), ("owed", descent.owed), ("slips", descent.slips)):
        found |= {f"{name} {h}": tensor for h, tensor in enumerate(group)}
    for name, tensor in found.items():
        looked.setdefault(name, []).append(tensor.cpu().numpy().copy())
    looked["looks"].append(step)


def _state(descent: GramDescent, looked: dict[str, list[Any]]) -> dict[str, Any]:
    tables = {name: torch.from_numpy(np.stack(rows)) for name, rows in looked.items() if name not in ("history", "looks")}
    history = torch.from_numpy(np.concatenate(looked["history"]))
    return {"tensors": {k: v.cpu() for k, v in descent.state().items()}, "tables": tables, "history": history, "looks": looked["looks"]}


def _restore(descent: GramDescent, kept: dict[str, Any]) -> dict[str, list[Any]]:
    for name, tensor in descent.state().items():
        tensor.copy_(kept["tensors"][name])
    tables = {name: list(table.numpy()) for name, table in kept["tables"].items()}
    return {"history": [kept["history"].numpy()], "looks": list(kept["looks"])} | tables


def _record(setting: Setting, place: Place, given: Problem, descent: GramDescent, looked: dict[str, list[Any]], resumed: int) -> Record:
    table = {name: np.stack(rows) for name, rows in looked.items() if name not in ("history", "looks")}
    hidden = range(len(descent.hidden))
    sizes = {"inputs": float(np.linalg.norm(given.inputs)), "gram": float(descent.gram.to(torch.float64).norm())}
    apart, owed, slips = (tuple(table[f"{name} {h}"] for h in hidden) for name in ("apart", "owed", "slips"))
    history, looks = np.concatenate(looked["history"]), tuple(looked["looks"])
    return Record(setting, place, history, looks, table["norms"], apart, owed, slips, descent.loss(), sizes, resumed)


def table(record: Record, norms: np.ndarray) -> str:
    """CSV: the loss and the squared norms of all layers before every step, shape (steps + 1, layers); floats in full."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    write(["step", "loss", *(f"squared_norm_{h + 1}" for h in range(norms.shape[1]))])
    losses = [*(record.column("residual") / 2), record.loss]
    for step, (loss, row) in enumerate(zip(losses, norms.tolist(), strict=True)):
        write([step, repr(float(loss)), *(repr(v) for v in row)])
    return text.getvalue()


def write_whole(path: Path, text: str) -> None:
    """Writes a text beside `path` and renames it: a reader never finds half of it."""
    beside = path.with_suffix(f".{os.getpid()}.part")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
