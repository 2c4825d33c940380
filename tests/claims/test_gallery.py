"""The pictures that the claims of the lecture declare: each is made at profile quick, twice the same, and says what the mathematics says."""

from __future__ import annotations

import pytest

from claims.core.examine import budget
from claims.core.pictures import from_json, pictured, pictures_of
from claims.lecture import CLAIMS, find
from reports.drawing.panel import draw

SHOWN = [claim for claim in CLAIMS if claim.pictures]
QUICK = budget("quick")


def picture_of(ident, number=0):
    return find(ident).pictures[number](QUICK)


def series_of(picture, role, panel=0):
    return [s for s in picture.panels[panel].series if s.role == role]


def points(series):
    return list(zip(series.x, series.y, strict=True))


def test_at_least_40_claims_have_a_picture():
    assert len(SHOWN) >= 40


@pytest.mark.parametrize("claim", SHOWN, ids=lambda claim: claim.id)
def test_every_picture_is_made_and_is_the_same_again(claim):
    found = pictured(claim.pictures, QUICK)
    assert "pictures_broken" not in found
    assert found == pictured(claim.pictures, QUICK)
    for picture, data in zip(pictures_of(found), found["pictures"], strict=True):
        assert picture == from_json(data)
        assert len(picture.alt) > 60
        assert all(panel.x_label and panel.y_label for panel in picture.panels)


@pytest.mark.parametrize("claim", SHOWN, ids=lambda claim: claim.id)
def test_every_picture_can_be_drawn_in_light_and_dark(claim):
    for function in claim.pictures:
        for panel in function(QUICK).panels:
            light, dark = draw(panel, "title")
            assert light != dark
            assert len(light) < 100_000


def test_torch_returns_0_for_the_identity_whose_only_slope_is_1():
    picture = picture_of("L16")
    (limits,), (returned,) = series_of(picture, "claimed"), series_of(picture, "returned")
    assert points(limits) == [(-1.0, -1.0), (1.0, 1.0)]
    assert points(returned) == [(-1.0, 0.0), (1.0, 0.0)]
    assert "returns 0, which is no element" in picture.alt


def test_a_line_outside_the_subdifferential_is_above_f_where_the_picture_says():
    (where,) = series_of(picture_of("L01"), "returned")
    ((x, fx),) = points(where)
    assert 1.5 * x > fx == abs(x) + max(x - 1, 0)


def test_the_cells_of_the_plane_have_the_gradients_that_span_the_polytope():
    picture = picture_of("L16r")
    (words,) = series_of(picture, "reference")
    (hull,) = series_of(picture, "region", 1)
    assert {text for text in words.labels if text} == {"(-2, 1)", "(-1, 0)", "(0, 1)", "(1, 2)", "(2, 1)"}
    assert set(hull.labels) == {"(-2, 1)", "(-1, 0)", "(1, 2)", "(2, 1)"}
    for (x, y), text in zip(points(words), words.labels, strict=True):
        if text:
            f = lambda a, b: max(a + b, 0) - max(a - b, 0) + abs(a)  # noqa: E731
            slope = tuple(int(v) for v in text.strip("()").split(","))
            assert slope[0] * x + slope[1] * y == pytest.approx(f(x, y))


def test_the_hardest_functions_attain_the_rate_and_the_fixed_step_does_not_follow_it():
    rate = picture_of("L08r")
    hardest, bound = series_of(rate, "data")[0], series_of(rate, "bound")[0]
    assert points(hardest) == points(bound)
    cycle = picture_of("L08")
    assert set(series_of(cycle, "data", 1)[0].y) == {1.0}


def test_descent_follows_its_ledger_and_not_the_flow():
    picture = picture_of("L49")
    (along,), (booked,) = series_of(picture, "data"), series_of(picture, "claimed")
    assert along.y == booked.y
    assert along.y[1] - along.y[0] == 3 / 16
    assert "3/16" in picture.alt


def test_what_torch_returns_in_a_layer_lies_in_one_of_the_two_sets():
    assert "(0, 0): in the first, in the second" in picture_of("L44").alt
    assert "(0, 0): not in the first, in the second" in picture_of("L44", 1).alt


def test_cantors_staircase_climbs_while_the_integral_of_its_derivative_stays_0():
    picture = picture_of("L56")
    (climb,), (integral,) = series_of(picture, "data"), series_of(picture, "claimed")
    assert (climb.y[0], climb.y[-1], set(integral.y)) == (0.0, 1.0, {0.0})
    assert all(a <= b for a, b in zip(climb.y, climb.y[1:], strict=False))
