"""Shapes: what fits, and what is said of what does not."""

import pytest

from claims.core.shape import COUNT, NUMBER, misfit


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (3, COUNT),
        (0.5, NUMBER),
        (None, (str, type(None))),
        ([1, 2], [COUNT]),
        ([], [str]),
        ([[1, 2], [3, 4]], [[COUNT, COUNT]]),
        ({"a": 1, "b": 2}, {str: COUNT}),
        ({"a": "x", "more": 1}, {"a": str, "b?": int}),
        ({"a": "x", "b": 2}, {"a": str, "b?": int}),
    ],
)
def test_what_fits_is_told_nothing_of(value, shape):
    assert misfit(value, shape) == ""


@pytest.mark.parametrize(
    ("value", "shape", "words"),
    [
        (-1, COUNT, "it: a count was asked for, found '-1'"),
        (True, COUNT, "it: a count was asked for, found 'True'"),
        (True, NUMBER, "it: a number or a whole number was asked for, found 'True'"),
        ("x", [str], "it: a list was asked for, found 'x'"),
        (["x", 2], [str], "it[1]: text was asked for, found '2'"),
        ([[1, 2, 3]], [[COUNT, COUNT]], "it[0]: a list of 2 was asked for, found '3'"),
        ({"a": "x"}, {str: COUNT}, "it['a']: a count was asked for, found 'x'"),
        ([], {str: COUNT}, "it: a mapping was asked for, found '[]'"),
        ({}, {"a": str}, "it.a: text was asked for, found 'nothing'"),
        ({"a": "x", "b": "y"}, {"a": str, "b?": int}, "it.b: a whole number was asked for, found 'y'"),
        ({"a": [{"b": None}]}, {"a": [{"b": str}]}, "it.a[0].b: text was asked for, found 'None'"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(value, shape, words):
    assert misfit(value, shape) == words
