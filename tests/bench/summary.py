"""The figures of one bench run: a table of what was asked and found, and the growth of cells as a plot, from pytest-benchmark's JSON.

Run as `python -m tests.bench.summary FILE.json`; the plot goes beside the file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from rich.console import Console
from rich.markup import escape
from rich.table import Table


def main(file: Path) -> None:
    """Prints the table and writes FILE.svg."""
    run = json.loads(file.read_text(encoding="utf-8"))
    table = Table("benchmark", "median", "figures", title=f"{run['machine_info'].get('cpu', {}).get('brand_raw', '')}, {run['datetime'][:19]}")
    for row in run["benchmarks"]:
        told = {k.replace("_", " "): v for k, v in row["extra_info"].items() if isinstance(v, (int, float)) or k in ("device", "malloc")}
        figures = ", ".join(f"{name} {value if isinstance(value, str) else format(value, ',')}" for name, value in told.items())
        table.add_row(escape(row["name"].removeprefix("test_")), f"{row['stats']['median'] * 1e3:,.3f} ms", figures)
    Console(width=160).print(table)
    growth = [row["extra_info"] for row in run["benchmarks"] if row["name"].startswith("test_growth")]
    if growth:
        draw(growth, file.with_suffix(".svg"))
        print(file.with_suffix(".svg"))
    curves = [row["extra_info"] for row in run["benchmarks"] if "curve" in row["extra_info"]]
    if curves:
        draw_curves(curves, file.with_suffix(".sweeps.svg"))
        print(file.with_suffix(".sweeps.svg"))


def draw(growth: list[dict[str, float]], file: Path) -> None:
    """Time a cell and memory against the number of cells, d = 5."""
    plt.rcParams["svg.hashsalt"] = "growth of cells"
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    cells = [row["cells"] for row in growth]
    left.plot(cells, [row["microseconds_a_cell"] for row in growth], "o-")
    left.set(xscale="log", ylim=(0, None), xlabel="cells (d = 5)", ylabel="microseconds a cell", title="time a cell")
    right.plot(cells, [row["peak_bytes"] / 2**20 for row in growth], "o-")
    right.set(xscale="log", yscale="log", xlabel="cells (d = 5)", ylabel="MiB at peak", title="memory")
    figure.savefig(file, metadata={"Date": None})


def draw_curves(curves: list[dict[str, Any]], file: Path) -> None:
    """One panel a curve, both axes logarithmic, with the fitted slope."""
    plt.rcParams["svg.hashsalt"] = "growth of sweeps"
    figure, axes = plt.subplots(1, len(curves), figsize=(3.2 * len(curves), 3.2), layout="constrained", squeeze=False)
    for panel, row in zip(axes[0], curves, strict=True):
        curve = row["curve"]
        panel.plot(curve["x"], curve["y"], "o-")
        slope = f"fitted slope {row['fitted_slope']}" if "fitted_slope" in row else ""
        panel.set(xscale="log", yscale="log", xlabel=curve["x_label"], ylabel=curve["y_label"], title=slope)
    figure.savefig(file, metadata={"Date": None})


if __name__ == "__main__":
    run = Path(sys.argv[1])
    if not run.exists():
        sys.exit(f"nothing was measured: every benchmark that was selected was skipped (pytest says why above), so there is no {run.name}")
    main(run)
