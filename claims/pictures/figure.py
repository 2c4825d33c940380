"""The slide's four panels and what stands behind them, drawn from recorded training runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from claims.core.pictures import Panel, Picture, series
from claims.instances.figure_checks import by_ledger, drift, floats, pairs, scale_of
from impl.training_ledger import carried, ledger
from impl.training_run import Record

POINTS = 250  # of a curve: every step of a short run, and evenly spaced ones of a long run
LETTERS = {"balanced": ("a", "b"), "unbalanced": ("c", "d")}


def all_pictures(record: Record, study: list[dict[str, Any]]) -> list[Picture]:
    """The panels, the ledger under them, the neurons, and the study where there is one."""
    return [panels(record), against_the_ledger(record), by_neuron(record), *([studied(record, study)] if study else [])]


def panels(record: Record) -> Picture:
    """Differences and ratios of the layers' squared norms over the steps, as on the slide."""
    found = ledger(record)
    at = steps(record)
    norms = [floats(layer) for layer in found.norms]
    differences, ratios = [], []
    for i, j in pairs(record):
        start, owed = found.norms[i][0] - found.norms[j][0], by_ledger(record, found, i, j)
        differences.append(series(f"|W{i + 1}|² − |W{j + 1}|²", "data", zip(at, (norms[i] - norms[j])[at], strict=True)))
        differences.append(series(f"start + ledger, {i + 1} and {j + 1}", "claimed", [(t, start + owed[t]) for t in at]))
        ratios.append(series(f"|W{i + 1}|² / |W{j + 1}|²", "data", zip(at, (norms[i] / norms[j])[at], strict=True)))
    first, second = LETTERS[record.setting.start]
    return Picture(
        "panels",
        f"Panels ({first}) and ({second}): {record.setting.start} start, widths {', '.join(map(str, record.setting.widths))}",
        f"Differences and ratios of the squared norms of neighbouring layers over {record.setting.steps} steps of gradient descent from a "
        f"{record.setting.start} start. The differences lie on the ledger's prediction; the ratios end at "
        + ", ".join(f"{norms[i][-1] / norms[j][-1]:.3g}" for i, j in pairs(record))
        + ".",
        (
            Panel(tuple(differences), title=f"({first}) differences", x_label="step", y_label="difference of squared norms"),
            Panel((*ratios, series("1", "reference", [(0, 1), (at[-1], 1)])), title=f"({second}) ratios", x_label="step", y_label="ratio"),
        ),
    )


def against_the_ledger(record: Record) -> Picture:
    """The measured drift with the ledger's over it, and how far they are apart beside what rounding may produce."""
    found, bound, at = ledger(record), carried(record), steps(record)
    drawn, apart = [], []
    for i, j in pairs(record):
        owed, moved = by_ledger(record, found, i, j), drift(found.norms, i, j)
        direct = record.norms[:, i] - record.norms[:, j]
        name = f"layers {i + 1} and {j + 1}"
        looks = range(0, len(record.looks), max(1, len(record.looks) // 25))
        drawn.append(series(f"measured, {name}", "point", [(record.looks[k], direct[k] - direct[0]) for k in looks]))
        drawn.append(series(f"ledger, {name}", "claimed", [(t, owed[t]) for t in at]))
        gaps = [(t, abs(moved[t] - owed[t])) for t in at]
        if any(gap > 0 for _, gap in gaps):
            apart.append(series(f"measured minus ledger, {name}", "data", [pair if pair[1] > 0 else None for pair in gaps]))
    allowed = [(t, scale_of(record, bound, bound.sizes[t]).allowed()) for t in at if bound.sizes[t] > 0]
    return Picture(
        "ledger",
        "The drift of the differences, measured and by the ledger",
        "The drift of the differences of squared norms, measured from the weights, lies on the sum of the squared steps that the ledger adds up; "
        "the distance between the two stays below what rounding may produce.",
        (
            Panel(tuple(drawn), title="drift", x_label="step", y_label="difference minus its start"),
            Panel(
                (*apart, series("rounding allows", "bound", allowed)),
                title="distance",
                x_label="step",
                y_label="measured minus ledger",
                y_scale="log",
            ),
        ),
    )


def by_neuron(record: Record) -> Picture:
    """Neuron by neuron: the drift of |weights in|² − |weights out|² over the steps (least, median, largest), and each at the end by the ledger."""
    shown = []
    for h, (apart, owed) in enumerate(zip(record.apart, record.owed, strict=True)):
        moved, title = apart - apart[0], f"hidden layer {h + 1}"
        ends = np.stack([owed[-1], moved[-1]], 1)
        low, high = float(owed[-1].min()), float(owed[-1].max())
        spread = [series(name, "data", zip(record.looks, of(moved, 1), strict=True)) for name, of in EXTREMES]
        shown.append(Panel(tuple(spread), title=title, x_label="step", y_label="drift of a neuron's difference"))
        line = series("measured = ledger", "reference", [(low, low), (high, high)])
        shown.append(Panel((line, series("neurons", "point", ends)), title=f"{title}, at the end", x_label="ledger", y_label="measured"))
    return Picture(
        "neurons",
        "Neuron by neuron: squared norm of the weights in, minus that of the weights out",
        "For each hidden layer, the least, median and largest drift of the neurons' differences over the steps, and each neuron's drift at the end "
        "against what the ledger owes it: all on the diagonal.",
        tuple(shown[:6]),
    )


EXTREMES = (("least", np.min), ("median", np.median), ("largest", np.max))


def studied(record: Record, rows: list[dict[str, Any]]) -> Picture:
    """Largest drift and farthest final ratio against the step size, five seeds and two data sets."""
    drifts, ratios = [], []
    for data in dict.fromkeys(row["data"] for row in rows):
        own = [row for row in rows if row["data"] == data]
        drifts.append(series(data, "point", [(row["step size"], v) for row in own for v in row["largest drift"]]))
        drifts.append(series(f"{data}, median", "data", [(row["step size"], float(np.median(row["largest drift"]))) for row in own]))
        ratios.append(series(data, "point", [(row["step size"], v) for row in own for v in row["farthest ratio at the end"]]))
    sizes = sorted({row["step size"] for row in rows})
    ratios.append(series("1", "reference", [(sizes[0], 1), (sizes[-1], 1)]))
    axis = {"x_label": "step size", "x_scale": "log"}
    return Picture(
        "study",
        f"What depends on step size and data: {record.setting.start} start, reduced size, five seeds",
        "The largest drift of a difference grows with the step size for both data sets; the farthest ratio at the end depends on both.",
        (
            Panel(tuple(drifts), title="largest drift of a difference", y_label="drift", y_scale="log", **axis),
            Panel(tuple(ratios), title="farthest ratio at the end", y_label="ratio", **axis),
        ),
    )


def steps(record: Record) -> Sequence[int]:
    """The steps that are drawn."""
    return sorted({*range(0, record.setting.steps, max(1, record.setting.steps // POINTS)), record.setting.steps})
