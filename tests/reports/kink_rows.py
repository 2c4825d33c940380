"""A small kink ledger for tests of its page."""

from __future__ import annotations

import json

from reports import kinks

HEADER = {"schema": kinks.SCHEMA, "torch": "2.13.0", "python": "3.11.7", "devices": {"cpu": "x86_64"}, "cases": 3}


def row(operation="relu", situation="at 0", format="float64", **changes):
    return {
        "operation": operation,
        "situation": situation,
        "program": "torch.relu(x[0])",
        "point": ["0"],
        "definition": "relu(x0)",
        "germ": False,
        "device": "cpu",
        "format": format,
        "limiting_gradients": [["0"], ["1"]],
        "clarke_vertices": [["0"], ["1"]],
        "returned": [0.0],
        "verdict": "in the Clarke set",
        "direction": None,
    } | changes


ROWS = (
    row(),
    row(format="float32"),
    row("the identity", returned=[0.5], verdict="conservative only", direction=["-1"], clarke_vertices=[["1"]]),
    row("maximum of one", returned=[1.0], verdict="gradient", clarke_vertices=[["1"]]),
    row("wrong", returned=[-1.0], verdict="outside", direction=["-1"]),
    row("sqrt(x x)", returned=["nan"], verdict="nan"),
    row("gone", returned=None, verdict="not run", note="AttributeError: no such operation"),
)


def write(path, rows=ROWS, header=HEADER):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in (header, *rows)), encoding="utf-8")
    return path
