"""Drawing instances: Hypothesis as a generator with a seed, and as a shrinker. No verdict is taken here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

import hypothesis.control
import hypothesis.core
from hypothesis import HealthCheck, Phase, Verbosity, given, reject, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.internal.conjecture.providers import HypothesisProvider


class Enough(Exception):
    """Raised by a body that needs no further instance."""


class _Hit(Exception):
    pass


def seed_of(*parts: object) -> int:
    """A number that depends on the parts alone (Python's own `hash` of text changes from run to run)."""
    return int.from_bytes(hashlib.sha256("\0".join(map(str, parts)).encode()).digest()[:8], "big")


def draw_all(strategy: Any, count: int, seeded: int, body: Callable[[Any], bool]) -> None:
    """Calls `body` on at most `count` instances; where it returns False the instance did not meet the premises and is replaced.

    The same seed gives the same instances. A strategy that can produce no instance draws none. `body` may raise Enough.
    """
    through = False

    def run(instance: Any) -> None:
        nonlocal through
        try:
            if through:
                raise Enough
            if not body(instance):
                reject()
        except Enough:
            through = True
            raise

    _given(strategy, count, seeded, (Phase.generate,), run, Enough)


def smallest(strategy: Any, count: int, seeded: int, predicate: Callable[[Any], bool]) -> Any | None:
    """The instance that Hypothesis shrinks to among those for which `predicate` holds; None where none of `count` draws does."""
    found = []

    def run(instance: Any) -> None:
        if predicate(instance):
            found.append(instance)
            raise _Hit

    _given(strategy, count, seeded, (Phase.generate, Phase.shrink), run, _Hit)
    return found[-1] if found else None


def _given(strategy: Any, count: int, seeded: int, phases: tuple[Phase, ...], run: Callable[[Any], None], expected: type[Exception]) -> None:
    configured = settings(
        max_examples=count,
        phases=phases,
        database=None,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    with _seed_alone(), suppress(expected, Unsatisfiable):
        seed(seeded)(configured(given(strategy)(run)))()


def _no_guard(*_args: Any, **_more: Any) -> Any:
    return nullcontext()


@contextmanager
def _seed_alone() -> Iterator[None]:
    """Draws that depend on the seed alone, and no time spent on numbers that nothing here asks for.

    Hypothesis otherwise mixes in numbers that it reads in the source files imported so far; and it saves, seeds and restores Python's and
    numpy's own generators around every instance, a twentieth of the time of a search.
    """
    places: list[tuple[Any, str, Any]] = [
        (HypothesisProvider, "_maybe_draw_constant", lambda *_args, **_more: None),
        (hypothesis.core, "deterministic_PRNG", _no_guard),
        (hypothesis.control, "deprecate_random_in_strategy", _no_guard),
    ]
    kept = [getattr(holder, name) for holder, name, _ in places]
    try:
        for holder, name, lean in places:
            setattr(holder, name, lean)
        yield
    finally:
        for (holder, name, _), before in zip(places, kept, strict=True):
            setattr(holder, name, before)
