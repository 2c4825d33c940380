r"""The subgradient method x_{t+1} = x_t - step * g_t, and how fast the best bounds say it converges.

Let f be convex with a minimiser x*, |x_0 - x*| <= R, and T the number of points x_0, ..., x_{T-1} that are compared.

*Lipschitz functions.* For g_t in the subdifferential at x_t and |g_t| <= G:

    min_{t < T} f(x_t) - f(x*)  <=  R^2 / (2 step T) + step G^2 / 2,    and <= G R / sqrt(T) for step = R / (G sqrt(T)).

Proof. |x_{t+1} - x*|^2 <= |x_t - x*|^2 - 2 step (f(x_t) - f(x*)) + step^2 G^2, by the inequality of the subgradient. Add these up over
t < T, drop |x_T - x*|^2 >= 0, divide by 2 step T.  [Nesterov 2004, Introductory Lectures on Convex Optimization, theorem 3.2.2.]
The constant is the best possible: f(x) = max(max_i x_i, |x| - R (1 + 1/sqrt(T))) on R^T from x_0 = 0, with a single index i as
subgradient, keeps f(x_t) = 0 for t < T, while the minimum is -R / sqrt(T)  [Drori and Teboulle 2016, An optimal variant of Kelley's
cutting-plane method, Mathematical Programming 160]. With a step that does not depend on T there is no convergence: on |x| from
x_0 = step / 2 the method alternates between step / 2 and -step / 2.

*Smooth functions.* If grad f is beta-Lipschitz and 0 < step <= 1 / beta, the last point satisfies

    f(x_T) - f(x*)  <=  beta R^2 / (4 step beta T + 2)

[Drori and Teboulle 2014, Performance of first-order methods for smooth convex minimization, Mathematical Programming 145, theorem 3.1],
with equality for the Huber function beta h, h(x) = x^2 / 2 for |x| <= d and d |x| - d^2 / 2 beyond, d = R / (2 step beta T + 1), from
x_0 = R: all steps have the length step beta d, so x_T = (step beta T + 1) d.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from impl.rationals import rational


def iterates(subgradient: Callable[[Any], Any], start: Any, step: Any, count: int) -> list[Any]:
    """x_0 = start, ..., x_count, each of the kind and shape of `start` (a torch tensor, or a numpy array of rationals, shape (n,))."""
    found = [start]
    for _ in range(count):
        found.append(found[-1] - step * subgradient(found[-1]))
    return found


def lipschitz_bound(radius: Any, lipschitz: Any, root: int) -> fmpq:
    """G R / sqrt(T) with T = root**2."""
    return rational(lipschitz) * rational(radius) / root


def any_step_bound(squared_radius: Any, squared_lipschitz: Any, step: Any, count: int) -> fmpq:
    """R^2 / (2 step T) + step G^2 / 2."""
    return rational(squared_radius) / (2 * rational(step) * count) + rational(step) * rational(squared_lipschitz) / 2


def smooth_bound(beta: Any, squared_radius: Any, step: Any, count: int) -> fmpq:
    """beta R^2 / (4 step beta T + 2)."""
    return rational(beta) * rational(squared_radius) / (4 * rational(step) * rational(beta) * count + 2)
