"""Pictures as data: what is kept, what is refused, and how an examination carries them."""

from __future__ import annotations

import json
import math

import pytest
from flint import fmpq

from claims.core.claim import entry
from claims.core.evidence import dumps, from_json
from claims.core.examine import budget, examine
from claims.core.log import Header, LogError, Writer, read
from claims.core.pictures import Panel, Picture, PictureError, curves, pictures_of, plane, series, to_json
from claims.core.pictures import from_json as picture_from_json
from claims.core.standing import Colour, standing
from impl.place import PLACES
from tests.claims.planted import planted

CPU = tuple(place for place in PLACES if place.device == "cpu")
KINK = series("max(x, 0)", "data", [(-1, 0), (fmpq(1, 3), fmpq(1, 3)), None, (2, 2)])


def kink(asked):
    """ReLU, and how much was asked for."""
    return curves("kink", "A kink", f"The graph of ReLU, {asked.instances} times.", [KINK], x_label="x")


def two_panels():
    square = Panel((series("square", "region", [(0, 0), (1, 0), (1, 1)], ["a", "b", "c"]),), "plane", "the set", "s_1", "s_2")
    return Picture("two", "Two panels", "A graph and a set.", (Panel((KINK,)), square))


def breaks(asked):
    raise ZeroDivisionError("no slope here")


@pytest.mark.parametrize("picture", [kink(budget("quick")), two_panels(), plane("p", "t", "a", [series("s", "point", [(0, 0)], ["0"])])])
def test_a_picture_survives_its_way_through_json(picture):
    assert picture_from_json(json.loads(json.dumps(to_json(picture), allow_nan=False))) == picture


def test_a_single_panel_stands_beside_the_name_and_numbers_keep_six_digits():
    assert to_json(kink(budget("quick"))) == {
        "name": "kink",
        "title": "A kink",
        "alt": "The graph of ReLU, 100 times.",
        "kind": "curves",
        "x_label": "x",
        "y_label": "",
        "x_scale": "linear",
        "y_scale": "linear",
        "series": [{"name": "max(x, 0)", "role": "data", "x": [-1.0, 0.333333, None, 2.0], "y": [0.0, 0.333333, None, 2.0]}],
    }


def changed(**changes):
    return to_json(kink(budget("quick"))) | changes


def drawn(**changes):
    return changed(series=[{"name": "s", "role": "data", "x": [0, 1], "y": [1, 2]} | changes])


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ([], "a picture was asked for"),
        (changed(name="/up"), "lower-case letters"),
        (changed(name=None), "lower-case letters"),
        (changed(alt=" "), "text alternative"),
        (changed(title="t" * 2000), "title"),
        (changed(kind="pie"), "allowed: curves, plane, bars"),
        (changed(x_scale=["log"]), "allowed: linear, log"),
        (changed(y_label=7), "a text"),
        (changed(script="x"), "found ['script']"),
        (changed(series=[]), "1 to 24 series"),
        (changed(series="abc"), "a list `series`"),
        (changed(series=[7]), "lists x and y"),
        (drawn(x=[0, math.nan]), "finite numbers"),
        (drawn(x=[0, math.inf]), "finite numbers"),
        (drawn(x=[0, 10**400]), "finite numbers"),
        (drawn(x=[0, True]), "finite numbers"),
        (drawn(x=[0, "1"]), "finite numbers"),
        (drawn(x=[0, [1]]), "finite numbers"),
        (drawn(x=[0]), "1 x, 2 y"),
        (drawn(x=[None, 1]), "None in both"),
        (drawn(labels=["a"]), "1 labels"),
        (drawn(labels=["a", 7]), "labels of at most"),
        (drawn(role="hero"), "allowed: data"),
        (drawn(name=""), "a name"),
        (drawn(role="arrow", x=[0, 1, 2], y=[0, 1, 2]), "arrows from each even point"),
        (drawn(x=list(range(5000)), y=list(range(5000))), "1 to 4000 points"),
        (drawn() | {"y_scale": "log", "series": [{"name": "s", "role": "data", "x": [0], "y": [0]}]}, "positive numbers"),
        (drawn() | {"kind": "bars"}, "a label each"),
        ({"name": "n", "title": "t", "alt": "a", "panels": "abc"}, "a list of panels"),
        ({"name": "n", "title": "t", "alt": "a", "panels": []}, "1 to 6 panels"),
    ],
)
def test_what_cannot_be_drawn_is_refused(data, complaint):
    with pytest.raises(PictureError) as refused:
        picture_from_json(data)
    assert complaint in str(refused.value)
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize(("listed", "complaint"), [("abc", "a list"), ([changed()] * 2, "different names"), ([changed()] * 25, "at most 24")])
def test_a_list_that_is_none_is_refused(listed, complaint):
    with pytest.raises(PictureError, match=complaint):
        pictures_of({"pictures": listed})


@pytest.mark.parametrize("broken", ["abc", [3], {"a": "b"}])
def test_what_broke_down_is_told_in_texts(broken):
    with pytest.raises(PictureError, match="a list of texts was asked for in pictures_broken"):
        pictures_of({"pictures_broken": broken})


def test_an_examination_computes_the_pictures_once_and_attaches_them_to_the_first_place():
    calls = []

    def counted(asked):
        calls.append(asked)
        return kink(asked)

    rows = examine(planted("P90", pictures=(counted,)), PLACES, budget("quick"))
    assert [row.detail for row in rows] == [{"pictures": [to_json(kink(budget("quick")))]}, {}, *({} for _ in rows[2:])]
    assert calls == [budget("quick")]
    assert pictures_of(from_json(json.loads(dumps(rows[0]))).detail) == (kink(budget("quick")),)


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (breaks, "breaks: ZeroDivisionError: no slope here"),
        (lambda asked: "no picture", "<lambda>: PictureError: a Picture was asked for, found str"),
        (kink, "kink: PictureError: pictures of different names were asked for, found ['kink', 'kink']"),
    ],
)
def test_a_picture_that_breaks_down_is_said_in_the_row_and_keeps_the_claim_from_green(function, why):
    claim = planted("P91", pictures=(kink, function))
    row = examine(claim, CPU, budget("quick"))[0]
    assert row.detail["pictures_broken"] == [why]
    assert len(row.detail["pictures"]) == 1
    found = standing(entry(claim), [row])
    assert found.colour is Colour.AMBER
    assert f"search, cpu float64: a picture broke down: {why}" in found.reasons


def test_pictures_are_no_part_of_what_the_checker_is(tmp_path):
    from claims.core.hashes import hashes

    plain = "from a import b\n\n\n@claim('L01', cost=3)\ndef check(s):\n    '''statement'''\n    yield b(s)\n"
    shown = plain.replace("from a", "from claims.pictures.lines import fan\nfrom a").replace("cost=3", "cost=3, pictures=(fan,)")
    (tmp_path / "plain.py").write_text(plain, encoding="utf-8")
    (tmp_path / "shown.py").write_text(shown, encoding="utf-8")
    (tmp_path / "other.py").write_text(shown.replace("cost=3", "cost=4"), encoding="utf-8")
    digests = [hashes(str(tmp_path / name), "statement")["checker"] for name in ("plain.py", "shown.py", "other.py")]
    assert digests[0] == digests[1] != digests[2]


def test_a_log_with_a_picture_that_cannot_be_drawn_is_refused_with_file_and_line(tmp_path):
    row = examine(planted("P92", pictures=(kink,)), CPU, budget("quick"))[0]
    path = tmp_path / "run.jsonl"
    header = Header("c", False, "2026-01-01T00:00:00+00:00", "quick", 0, ["P92"], True, ["cpu float64"], {}, {})
    writer = Writer(path, header)
    writer.evidence(row)
    writer.evidence(dumps(row).replace('"role": "data"', '"role": "hero"'))
    writer.close()
    with pytest.raises(LogError) as refused:
        read(path)
    assert str(refused.value).startswith(f"{path}:3: picture 'kink', series 'max(x, 0)': role 'hero' was found")
