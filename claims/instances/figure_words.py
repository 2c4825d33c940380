"""What the panels support, in words and numbers computed from the runs: what is proved, what is only seen, and what the choices decide."""

from __future__ import annotations

from typing import Any

import numpy as np

from claims.instances.figure_checks import checks, drift, floats, pairs, scale_of
from claims.instances.figure_runs import studied
from impl.gaussian_training import Setting, variances
from impl.place import Place
from impl.training_ledger import carried, ledger
from impl.training_run import Record, train


def measured(record: Record) -> dict[str, Any]:
    """The numbers that the words speak of."""
    found, bound = ledger(record), carried(record)
    norms = np.stack([floats(layer) for layer in found.norms], 1)
    moved = {f"{i + 1}, {j + 1}": float(max(map(abs, drift(found.norms, i, j)))) for i, j in pairs(record)}
    ratios = {f"{i + 1}, {j + 1}": [float(norms[t, i] / norms[t, j]) for t in (0, -1)] for i, j in pairs(record)}
    return {
        "largest drift of a difference": moved,
        "spread that the ledger allows": float(found.spread[-1]),
        "what rounding may add": float(scale_of(record, bound, bound.sizes[-1]).allowed()),
        "squared norms, first and last": [[float(v) for v in norms[t]] for t in (0, -1)],
        "ratios, first and last": ratios,
        "loss, first and last": [float(record.column("residual")[0]) / 2, record.loss],
    }


def chosen(setting: Setting) -> dict[str, Any]:
    """The setting as a page shows it: what the slide gives, and what we chose."""
    given = {"widths": list(setting.widths), "points": setting.samples, "steps": setting.steps, "start": setting.start}
    return given | {"variances": variances(setting), "our choice": {"step size": setting.rate, "data": setting.data, "seed": setting.seed}}


def conclusions(record: Record, numbers: dict[str, Any], study: list[dict[str, Any]]) -> list[str]:
    """Sentences for the claim's page: what holds by proof, what was seen, what depends on step size and data."""
    ratio = max(numbers["ratios, first and last"].values(), key=lambda pair: abs(pair[0] - 1))
    losses, largest = numbers["loss, first and last"], max(numbers["largest drift of a difference"].values())
    said = [
        f"Differences stay what they were up to the ledger's drift: the largest moved by {largest:.3g} in {record.setting.steps:,} steps, "
        f"where the ledger allows {numbers['spread that the ledger allows']:.3g}. This is proved (L51), for every step size and all data.",
        f"Ratios: the one that starts farthest from 1 goes from {ratio[0]:.4g} to {ratio[1]:.4g}. That a ratio is 1 plus the difference over its "
        "second norm is proved; that the norms grow, and so that the ratios come near 1, is only seen.",
        f"Only seen as well: that the loss falls, here from {losses[0]:.4g} to {losses[1]:.4g}.",
        "The slide gives neither step size nor data. Both are our choice: "
        f"eta = {record.setting.rate:.4g} for the sum of the losses, and the data set '{record.setting.data}'.",
    ]
    return said + _depends(study)


def _depends(study: list[dict[str, Any]]) -> list[str]:
    if not study:
        return []
    runs, held, nearer, fell = (sum(row[name] for row in study) for name in ("seeds", "ledger held", "ratio nearer 1", "loss fell"))
    moved = {(row["data"], row["step size"]): float(np.median(row["largest drift"])) for row in study}
    steps = [moved[a] < moved[b] for a in moved for b in moved if a[0] == b[0] and b[1] == 2 * a[1]]
    return [
        f"The study ({runs} runs: two data sets, three step sizes for one time, five seeds): the drift was the ledger's in {held} of {runs}, the "
        f"farthest ratio ended nearer 1 in {nearer} of {runs}, the loss fell in {fell} of {runs}.",
        f"What depends on the choices is how much. The median drift is between {min(moved.values()):.2g} and {max(moved.values()):.2g}; doubling "
        f"the step size made it larger in {sum(steps)} of {len(steps)} cases. When the norms begin to grow, and how near 1 the ratios end, "
        "depend on both.",
        *[_astray(row) for row in study if row["ratio nearer 1"] < row["seeds"]],
    ]


def _astray(row: dict[str, Any]) -> str:
    return (
        f"In {row['seeds'] - row['ratio nearer 1']} of {row['seeds']} runs with the data '{row['data']}' and eta = {row['step size']:.4g} the "
        "farthest ratio ended farther from 1 than it began: with too large a step the panels say something else."
    )


def study(start: str, size: Setting, place: Place) -> list[dict[str, Any]]:
    """One row for each data set and step size: over the seeds, the largest drift, the farthest ratio, what became of it and of the loss."""
    rows: dict[tuple[str, float], dict[str, Any]] = {}
    for setting in studied(start, size):
        record = train(setting, place, every=setting.steps)
        numbers = measured(record)
        ratio = max(numbers["ratios, first and last"].values(), key=lambda pair: abs(pair[0] - 1))
        losses = numbers["loss, first and last"]
        empty: dict[str, Any] = {"data": setting.data, "step size": setting.rate, "steps": setting.steps, "seeds": 0, "largest drift": []}
        row = rows.setdefault(
            (setting.data, setting.rate), empty | {"farthest ratio at the end": [], "ratio nearer 1": 0, "loss fell": 0, "ledger held": 0}
        )
        row["seeds"] += 1
        row["largest drift"].append(max(numbers["largest drift of a difference"].values()))
        row["farthest ratio at the end"].append(ratio[1])
        row["ratio nearer 1"] += int(abs(ratio[1] - 1) < abs(ratio[0] - 1))
        row["loss fell"] += int(losses[1] < losses[0])
        row["ledger held"] += int(all(check.holds for check in checks(record)))
    return list(rows.values())
