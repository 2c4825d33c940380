"""What the strategies of the claims about torch reach, and the twins of their routes."""

from __future__ import annotations

from collections import Counter

import pytest
import torch

from claims.core.draws import draw_all
from claims.core.judge import judge
from claims.instances import additions, selections, sorted_rows, window_selections
from claims.instances.additions import Numbers, NumbersSubject, floats, shown, whole_numbers
from claims.instances.tables import LONG, Table, TableSubject, tables
from claims.lecture import find
from impl.place import Place

FLOAT64, FLOAT32 = Place("cpu", "float64"), Place("cpu", "float32")
COUNT = 400


def drawn(strategy):
    found = []
    draw_all(strategy, COUNT, 0, lambda instance: found.append(instance) or True)
    return found


def test_tables_tie_are_long_and_lie_on_both_sides():
    found = drawn(tables(LONG))
    seen = Counter()
    for table in found:
        s = TableSubject(table, FLOAT32)
        seen.update({"tied": "o" in s.ties[0], "long": s.shape[1] > 1024, "on its side": s.axis == 0, "several": s.shape[0] > 1})
        seen["both zeros"] += any("0" in texts and "-0.0" in texts for texts in ({repr(v) for v in row} for row in table.rows))
        seen["with another end"] += s.shape[1] > 1024 and not {*table.end} <= {*table.rows[0]}
        assert s.shape[0] * s.shape[1] <= 8 * 1500
        assert s.x.shape == (s.shape if s.axis == 1 else s.shape[::-1])
        assert s.by_row(s.x.detach()) == [list(row) for row in s.rows]
    assert min(seen[name] for name in ("tied", "long", "on its side", "several", "both zeros")) > COUNT / 20, seen
    assert seen["with another end"] > COUNT / 100, seen


@pytest.mark.parametrize("name", selections.SELECTIONS)
def test_a_kernel_that_stops_early_is_seen(name, monkeypatch):
    kept, (*_, late) = selections.SELECTIONS[name], find("T02").examples

    def stopped(x, axis, k):
        return kept.run(x.narrow(axis, 0, 1024), axis, kept.rank(1024))

    assert judge(find("T02"), late, FLOAT32).status == "supported"
    monkeypatch.setitem(selections.SELECTIONS, name, kept._replace(run=stopped))
    assert judge(find("T02"), late, FLOAT32).status == "refuted"
    if name in selections.FIRST:
        assert judge(find("T03"), late, FLOAT32).status == "refuted"


def test_integers_fit_every_format_and_floats_do_not():
    for instance in drawn(whole_numbers()):
        s = NumbersSubject(instance, FLOAT32)
        assert all(additions.total(each) <= 2**24 for name in additions.ADDITIONS for each in additions.moduli(s, name))
    rounded = dict.fromkeys((FLOAT64, FLOAT32), 0)
    for instance in drawn(floats())[:100]:
        for place in rounded:
            s = NumbersSubject(instance, place)
            rounded[place] += [float(v) for v in additions.by_torch(s, "dot")] != [additions.total(each) for each in additions.addends(s, "dot")]
    assert min(rounded.values()) > 20, rounded


def test_outputs_of_long_scans_are_judged_from_the_first_to_the_last():
    assert shown(1) == [0]
    assert shown(12) == list(range(12))
    assert (len(shown(13)), shown(13)[0], shown(4000)[-1]) == (12, 0, 3999)
    assert shown(4000) == sorted(set(shown(4000)))


@pytest.mark.parametrize("rows", [((1, 2, 2, 0, 2), (0, -0.0, 1, 1, 1)), ((1,), (1,), (0,)), ((3, 3),)])
@pytest.mark.parametrize("axis", [0, 1])
def test_windows_are_those_of_unfolded_tables(rows, axis):
    s = TableSubject(Table(rows, 1, axis), FLOAT64)
    m, n = s.shape
    numbered = torch.arange(m * n, dtype=torch.float64).reshape(1, 1, m, n) + 1
    for name, size, step, padding in (
        ("max_pool1d, windows of 2", (1, 2), 1, (0, 0)),
        ("max_pool1d, windows of 3, every second, padded", (1, 3), (1, 2), (0, 1)),
        ("max_pool2d, windows of 2 x 2, padded", (2, 2), 1, (1, 1)),
    ):
        columns = [] if size[1] > n + 2 * padding[1] else torch.nn.functional.unfold(numbered, size, 1, padding, step)[0].T.tolist()
        twin = [[int(v) - 1 for v in column if v] for column in columns]
        assert [list(window) for window, _ in window_selections.windows(s, name)] == twin
    prefixes = [[k * n + i for i in range(j + 1)] for k in range(m) for j in range(n)]
    for name in ("cummax", "cummin"):
        assert [list(window) for window, _ in window_selections.windows(s, name)] == prefixes
        best = max if name == "cummax" else min
        assert [value for _, value in window_selections.windows(s, name)] == [best(s.flat[i] for i in window) for window in prefixes]


@pytest.mark.parametrize("name", sorted_rows.STABLE)
def test_a_stable_order_is_that_of_counting(name):
    for table in drawn(tables((1,)))[:100]:
        s = TableSubject(table, FLOAT64)
        for row, order in zip(s.rows, sorted_rows.by_python(s, name), strict=True):
            sign = -1 if sorted_rows.STABLE[name].descending else 1
            before = [sum(sign * w < sign * v or (w == v and j < i) for j, w in enumerate(row)) for i, v in enumerate(row)]
            assert [order[position] for position in before] == list(range(len(row)))


@pytest.mark.parametrize("ident", ["T07", "T08"])
def test_tf32_is_refused_by_name(ident):
    instance = Numbers((1, 2), (1, 1), (0, 0))
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("high")
    try:
        at = {place: judge(find(ident), instance, place) for place in (FLOAT64, FLOAT32)}
    finally:
        torch.set_float32_matmul_precision(before)
    assert at[FLOAT64].status == "supported"
    assert at[FLOAT32].status == "error"
    assert "Tf32Error" in at[FLOAT32].note


def test_cudnn_is_switched_on_again():
    s = NumbersSubject(Numbers((1, 2), (1, 1), (0, 0)), FLOAT64)
    for enabled in (True, False):
        torch.backends.cudnn.enabled = enabled
        additions.by_torch(s, "conv1d")
        found, torch.backends.cudnn.enabled = torch.backends.cudnn.enabled, True
        assert found is enabled
