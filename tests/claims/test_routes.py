"""Breaking either route turns a claim red: each route of each claim of the lecture is broken in turn."""

from __future__ import annotations

import inspect

import pytest

from claims.core.claim import Expect
from claims.core.draws import Enough, draw_all, seed_of
from claims.core.judge import judge
from claims.lecture import CLAIMS
from impl.place import Place
from tests.claims.spoil import broken

PLACE = Place("cpu", "float64")
TRIED = 100
ROUTES = [pytest.param(claim, route, id=f"{claim.id}-{route}") for claim in CLAIMS for route in claim.routes]


def red(claim, instances, for_all, parts):
    """Whether an instance of the list, or one that the search draws, is refuted with `parts` replaced."""
    place, seen = None if claim.exact else PLACE, []

    def body(instance):
        status = judge(claim, instance, place, parts=parts, hurry=True).status
        seen.append(status)
        if status == "refuted":
            raise Enough
        return status != "discarded"

    try:
        for instance in instances:
            body(instance)
    except Enough:
        return True
    if for_all is not None:
        draw_all(for_all, TRIED, seed_of("routes", claim.id), body)
    assert "error" not in seen or "refuted" in seen, f"the broken route only breaks the machinery: {seen}"
    return "refuted" in seen


@pytest.mark.parametrize(("claim", "route"), ROUTES)
def test_breaking_a_route_turns_the_claim_red(claim, route):
    original = inspect.signature(claim.checks).parameters[route].default
    parts = {route: broken(original)}
    if claim.expect is Expect.HOLDS:
        assert red(claim, claim.examples, claim.for_all, parts)
        return
    # A false statement stays refuted, an untyped one untyped: there a true neighbour must no longer be supported,
    neighbours = any(red(claim, c.examples, c.for_all, {**c.parts, **parts}) for c in claim.controls if route not in c.parts)
    # or torch must accept the expression once the route that it refused is replaced by a number.
    accepted = claim.expect is Expect.UNTYPED and judge(claim, claim.examples[0], PLACE, parts={route: lambda *_, **__: 0}).status != "untyped"
    assert neighbours or accepted


def test_there_are_routes_to_break():
    assert len(ROUTES) >= 2 * len(CLAIMS) - sum(claim.expect is Expect.UNTYPED for claim in CLAIMS)
