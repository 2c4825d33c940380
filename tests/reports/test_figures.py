"""Figures: every one in light and dark, with words and data, and the same bytes however they were drawn."""

from __future__ import annotations

import csv
import io
import re
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from claims.core.pictures import Panel, Picture, series, to_json
from reports import evidence_pictures, render, tables
from reports import figures as drawing
from reports.drawing import store
from reports.drawing.palette import DARK, LIGHT
from reports.drawing.panel import draw
from tests.reports import logs
from tests.reports.logs import entry, found
from tests.reports.strict import Page

LINE = series("max{x, 0}", "data", [(-1, 0), (0, 0), None, (1, 1)])
SET = series("limiting gradients", "region", [(0, 0), (1, 0), (0, 1)], ["(0, 0)", "(1, 0)", "=cmd"])
MARK = series("autograd", "returned", [(0.5, 0.5)], ["(1/2, 1/2)"])
REST = [
    series("segment", "region", [(0, 0), (1, 1)]),
    series("a point", "region", [(0, 0)]),
    series("cells", "reference", [(0, 0)], ["a"]),
    series("step", "arrow", [(0, 0), (1, 1)]),
    *(series(f"{role} {k}", role, [(k, 1), (k + 1, 2)]) for role in ("data", "bound", "claimed", "reference", "point") for k in range(3)),
]
TWO = Picture("two", "A graph & a set", "ReLU beside the hull of its <limiting> gradients.", (Panel((LINE,), title="f"), Panel((SET, MARK), "plane")))
BARS = Panel((series("ties", "data", [(3, 0), (1, 1)], ["o.|o", "..|o"]),), "bars")
LOGS = Panel((series("gap", "data", [(1, 1), (10, 0.1)]),), "curves", "t", "k", "gap", "log", "log")


def page_of(tmp_path, detail):
    board = tables.board(tables.load([logs.write(tmp_path / "a.jsonl", [found("L05", detail=detail)], manifest=[entry("L05")])]))
    return render.pages(board)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return page_of(tmp_path_factory.mktemp("logs"), {"pictures": [to_json(TWO)], "note": "kept"})


@pytest.mark.parametrize("panel", [*TWO.panels, BARS, LOGS, Panel(tuple(REST), "plane")])
def test_a_panel_is_drawn_to_the_same_bytes_in_light_and_dark_and_nothing_in_it_is_foreign(panel):
    light, dark = draw(panel, "a < b")
    assert draw(panel, "a < b") == (light, dark)
    root = ElementTree.fromstring(light)
    assert root[0].text == "a < b"
    assert {element.tag.split("}")[0] for element in root.iter()} == {"{http://www.w3.org/2000/svg"}
    assert not {element.tag.split("}")[1] for element in root.iter()} & {"metadata", "script", "image", "foreignObject", "a", "text"}
    assert not re.search(rb"xlink|<!--|<!DOCTYPE|date|matplotlib v", light)
    for drawn, colours in ((light, LIGHT), (dark, DARK)):
        assert set(re.findall(r"#[0-9a-f]{6}\b", drawn.decode())) <= set(colours.values())
    assert len(light) == len(dark)


def contrast(one, other):
    def luminance(colour):
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_lines_marks_and_words_can_be_told_from_the_ground(colours):
    assert {role: c for role, c in colours.items() if role not in ("ground", "rule", "fill") and contrast(c, colours["ground"]) < 4.5} == {}


def test_a_hostile_text_becomes_paths_and_a_title():
    evil = "</svg><script>x</script> $\\frac$ \u202e \x00 \U0001f600"
    light, dark = draw(Panel((series(evil, "data", [(0, 0), (1, 1)], [evil, evil]),), "curves", evil, evil, evil), evil)
    assert b"<script" not in light + dark
    assert ElementTree.fromstring(light)[0].text.startswith("</svg><script>x</script>")


def test_a_hostile_picture_leaves_page_drawing_and_data_intact(tmp_path):
    evil = '"><script>x</script>&amp;\u202e\x00 -->]]> $x_'
    picture = Picture("evil", evil, evil * 20, (Panel((series(evil, "data", [(0, 0), (1, 1)], [evil, evil]),), "curves", evil, evil, evil),))
    site = page_of(tmp_path, {"pictures": [to_json(picture)]})
    page = Page(site["L05.html"].decode())
    assert page.elements.count("script") == 1
    assert "\u202e" not in page.text
    for name in ("figures/L05.evil.svg", "figures/L05.evil.dark.svg"):
        assert ElementTree.fromstring(site[name])[0].text.startswith('"><script>x</script>')
    ((head, *_), *rest) = csv.reader(io.StringIO(site["figures/L05.evil.csv"].decode()))
    assert head == "panel"
    assert [len(line) for line in rest] == [6, 6]
    assert b"\x00" not in site["figures/L05.evil.csv"]


def test_a_claims_page_shows_its_pictures_with_words_and_data(site):
    page = site["L05.html"].decode()
    Page(page)
    assert '<source media="screen and (prefers-color-scheme: dark)" srcset="figures/L05.two.dark.svg">' in page
    assert re.search(r'<img src="figures/L05.two.svg" width="403" height="\d{3}" alt="A graph &amp; a set: f">', page)
    assert 'alt="A graph &amp; a set: part 2 of 2"' in page
    assert "ReLU beside the hull of its &lt;limiting&gt; gradients." in page
    assert {'href="figures/L05.two.csv"', 'href="figures/L05.two.2.svg"'} <= set(re.findall(r'href="figures[^"]*"', page))
    assert "kept" in page
    assert '"series"' not in page
    names = {name for name in site if name.startswith("figures/L05.two")}
    assert names == {f"figures/L05.two{end}" for end in (".svg", ".dark.svg", ".2.svg", ".2.dark.svg", ".csv")}


def test_every_image_has_a_dark_one_and_every_file_a_link(tmp_path):
    site = render.pages(tables.board(tables.load([logs.write(tmp_path / "a.jsonl")])))
    shown = b"".join(content for name, content in site.items() if name.endswith(".html")).decode()
    for name in site:
        if name.startswith("figures/"):
            assert f'"{name}"' in shown
            assert not name.endswith(".svg") or (f"{name[:-4].removesuffix('.dark')}.dark.svg" in site)


def test_the_data_are_those_that_were_drawn(site):
    lines = list(csv.DictReader(io.StringIO(site["figures/L05.two.csv"].decode())))
    drawn = [(s, k) for panel in TWO.panels for s in panel.series for k in range(len(s.x))]
    assert len(lines) == len(drawn)
    for line, (s, k) in zip(lines, drawn, strict=True):
        assert (line["series"], line["role"]) == (s.name, s.role)
        assert [float(line[axis]) if line[axis] else None for axis in "xy"] == [s.x[k], s.y[k]]
    assert [line["label"] for line in lines[-4:]] == ["(0, 0)", "(1, 0)", "'=cmd", "(1/2, 1/2)"]


def refused(*_):
    raise AssertionError("drawn in this process")


def test_other_processes_draw_ahead_the_same_bytes(monkeypatch, site, tmp_path):
    monkeypatch.setattr(store, "ALONE", 0)
    monkeypatch.setattr(store, "draw", refused)
    store.forget()
    assert page_of(tmp_path, {"pictures": [to_json(TWO)], "note": "kept"}) == site


def test_what_a_lost_process_was_to_draw_is_drawn_here(monkeypatch):
    lost = Future()
    lost.set_exception(BrokenProcessPool("killed"))
    panel = TWO.panels[0]
    drawn = draw(panel, "one")
    store.forget()
    monkeypatch.setitem(store._ASKED, (panel, "one"), (lost, 0))
    assert store.take(panel, "one") == drawn
    assert not store._ASKED


def test_a_panel_that_cannot_be_drawn_is_told_for_itself_and_for_no_other(monkeypatch):
    monkeypatch.setattr(store, "ALONE", 0)
    store.forget()
    good, bad = TWO.panels[0], replace(TWO.panels[0], x_scale="no scale")
    with store.ahead([(bad, "bad"), (good, "good")]):
        assert store.take(good, "good") == draw(good, "good")
        with pytest.raises(ValueError, match="no scale"):
            store.take(bad, "bad")


def test_what_nobody_takes_any_more_is_not_drawn(monkeypatch):
    monkeypatch.setattr(store, "ALONE", 0)
    monkeypatch.setattr(store, "CHUNK", 1)
    store.forget()
    with pytest.raises(KeyError), store.ahead((TWO.panels[0], str(k)) for k in range(200)):  # noqa: PT012
        asked = [future for future, _ in store._ASKED.values()]
        raise KeyError
    assert not store._ASKED
    assert sum(future.cancelled() for future in asked) > 150


def test_the_gaps_are_drawn_with_the_bound_and_where_it_refutes(tmp_path):
    row = replace(found("L05", "cpu float32"), bounded=20, worst=0.5, gaps={"-3": 5, "-1": 10, "x": 7, "-9999": 3, "9" * 5000: 1})
    board = tables.board(tables.load([logs.write(tmp_path / "a.jsonl", [row], manifest=[entry("L05")])]))
    (picture,) = drawing.gaps(board.lines[0])
    stairs, bound, refuting = picture.panels[0].series
    assert stairs.x == (0.001, 0.001, 0.01, 0.01, 0.1, 0.1, 1.0, 1.0)
    assert stairs.y == (0.0, 25.0, 25.0, 0.0, 0.0, 50.0, 50.0, 0.0)
    assert (bound.x, refuting.x) == ((1.0, 1.0), (1000.0, 1000.0))
    assert "20 comparisons on data that do not fit the place, 5 with gap 0, the largest gap is 0.5 of what is allowed" in picture.alt
    assert "figures/L05.evidence.gaps.svg" in render.pages(board)


def test_the_kill_rates_of_all_mutants_and_the_gaps_of_all_claims_are_drawn_by_place(tmp_path):
    trials = [logs.killed("a", killed=150), logs.killed("b", killed=200), logs.killed("c", killed=0), replace(logs.killed("d"), outcome="survived")]
    rows = [
        found("L05", "cpu float32", mutants=trials, bounded=20, gaps={"-2": 5}),
        found("L36", "cpu float32", bounded=30, gaps={"-2": 10, "0": 10}),
        found("L36", "cpu float64"),
    ]
    board = tables.board(tables.load([logs.write(tmp_path / "a.jsonl", rows, manifest=[entry("L05"), entry("L36")])]))
    (rates,) = evidence_pictures.kill_rates(board)
    (line,) = rates.panels[0].series
    assert [(x, y) for x, y in zip(line.x, line.y, strict=True) if y] == [(0, 1), (0.1, 1), (0.7, 1), (0.8, 1), (0.9, 1), (1, 1)]
    assert "cpu float32: 3 mutants, half of them killed by at least 75%" in rates.alt
    (gaps,) = evidence_pictures.all_gaps(board)
    stairs = gaps.panels[0].series[0]
    assert (stairs.x[1], stairs.y[1], stairs.x[-1], stairs.y[-2]) == (0.01, 30.0, 10.0, 20.0)
    assert "cpu float32: 50 comparisons, 25 with gap 0" in gaps.alt
    site = render.pages(board)
    assert "figures/mutants.kill-rates.svg" in site["mutants.html"].decode()
    assert "figures/places.gaps.dark.svg" in site["places.html"].decode()


def test_what_was_tried_is_shown_in_order_and_is_in_the_table_of_counts(tmp_path):
    tried = {"hidden layers": {"2": 1200, "1": 600, "9 to 16": 200}, "judged": {"exactly": 2000}, "<b>": {"=x": 1}}
    rows = [found("L05", tried=tried), found("L05", "cpu float32", tried=tried | {"judged": {"exactly": 1500, "against a rounding bound": 500}})]
    site = render.pages(tables.board(tables.load([logs.write(tmp_path / "a.jsonl", rows, manifest=[entry("L05")])])))
    page = site["L05.html"].decode()
    Page(page)
    part = page.split("What the search tried")[1].split("Ties that were hit")[0]
    captions = ["&lt;b&gt;", "hidden layers", "judged (search: cpu float64)", "judged (search: cpu float32)"]
    assert re.findall(r"<caption>(.*?)</caption>", part) == captions
    assert re.findall(r'<th scope="row">(.*?)</th>', part)[1:4] == ["1", "2", "9 to 16"]
    lines = list(csv.DictReader(io.StringIO(site["figures/L05.counts.csv"].decode())))
    assert {
        "method": "search",
        "place": "cpu float64",
        "histogram": "tried",
        "name": "hidden layers",
        "value": "2",
        "count": "1200",
        "of": "2000",
    } in lines
    assert {
        "method": "search",
        "place": "cpu float64",
        "histogram": "ties",
        "name": "pattern",
        "value": "o.|.",
        "count": "640",
        "of": "2000",
    } in lines
    assert {"method": "search", "place": "cpu float64", "histogram": "layers", "name": "tied", "value": "1", "count": "986", "of": "2000"} in lines
    assert "'=x" in {line["value"] for line in lines}


def test_a_figure_that_is_no_longer_made_is_removed_and_a_strangers_file_is_not(tmp_path, site):
    out = tmp_path / "out"
    render.write(site, out)
    (out / "figures" / "mine.svg").write_text("<svg/>", encoding="utf-8")
    (out / "figures" / "mine.csv").write_text("1", encoding="utf-8")
    render.write({name: content for name, content in site.items() if not name.startswith("figures/L05.two.2")}, out)
    assert (out / "figures" / "L05.two.csv").exists()
    render.write({name: content for name, content in site.items() if not name.startswith("figures/")}, out)
    assert sorted(path.name for path in (out / "figures").iterdir()) == ["mine.csv", "mine.svg"]
