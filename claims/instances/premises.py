"""Premises: what an instance must satisfy before a statement speaks of it."""

from __future__ import annotations

from hypothesis.errors import UnsatisfiedAssumption


def suppose(condition: object, premise: str) -> None:
    """Where the premise is not met the instance is counted as discarded, in a search and outside of one alike."""
    if not condition:
        raise UnsatisfiedAssumption(premise)
