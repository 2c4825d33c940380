"""The ladder of formats: exact within the bits, broken beyond, and said to be missing where it is."""

import numpy as np
import pytest
import torch

from claims.core.batches import make
from claims.core.pictures import pictures_of
from claims.homogeneity.sweeps.L36r import formats
from claims.instances import network_batches as nets
from claims.instances.precision_ladder import FORMATS, GROWTH, Format, Rung, as_integers, broken, climb, first_breaks, ladder

STAND_IN = Format("cpu", "tf32", torch.float32, 24)  # the path by matrix products, on a device that has no TF32


def test_a_format_is_exact_within_its_bits_and_breaks_beyond():
    for form in (f for f in FORMATS if not f.missing()):
        rungs = list(climb(form))
        assert not [rung for rung in rungs if rung.needs <= form.bits and rung.broken]
        assert {rung.grown for rung in rungs} == set(GROWTH)
        assert any(rung.broken for rung in rungs) == (form.bits < 53)  # the integer judge ends before float64 breaks


def test_matrix_products_take_the_same_instances():
    arrays = make(nets.family(), GROWTH["depth"][1], 0, 64)
    assert not broken(arrays, STAND_IN).any()
    assert broken(arrays, STAND_IN._replace(name="float32", dtype=torch.bfloat16)).any()
    assert torch.backends.cuda.matmul.allow_tf32 is False


def test_an_absent_device_is_said_to_be_absent():
    absent = Format("cuda", "tf32", torch.float32, 11)
    if absent.missing():
        with pytest.raises(ValueError, match="no CUDA device"):
            next(climb(absent))
        (told,) = ladder((absent,))
        assert "no CUDA device" in told["not_run"]
        assert "rungs" not in told


def test_the_first_broken_step_is_named():
    rungs = [Rung("depth", (1, 1), 4, 3, 0.0), Rung("depth", (2, 1), 4, 5, 0.5), Rung("depth", (4, 1), 4, 7, 1.0)]
    assert first_breaks(rungs) == {"depth": [[2, 1], 4, 5], "width": None, "bound": None}


def test_what_is_no_whole_number_equals_no_output():
    found = as_integers(torch.tensor([1.0, 0.5, torch.nan, torch.inf, -3.0]))
    assert found.tolist() == [1, *[np.iinfo(np.int64).max] * 3, -3]


def test_it_is_evidence_and_a_picture():
    told = formats()
    assert [t["format"] for t in told["ladder"]] == [str(f) for f in FORMATS]
    (picture,) = pictures_of(told)
    assert len(picture.panels) == 3
    assert "Not run: cuda" in picture.alt or torch.cuda.is_available()
