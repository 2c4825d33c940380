"""Trends over five logs: what stood how, when."""

from dataclasses import replace

import pytest

from claims.core.evidence import Verdict
from claims.core.log import LogError
from claims.core.standing import Colour
from reports.__main__ import main
from reports.pages.trends import bars, line
from reports.trends import trends
from tests.reports import logs
from tests.reports.logs import entry, found
from tests.reports.strict import Page


@pytest.fixture
def five(tmp_path):
    """Five runs: L05 fails in the third, L36 is asked for in the last two only, L59 leaves the lecture before the last."""
    paths = []
    for number in range(5):
        row = found("L05", seconds=1.0 + number)
        rows = [row if number != 2 else replace(row, verdict=Verdict.REFUTED, as_expected=False)] + ([found("L36")] if number > 2 else [])
        manifest = [entry("L05", title=f"Title {number}"), entry("L36"), *([entry("L59")] if number < 4 else [])]
        asked = ["L05", *(["L36"] if number > 2 else []), *(["L59"] if number < 4 else [])]
        paths.append(
            logs.write(tmp_path / f"{9 - number}.jsonl", rows, manifest=manifest, started=f"2026-0{number + 1}-01T00:00:00+00:00", selected=asked)
        )
    return paths


def test_runs_stand_in_the_order_of_time_and_claims_as_in_the_newest_manifest(five):
    found_, board = trends(reversed(five))
    assert [run.name for run in found_.runs] == ["9.jsonl", "8.jsonl", "7.jsonl", "6.jsonl", "5.jsonl"]
    assert [trend.id for trend in found_.trends] == ["L05", "L36", "L59"]
    assert [run.colours[Colour.RED] for run in found_.runs] == [0, 0, 1, 0, 0]
    assert [run.asked for run in found_.runs] == [2, 2, 2, 3, 2]
    assert board.logs[0].path == str(five[-1])


def test_each_point_has_standing_instances_and_seconds_of_its_run_alone(five):
    first, second, third = trends(five)[0].trends
    assert [point.colour.value for point in first.points] == ["green", "green", "red", "green", "green"]
    assert [point.seconds for point in first.points] == [1, 2, 3, 4, 5]
    assert (first.title, first.steady, second.steady) == ("Title 4", False, True)
    assert [point and point.instances for point in second.points] == [None, None, None, 2000, 2000]
    assert [point and point.colour.value for point in third.points] == ["not run"] * 4 + [None]


def test_the_chart_and_the_lines(five):
    found_, _ = trends(five)
    drawn = bars(found_.runs)
    assert {bar.x for bar in drawn} == {1, 11, 21, 31, 41}
    assert [sum(bar.height for bar in drawn if bar.x == x) for x in (1, 31)] == pytest.approx([66.67, 100], abs=1)
    points = [tuple(map(float, pair.split(","))) for pair in line(found_.trends[0]).split()]
    assert [x for x, _ in points] == [2, 26, 50, 74, 98]
    assert [y for _, y in points] == sorted((y for _, y in points), reverse=True)
    assert line(found_.trends[2]) == ""


def test_the_page_shows_all_five(five, tmp_path, capsys):
    assert main(["trends", *map(str, five), "--out", str(tmp_path / "out")]) == 0
    page = Page((tmp_path / "out" / "trends.html").read_text(encoding="utf-8"))
    assert "1 of 3 claims did not stand the same" in page.text
    for number in range(5):
        assert f"{9 - number}.jsonl" in page.text
        assert f"2026-0{number + 1}-01" in page.text
    assert {"L05.html", "L36.html"} <= set(page.links)
    assert "L59.html" not in page.links
    assert "5 runs, 3 claims" in capsys.readouterr().out


def test_a_log_that_cannot_be_read_is_named(five):
    five[1].write_text("{}\n")
    with pytest.raises(LogError, match=r"8\.jsonl:1"):
        trends(five)
