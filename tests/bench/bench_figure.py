"""The slide's figure: the Gram form against a module with SGD, and against its own matrix products, both starts at once in two processes.

FIGURE_STEPS says how many steps are timed, 200 unless it is set; the forms take turns every 20 steps, so that a busy machine disturbs all of
them alike, and medians are told. FIGURE_STEPS=10000 times the whole figure.
"""

from __future__ import annotations

import os

import pytest

from tests.bench.figure_forms import BLOCK, as_torch_comes, seconds_a_step

STEPS = int(os.environ.get("FIGURE_STEPS", "200"))
WHOLE = 10_000  # steps of the slide's figure


@pytest.mark.parametrize("fmt", ["float64", "float32"])
def test_figure(benchmark, fmt):
    """Asked in float64: at least 2.2 times the module's pace, 75 % of the products' limit, and agreement to twelve digits.

    The module's loop is timed twice: as torch runs it by itself, both starts one after another, and helped as the fast form is, one process a start.
    """
    found = benchmark.pedantic(seconds_a_step, args=(fmt, STEPS), rounds=1)
    by_itself, threads = as_torch_comes(fmt, STEPS)
    slowest = {form: max(times[form] for times in found.values()) for form in ("gram", "plain", "products")}
    flop = 2 * (100 * 1000 * 1000 + 3 * 100 * 100 * 1000 + 3 * 10 * 100 * 1000)
    benchmark.extra_info.update(
        steps=STEPS // BLOCK * BLOCK,
        gram_milliseconds_a_step=round(slowest["gram"] * 1e3, 3),
        plain_milliseconds_a_step=round(slowest["plain"] * 1e3, 3),
        times_faster_than_in_two_processes=round(slowest["plain"] / slowest["gram"], 2),
        plain_by_itself_both_starts_milliseconds=round(by_itself * 1e3, 3),
        plain_by_itself_threads=threads,
        times_faster_than_by_itself=round(by_itself / slowest["gram"], 2),
        asked_times=2.2 if fmt == "float64" else 0,
        percent_of_the_products_limit=round(100 * slowest["products"] / slowest["gram"], 1),
        asked_percent=75,
        gigaflops_a_process=round(flop / slowest["gram"] / 1e9, 1),
        whole_figure_seconds=round(slowest["gram"] * WHOLE, 1),
        relative_distance_of_the_weights=max(times["apart"] for times in found.values()),
    )
