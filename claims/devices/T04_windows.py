"""T04: cummax, cummin and max pooling select one of the tied entries of every window."""

from claims.core.check import belongs, equal, holds
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.devices import ladder
from claims.instances import window_selections as win
from claims.instances.tables import Table, table_at, tables

PAIR, ROW, SQUARE = Table(((1, 1),)), Table(((0, 1, 1, 0, 1),)), Table(((0, -0.0), (0, 0)), axis=0)


@claim(
    "T04",
    "Running maxima and pools select one of the tied entries of every window",
    slide="",
    reading="Each window or prefix selects one of its largest entries; an entry that several windows select gets the sum of their gradients.",
    truth=Truth.TRUE,
    why="Which of the tied entries a window selects is documented nowhere",
    proof=r"$e_{i_j} \in \partial y_j$ as for one maximum. The $y_j$ are convex (for minima concave) and $w_j > 0$, so the sum rule holds with "
    r"equality [Clarke 1983, 2.3.3 and 2.3.6].",
    for_all=tables(),
    build=table_at,
    kinks=Kinks(),
    uses=("T02",),
    routes={
        "selected": "values, indices and autograd by torch at the place named",
        "windows": "the windows and their extrema, by comparing plain numbers",
        "differential": "the Clarke differential of the weighted sum by the exact engine, for at most four entries",
    },
    examples=(PAIR, ROW, SQUARE),
    mutants=(
        Mutant("the last write", "of several windows that select an entry one adds its gradient", ROW, {"element": win.last_write}),
        Mutant("without weights", "every window counts once", ROW, {"element": win.unweighted}),
        Mutant("the first entry", "of each window, whatever its value", ROW, {"windows": win.first_of_window}),
        Mutant("narrower windows", "each without its last entry", ROW, {"windows": win.narrower}),
    ),
    blind=("which of the tied entries each window selects: the device ladder records it",),
    choices=ladder.selected_in_windows,
)
def windows_select(s, *, selected=win.by_torch, windows=win.windows, differential=win.small_sets, element=win.added):
    r"""Let $y_j$ be the largest (smallest) entry of the $j$-th prefix or window of $x$. `cummax`, `cummin`, `max_pool1d` and `max_pool2d`
    return $y_j$ and an index $i_j$ of the window with $x_{i_j} = y_j$; for weights $w > 0$ backpropagation through $\sum_j w_j y_j$ returns
    $\sum_j w_j e_{i_j}$, which is in the Clarke differential of that sum."""
    for name in win.SCANS:
        found, claimed = selected(s, name), windows(s, name)
        yield equal(found.values, [value for _, value in claimed], label=f"{name}: the values")
        attained = all(i in window and s.flat[i] == value for i, (window, value) in zip(found.indices, claimed, strict=True))
        yield holds(attained, found=found.indices, claimed=claimed, label=f"{name}: the indices")
        yield equal(found.gradient, element(s, found.indices), label=f"{name}: the gradient")
        for polytope in differential(s, name):
            yield belongs(found.gradient, polytope, label=f"{name}: in the Clarke differential")
