"""Counting: what a search saw at one place, and the verdict that follows."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from claims.core.claim import Expect
from claims.core.evidence import Verdict
from claims.core.features import features
from claims.core.judge import Judgement
from impl.place import Place

SHOWN = 24  # tie patterns kept in the histogram, the most frequent ones


class Tally:
    """Counts at one place (None: no torch is involved). Mutable; lives for one search."""

    def __init__(self, place: Place | None) -> None:
        self.place = place
        self.statuses: Counter[str] = Counter()
        self.from_examples: Counter[str] = Counter()
        self.checks = self.exact = self.bounded = self.examples = self.on_kink = 0
        self.ties: Counter[str] = Counter()
        self.layers: list[list[int]] = []
        self.gaps: Counter[int] = Counter()
        self.tried: dict[str, Counter[str]] = {}
        self.worst = 0.0
        self.trouble = ""

    def add(self, instance: Any, judgement: Judgement, *, example: bool = False) -> None:
        """Counts one judgement; that of an `example` counts for the verdict, not among the searched."""
        (self.from_examples if example else self.statuses)[judgement.status] += 1
        self.examples += example
        if judgement.status == "error":
            self.trouble = self.trouble or judgement.note
        if not judgement.met:
            return
        for check in judgement.checks:
            self._count(check.gap, check.allowed)
        if not example:
            self._kinks(tuple(getattr(judgement.subject, "ties", ())))
            self._features(instance, judgement)

    def broken(self, why: str) -> None:
        """The search itself broke down."""
        self.statuses["error"] += 1
        self.trouble = self.trouble or why

    def _count(self, gap: Any, allowed: Any) -> None:
        self.checks += 1
        self.exact += gap == 0
        if allowed > 0:
            self.bounded += 1
            ratio = float(gap / allowed)
            self.worst = max(self.worst, ratio)
            if ratio > 0:
                self.gaps[math.floor(math.log10(ratio))] += 1

    def _kinks(self, ties: tuple[str, ...]) -> None:
        tied = any("o" in layer for layer in ties)
        self.on_kink += tied
        if tied:
            self.ties["|".join(ties)] += 1
        for k, layer in enumerate(ties):
            if k == len(self.layers):
                self.layers.append([0, 0])
            self.layers[k][0] += "o" in layer
            self.layers[k][1] += 1

    def _features(self, instance: Any, judgement: Judgement) -> None:
        judged = "against a rounding bound" if any(check.allowed > 0 for check in judgement.checks) else "exactly"
        for name, value in (features(instance, judgement.subject) | {"judged": judged}).items():
            self.tried.setdefault(name, Counter())[value] += 1

    def verdict(self, expect: Expect) -> tuple[Verdict, str]:
        """The verdict and a note, from the examples and the search together."""
        seen = self.statuses + self.from_examples
        if seen["error"]:
            return Verdict.ERROR, f"{seen['error']} instances broke down, the first: {self.trouble}"
        if not seen["supported"] + seen["refuted"] + seen["inconclusive"] + seen["untyped"]:
            return Verdict.INCONCLUSIVE, f"premises never met: {seen['discarded']} instances were drawn, none could be examined"
        if expect is Expect.UNTYPED and seen["untyped"] and not seen["supported"]:
            return Verdict.UNTYPED, ""
        if seen["refuted"]:
            return Verdict.REFUTED, f"{seen['refuted']} of {self._met(seen)} instances break the statement"
        if seen["inconclusive"]:
            return (
                Verdict.INCONCLUSIVE,
                f"{seen['inconclusive']} of {self._met(seen)} instances break the statement by less than 1000 times what rounding may produce",
            )
        if seen["untyped"]:
            return Verdict.UNTYPED, f"{seen['untyped']} of {self._met(seen)} instances could not be evaluated"
        if expect is Expect.HOLDS and not self._met(self.statuses):
            return (
                Verdict.INCONCLUSIVE,
                f"premises never met by the search: {self.statuses['discarded']} instances were drawn, none could be examined",
            )
        return Verdict.SUPPORTED, ""

    @staticmethod
    def _met(seen: Counter[str]) -> int:
        return seen["supported"] + seen["refuted"] + seen["inconclusive"] + seen["untyped"]

    def facts(self) -> dict[str, Any]:
        """The counts as fields of Evidence."""
        return {
            "instances": self._met(self.statuses),
            "examples": self.examples,
            "discarded": self.statuses["discarded"] + self.from_examples["discarded"],
            "checks": self.checks,
            "exact": self.exact,
            "bounded": self.bounded,
            "on_kink": self.on_kink,
            "ties": dict(sorted(self.ties.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]),
            "tie_patterns": len(self.ties),
            "layers": self.layers,
            "worst": self.worst if self.bounded else None,
            "tried": {name: dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]) for name, counts in self.tried.items()},
            "gaps": {str(k): v for k, v in sorted(self.gaps.items())},
        }
