"""What the stylesheet promises: contrast, signs beside colours, nothing from elsewhere, and a class for what the pages use."""

import re
from dataclasses import replace

import pytest

from claims.core.evidence import Verdict
from reports import compare, kinks, render, tables, trends
from reports.environment import SIGNS
from reports.pages import compare as pages_compare
from reports.pages import kinks as pages_kinks
from reports.pages import trends as pages_trends
from tests.reports import kink_rows, logs
from tests.reports.font import STYLE
from tests.reports.strict import Page
from tests.reports.test_render import site

LIGHT, DARK = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", part)) for part in STYLE.split("@media screen and (prefers-color-scheme: dark)")[:2])
GROUNDS = ("ground", "raised")
PAIRS = [
    (ink, ground) for ink in ("ink", "quiet", "link", "good", "warn", "bad", "keyword", "string", "comment", "number", "name") for ground in GROUNDS
]
PAIRS += [(mood, f"{mood}-ground") for mood in ("good", "warn", "bad")]
PAIRS += [(ink, f"{mood}-ground") for ink in ("ink", "link") for mood in ("good", "warn", "bad")]


def luminance(colour):
    """WCAG 2.2's relative luminance."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_the_known_one():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_a_contrast_of_at_least_four_and_a_half(scheme, ink, ground):
    assert contrast(scheme[ink], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_bars_stand_out_from_their_ground(scheme):
    assert min(contrast(scheme["fill"], scheme[ground]) for ground in GROUNDS) >= 3


def test_dark_names_every_colour_that_light_names():
    assert set(LIGHT) == set(DARK)


def test_colours_are_named_in_one_place():
    rules = re.sub(r":root \{[^}]*\}", "", STYLE)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(", rules)


def test_every_class_that_colours_a_word_is_on_a_page(tmp_path):
    pages = [Page(content.decode()) for name, content in site(logs.write(tmp_path / "a.jsonl")).items() if name.endswith(".html")]
    pages += over_time(tmp_path)
    pages.append(Page(ledger(tmp_path)))
    used = {name for page in pages for _, key, value in page.attributes if key == "class" for name in value.split()}
    styled = {name for selector in re.findall(r"([^{}]+)\{", STYLE) for name in re.findall(r"\.([a-z][a-z-]+)", selector)}
    outside = {"left", "right", "tight", "beyond", "wrong", "unexpected", "stale", "none", "page"}  # only with evidence that this log lacks
    assert styled - used - outside - {"se", "si", "sr", "ch", "cm", "mf", "mh", "il", "kd", "kc", "ow", "nc", "sa", "warn", "jsonl", "woff"} == set()


def ledger(path):
    """The page of a kink ledger with every verdict."""
    board = tables.board(tables.load([logs.write(path / "a.jsonl")]))
    return render.pages(board, [pages_kinks.page(kinks.read(kink_rows.write(path / "kinks.jsonl")))])["kinks.html"].decode()


def over_time(path):
    """The pages of a comparison and of trends, with a change of every level and a standing of every colour."""
    rows = logs.evidence()
    spoilt = [replace(row, verdict=Verdict.ERROR, as_expected=False) if row.claim == "L12" else row for row in rows if row.claim != "L34"]
    renewed = [entry | ({"hashes": logs.HASHES | {"statement": "new"}} if entry["id"] == "L36" else {}) for entry in logs.lecture()]
    better = [replace(row, mutants=[logs.killed("survivor")]) if row.claim == "L22" and row.mutants else row for row in spoilt]
    told = [*renewed, logs.entry("L60")]
    old, new = (
        logs.write(path / f"{name}.jsonl", found, manifest=manifest)
        for name, found, manifest in (("old", rows, logs.lecture()), ("new", [*better, logs.found("L60")], told))
    )
    boards = [tables.board(tables.load([log])) for log in (old, new)]
    found, board = trends.trends([old, new])
    made = render.pages(board, [pages_compare.page(compare.compare(*boards)), pages_trends.page(found)])
    return [Page(made[name].decode()) for name in ("compare.html", "trends.html")]


def test_every_sign_differs_from_the_signs_it_stands_beside():
    standings = ("green", "amber", "red", "not run", "not selected")
    verdicts = ("supported", "proved", "refuted", "untyped", "inconclusive", "error", "not run", "not selected", "not applicable")
    for words in (standings, verdicts):
        assert len({SIGNS[word] for word in words}) == len(words)
