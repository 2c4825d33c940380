"""A budget in steps, so that what is too large is refused after the same work on every machine: no clock is asked.

A step is one elementary operation on numbers: one entry of a linear form, one entry of an elimination, or one comparison of two
rays of a cone. A hundred million of them take about ten seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST = 500_000_000
UNBOUNDED = 2**200


class TooManySteps(ValueError):
    """The budget of steps is spent; the text says what was allowed, what had been found, and what to do."""


@dataclass
class Steps:
    """At most `most` steps, `spent` of them so far, over `found` open cones that are finished."""

    most: int = MOST
    spent: int = 0
    found: int = 0

    def spend(self, steps: int) -> None:
        """Count `steps` more. Raises `TooManySteps` where that exceeds the budget; call it before the work."""
        if self.spent + steps > self.most:
            raise TooManySteps(
                f"at most {self.most:,} steps were allowed for the limiting gradients at this point; {self.spent:,} are spent, the next "
                f"question takes {steps:,}, found {self.found:,} cells so far (open cones on which the function is affine) and more that meet here; "
                "allow more with max_steps (--steps), or ask at a point with fewer ties, or for the part of the model at the kink alone"
            )
        self.spent += steps
