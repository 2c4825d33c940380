"""Whole runs: the same bytes after a kill, other settings refused by name, and a ledger whose bound is neither blind nor broken."""

from __future__ import annotations

import multiprocessing
import os

import numpy as np
import pytest
import torch
from flint import fmpq

from impl import checkpoints
from impl.checkpoints import CheckpointError
from impl.gaussian_training import Setting
from impl.place import Place
from impl.rationals import rational
from impl.training_ledger import carried, ledger, looked
from impl.training_run import table, train

DOUBLE, SINGLE = Place("cpu", "float64"), Place("cpu", "float32")
SETTING = Setting(start="unbalanced", rate=2.0**-7, steps=130, widths=(12, 6, 5, 3), samples=10)
AT = {"every": 10}


def text(record):
    return table(record, np.array([[float(v) for v in row] for row in zip(*ledger(record).norms, strict=True)]))


def killed(folder, at):
    """A process that ends without a word once `at` steps are done, as a kill would end it."""
    torch.set_num_threads(1)
    train(SETTING, DOUBLE, folder=folder, progress=lambda done, steps: os._exit(9) if done >= at else None, **AT)


@pytest.mark.parametrize("at", [70, 100, 40])
def test_a_killed_run_is_taken_up_and_leaves_the_same_bytes(tmp_path, at):
    process = multiprocessing.get_context("spawn").Process(target=killed, args=(tmp_path, at))
    process.start()
    process.join()
    assert process.exitcode == 9
    record, whole = train(SETTING, DOUBLE, folder=tmp_path, **AT), train(SETTING, DOUBLE, **AT)
    assert (record.resumed, whole.resumed) == (at // 50 * 50, 0)
    assert text(record) == text(whole)
    for name in ("history", "norms"):
        assert getattr(record, name).tobytes() == getattr(whole, name).tobytes()
    for name in ("apart", "owed", "slips"):
        assert [a.tobytes() for a in getattr(record, name)] == [a.tobytes() for a in getattr(whole, name)]
    assert (record.looks, record.loss) == (whole.looks, whole.loss)


def test_a_finished_run_is_read_and_not_made_again(tmp_path):
    train(SETTING, DOUBLE, folder=tmp_path, **AT)
    seen = []
    record = train(SETTING, DOUBLE, folder=tmp_path, progress=lambda done, steps: seen.append(done), **AT)
    assert (record.resumed, seen) == (SETTING.steps, [SETTING.steps])


@pytest.mark.parametrize(
    ("changed", "place", "every", "name"),
    [
        ({"rate": 2.0**-8}, DOUBLE, 10, "rate 0.00390625 was asked for, found 0.0078125"),
        ({"seed": 1}, DOUBLE, 10, "seed 1 was asked for, found 0"),
        ({"start": "balanced"}, DOUBLE, 10, "start 'balanced' was asked for"),
        ({}, SINGLE, 10, "place cpu float32 was asked for, found cpu float64"),
        ({}, DOUBLE, 20, "every 20 was asked for, found 10"),
    ],
)
def test_a_checkpoint_of_other_settings_is_refused_by_name(tmp_path, changed, place, every, name):
    train(SETTING, DOUBLE, folder=tmp_path, **AT)
    (kept,) = tmp_path.glob("*.pt")
    other = SETTING._replace(**changed)
    kept.rename(tmp_path / f"{checkpoints.name_of(checkpoints.settings(other, place, every))}.pt")
    with pytest.raises(CheckpointError, match=name):
        train(other, place, every=every, folder=tmp_path)


def test_other_settings_have_files_of_their_own(tmp_path):
    for setting in (SETTING, SETTING._replace(seed=1)):
        train(setting, DOUBLE, folder=tmp_path, **AT)
    assert len(list(tmp_path.glob("*"))) == 2


def test_a_broken_checkpoint_is_refused(tmp_path):
    train(SETTING, DOUBLE, folder=tmp_path, **AT)
    (kept,) = tmp_path.glob("*.pt")
    kept.write_bytes(kept.read_bytes()[:1000])
    with pytest.raises(CheckpointError, match="found a file that is none"):
        train(SETTING, DOUBLE, folder=tmp_path, **AT)


def test_the_csv_has_every_step():
    record = train(SETTING, DOUBLE, **AT)
    lines = text(record).splitlines()
    assert lines[0] == "step,loss,squared_norm_1,squared_norm_2,squared_norm_3"
    assert [line.split(",")[0] for line in lines[1:]] == [str(t) for t in range(SETTING.steps + 1)]
    assert [float(v) for v in lines[1].split(",")[2:]] == record.norms[0].tolist()


def allowed(bound, unit):
    spent = bound.roundings * unit
    return [spent / (1 - spent) * size for size in bound.sizes]


@pytest.mark.parametrize("place", [DOUBLE, SINGLE], ids=str)
@pytest.mark.parametrize("start", ["balanced", "unbalanced"])
def test_rounding_stays_within_its_bound(place, start):
    record = train(SETTING._replace(start=start), place, **AT)
    found, unit = ledger(record), place.unit_roundoff
    for i, j in ((0, 1), (1, 2)):
        for t, most in enumerate(allowed(carried(record), unit)):
            moved = found.norms[i][t] - found.norms[j][t] - found.norms[i][0] + found.norms[j][0]
            assert abs(moved - found.owed[i][t] + found.owed[j][t]) <= most
    for h, bound in enumerate(looked(record)):
        for k, (t, most) in enumerate(zip(record.looks, allowed(bound, unit), strict=True)):
            assert abs(rational(record.norms[k, h]) - found.norms[h][t]) <= most


@pytest.mark.parametrize("name", ["cross 1", "cross 3", "gradient 2"])
def test_a_wrong_row_breaks_the_bound(name):
    """One recorded number off by a millionth: far beyond what rounding may produce."""
    from impl.gram_descent import columns

    record = train(SETTING, DOUBLE, **AT)
    wrong = record.history.copy()
    wrong[60, columns(3).index(name)] *= 1 + 2.0**-20
    record = record._replace(history=wrong)
    found, bounds = ledger(record), looked(record)
    layer = int(name[-1]) - 1
    most = allowed(bounds[layer], DOUBLE.unit_roundoff)[-1]
    assert abs(rational(record.norms[-1, layer]) - found.norms[layer][-1]) > most


def test_sums_too_long_for_the_format_are_refused():
    record = train(SETTING, SINGLE, **AT)
    with pytest.raises(ValueError, match="half of 1/u"):
        carried(record._replace(setting=record.setting._replace(samples=10**7)))


def test_the_ledger_is_exact_in_what_was_recorded():
    record = train(SETTING, DOUBLE, **AT)
    found, eta = ledger(record), fmpq(1, 128)
    assert found.owed[1][-1] == eta * eta * sum((rational(v) for v in record.column("gradient 2")), fmpq(0))
    assert found.norms[2][1] == rational(record.norms[0, 2]) - 2 * eta * rational(record.column("cross 3")[0]) + found.owed[2][1]
