"""5,000 random programs (SUITE_DEPTH=full; fewer otherwise) of all traced operations: the graph and torch agree exactly, at ties too.

Values agree at the tied point and at three others. Where nothing ties, gradients agree as well, but for hardsigmoid, whose derivative
torch computes in float64 with the sixth of float32 (the kink ledger has it).
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random

import pytest
import torch

from impl.audit_kinks import exact_ties
from impl.autograd import differentiate
from impl.chain_rule import chain_rule_gradients
from impl.piecewise import evaluate, values
from impl.rationals import fraction, vector
from impl.trace import trace
from tests.impl.depth import FULL, count
from tests.impl.program_operations import OPERATIONS, SIZE
from tests.impl.random_programs import bits, nearby, program

PROGRAMS = count(5 * len(OPERATIONS), 5_000)
LEAST = count(3, 50)
CHUNK = 45


@pytest.fixture(scope="module")
def seen():
    """What the programs so far had: uses of each operation, ties at their points, gradients compared."""
    return Counter()


def returned(f, x):
    leaf = x.clone().requires_grad_()
    return vector(differentiate(f(leaf), [leaf])[0])


@pytest.mark.parametrize("start", range(0, PROGRAMS, CHUNK))
def test_programs_agree_with_torch_exactly(start, seen):
    for seed in range(start, min(start + CHUNK, PROGRAMS)):
        f = program(seed)
        graph = trace(f, SIZE)
        random = Random(seed)
        for x in (f.point, *(nearby(random, f.point) for _ in range(3))):
            value = f(x)
            assert fraction(evaluate(graph, x)) == Fraction(value.item()), f"program {seed} ({f.names}) at {x.tolist()}"
            if not exact_ties(graph, x) and "hardsigmoid" not in f.names:  # torch has nothing to choose
                (only,) = chain_rule_gradients(graph, x, most=1)
                assert only == returned(f, x), f"program {seed} ({f.names}) at {x.tolist()}: gradients"
                seen["gradients"] += 1
        seen.update(f"uses of {name}" for name in f.names)
        ties = len(exact_ties(graph, f.point))
        seen["tied programs"] += ties > 0
        seen["ties"] += ties
        seen["programs"] += 1
        assert max(max(abs(int(v.p)).bit_length(), int(v.q).bit_length()) for v in values(graph, f.point).values()) <= 53


def test_every_operation_was_used_often_and_most_programs_tie(seen):
    """After the programs above, in this process."""
    if seen["programs"] < PROGRAMS:  # distributed over processes or selected: generated once more
        seen.clear()
        seen.update(f"uses of {name}" for seed in range(PROGRAMS) for name in program(seed).names)
    else:
        assert seen["tied programs"] > 0.6 * PROGRAMS
        assert seen["gradients"] > 0.2 * PROGRAMS
    uses = {name: seen[f"uses of {name}"] for name in OPERATIONS}
    print(
        {
            "programs": PROGRAMS,
            "full": FULL,
            "least used": min(uses.items(), key=lambda item: item[1]),
            **{k: seen[k] for k in ("tied programs", "ties", "gradients")},
        }
    )
    assert min(uses.values()) >= LEAST, uses


def test_bits():
    assert bits(torch.tensor([0.0, 0.375, -4.0]).double()) == 4


def test_a_wrong_rule_would_be_seen(monkeypatch):
    """A slope of 1/4 + 2^-20 in the place of 1/4 breaks at least one of the programs that use it."""
    from impl import trace_table

    right = trace_table.RULES[torch.nn.functional.leaky_relu]

    def wrong(call, input, negative_slope=0.01, inplace=False):
        return right(call, input, negative_slope + 2.0**-20, inplace)

    monkeypatch.setitem(trace_table.RULES, torch.nn.functional.leaky_relu, wrong)
    broken = 0
    for seed in range(PROGRAMS):
        f = program(seed)
        if "leaky_relu" in f.names and not broken:
            x = nearby(Random(seed), f.point)
            broken += fraction(evaluate(trace(f, SIZE), x)) != Fraction(f(x).item())
    assert broken
