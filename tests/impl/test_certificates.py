"""Certificates: right ones are accepted, wrong ones are not, and the checker shares nothing with the solvers."""

from __future__ import annotations

import ast
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path

import pytest
from flint import fmpq

from impl import certificates
from impl.certificates import (
    Combination,
    Farkas,
    Gordan,
    Infeasible,
    Interior,
    Jensen,
    Member,
    Optimal,
    Outside,
    Program,
    Unbounded,
    verify,
)

Q = fmpq
TRIANGLE = ((Q(0), Q(0)), (Q(2), Q(0)), (Q(0), Q(2)))
UNIT_SQUARE = Program((Q(1), Q(2)), (((Q(1), Q(0)), Q(1)), ((Q(0), Q(1)), Q(1)), ((Q(-1), Q(0)), Q(0)), ((Q(0), Q(-1)), Q(0))), ())
DIAGONAL = Program((Q(1), Q(0)), (((Q(1), Q(0)), Q(3)),), (((Q(1), Q(-1)), Q(0)),))
EMPTY = Program((Q(0),), (((Q(1),), Q(-1)), ((Q(-1),), Q(0))), ())
HALF_LINE = Program((Q(1), Q(0)), (((Q(-1), Q(0)), Q(0)),), (((Q(0), Q(1)), Q(4)),))

RIGHT = [
    Member((Q(1, 2), Q(1, 2)), TRIANGLE, (Q(1, 2), Q(1, 4), Q(1, 4))),
    Outside((Q(2), Q(2)), TRIANGLE, (Q(1), Q(1))),
    Interior(((Q(1), Q(0)), (Q(-1), Q(3))), (Q(1), Q(1))),
    Gordan(((Q(1), Q(1)), (Q(-1), Q(0)), (Q(0), Q(-1))), (Q(1), Q(1), Q(1))),
    Combination((Q(1), Q(2)), ((Q(1), Q(0)), (Q(0), Q(1))), (Q(1), Q(2))),
    Farkas((Q(-1), Q(0)), ((Q(1), Q(0)), (Q(0), Q(1))), (Q(-1), Q(0))),
    Optimal(UNIT_SQUARE, Q(3), (Q(1), Q(1)), (Q(1), Q(2), Q(0), Q(0))),
    Optimal(DIAGONAL, Q(3), (Q(3), Q(3)), (Q(1), Q(0))),
    Infeasible(EMPTY, (Q(1), Q(1))),
    Unbounded(HALF_LINE, (Q(0), Q(4)), (Q(1), Q(0))),
    Jensen((Q(0),), Q(1), ((Q(1), (Q(-1),), Q(0)), (Q(1), (Q(1),), Q(0)))),  # 1 - |x| at 0
]
NO = (Outside, Gordan, Farkas, Infeasible, Unbounded)
TAMPERED = [
    replace(RIGHT[0], weights=(Q(1, 2), Q(1, 4), Q(1, 2))),  # sum 5/4
    replace(RIGHT[0], weights=(Q(1, 4), Q(1, 4), Q(1, 2))),  # another point
    replace(RIGHT[0], target=(Q(-1), Q(1)), weights=(Q(1), Q(-1, 2), Q(1, 2))),  # a negative weight
    replace(RIGHT[0], weights=(Q(1, 2), Q(1, 2))),  # too short
    replace(RIGHT[1], direction=(Q(1), Q(-1))),
    replace(RIGHT[1], target=(Q(1), Q(1))),  # on the boundary: only weakly separated
    replace(RIGHT[1], direction=(Q(0), Q(0))),
    replace(RIGHT[2], direction=(Q(3), Q(1))),  # on the boundary of the cone
    replace(RIGHT[2], direction=(Q(1),)),
    replace(RIGHT[3], multipliers=(Q(0), Q(0), Q(0))),
    replace(RIGHT[3], multipliers=(Q(1), Q(1), Q(2))),
    replace(RIGHT[3], multipliers=(Q(-1), Q(-1), Q(-1))),
    replace(RIGHT[4], weights=(Q(1), Q(1))),
    replace(RIGHT[4], target=(Q(-1), Q(2)), weights=(Q(-1), Q(2))),
    replace(RIGHT[5], direction=(Q(-1), Q(1))),
    replace(RIGHT[5], direction=(Q(0), Q(0))),
    replace(RIGHT[6], value=Q(2)),
    replace(RIGHT[6], point=(Q(1), Q(0)), value=Q(1)),  # feasible, not optimal
    replace(RIGHT[6], point=(Q(1), Q(2)), value=Q(5)),  # infeasible
    replace(RIGHT[6], duals=(Q(2), Q(2), Q(1), Q(0))),  # the combined bound is 4
    replace(RIGHT[7], duals=(Q(-1), Q(2))),  # the wrong sign on an inequality
    replace(RIGHT[7], point=(Q(3), Q(2))),  # breaks the equality
    replace(RIGHT[8], multipliers=(Q(1), Q(2))),
    replace(RIGHT[8], multipliers=(Q(0), Q(0))),
    replace(RIGHT[8], multipliers=(Q(-1), Q(-1))),
    replace(RIGHT[9], ray=(Q(0), Q(0))),
    replace(RIGHT[9], ray=(Q(1), Q(1))),
    replace(RIGHT[9], point=(Q(-1), Q(4))),
    replace(RIGHT[10], terms=((Q(1), (Q(-1),), Q(1)), (Q(1), (Q(1),), Q(1)))),  # a constant
    replace(RIGHT[10], terms=((Q(2), (Q(-1),), Q(0)), (Q(1), (Q(1),), Q(0)))),  # unbalanced
    replace(RIGHT[10], terms=((Q(1), (Q(-1),), Q(0)), (Q(0), (Q(1),), Q(0)))),
    replace(RIGHT[10], terms=()),
]


@pytest.mark.parametrize("certificate", RIGHT, ids=lambda c: type(c).__name__)
def test_right_certificates_are_accepted(certificate):
    assert verify(certificate)
    assert bool(certificate) is not isinstance(certificate, NO)


@pytest.mark.parametrize("certificate", TAMPERED, ids=lambda c: type(c).__name__)
def test_tampered_certificates_are_rejected(certificate):
    assert not verify(certificate)


@pytest.mark.parametrize("certificate", [RIGHT[i] for i in (0, 4, 6, 7)], ids=lambda c: type(c).__name__)
def test_every_number_matters(certificate):
    """Where the proof is unique (independent points or columns, one optimal basis), a change of any one entry is noticed."""
    for field in fields(certificate):
        if field.name in ("weights", "duals", "point", "value"):
            for changed in _changes(getattr(certificate, field.name)):
                assert not verify(replace(certificate, **{field.name: changed}))


def _changes(value):
    if isinstance(value, tuple):
        return [(*value[:i], c, *value[i + 1 :]) for i, entry in enumerate(value) for c in _changes(entry)]
    return [value + 10, value - 10]


def test_a_jensen_certificate_is_held_against_the_function():
    certificate = RIGHT[10]
    assert verify(certificate, f=lambda x: 1 - abs(x[0]))
    assert not verify(certificate, f=lambda x: abs(x[0]))
    assert not verify(replace(certificate, value=Q(2)), f=lambda x: 1 - abs(x[0]))
    assert not verify(certificate, f=lambda x: Fraction(1, 2))


def test_plain_numbers_will_do():
    assert verify(Member((1, Fraction(1, 2)), ((0, 0), (2, 1)), (Fraction(1, 2), Fraction(1, 2))))


def test_what_is_no_certificate_is_refused_by_name():
    with pytest.raises(TypeError, match="found tuple"):
        verify((1, 2))


def test_the_checker_shares_no_code_with_the_solvers():
    tree = ast.parse(Path(certificates.__file__).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert imported == {"__future__", "collections.abc", "dataclasses", "fractions", "typing", "flint", "impl.rationals"}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not {"dot", "vector", "matrix", "rational", "fmpq_mat", "fmpz_mat"} & used
