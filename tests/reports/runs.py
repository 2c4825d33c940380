"""Two runs that differ in one thing, and what the comparison says of it."""

from __future__ import annotations

from reports import tables
from reports.compare import compare
from tests.reports import logs
from tests.reports.logs import entry, found, killed, mutant

NAMES = ("odd", "even")


def claims(**changes):
    """A manifest of two claims, the first with two mutants; `changes` are of the first."""
    return [entry("L05", **({"mutants": [mutant(name) for name in NAMES]} | changes)), entry("L36")]


def rows(**changes):
    """Their evidence at one place; `changes` are of the first."""
    return [found("L05", **({"mutants": [killed(name) for name in NAMES]} | changes)), found("L36")]


def board(path, evidence=None, manifest=None, **header):
    logs.write(path, rows() if evidence is None else evidence, manifest=claims() if manifest is None else manifest, **header)
    return tables.board(tables.load([path]))


def compared(path, evidence=None, manifest=None, old=None, old_manifest=None, **header):
    """What changed from the usual run (or `old`) to this one."""
    return compare(board(path / "old.jsonl", old, old_manifest), board(path / "new.jsonl", evidence, manifest, **header))


def facts(comparison):
    """Each change as (level, kind, claim, what, before, after)."""
    return [(str(c.level), c.kind, c.claim, c.what, c.before, c.after) for c in comparison.changes]
