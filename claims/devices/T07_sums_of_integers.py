"""T07: sums and products of integers within the format's bits are exact, in whatever order they are added."""

from claims.core.check import equal
from claims.core.claim import Mutant, Truth, claim
from claims.instances import additions as add

CLASH, LARGE = add.Numbers((1, 2, 4), (1, -1, 2), (0, 0, 0)), add.Numbers((2**18 - 1, -(2**17) + 1), (4, 3), (1, 1))
MANY = add.Numbers((1, 2, -4, 3), (1, 0, 2, -1), (0, 0, 1, 0), 400)


@claim(
    "T07",
    "Sums of integers are exact in any order",
    slide="",
    reading="While all partial sums are integers that the format holds, the order of the additions, atomic or not, changes no bit.",
    truth=Truth.TRUE,
    proof=r"An integer of modulus at most $2^p$ is a number of a format of $p$ bits, so no addition and no product rounds.",
    for_all=add.whole_numbers(),
    build=add.numbers_at,
    routes={"sums": "torch at the place named, products of float32 without TF32", "addends": "the addends of each sum, added in rationals"},
    examples=(CLASH, LARGE, MANY),
    mutants=(
        Mutant("a lost addend", "the last of each sum", CLASH, {"addends": add.one_lost}),
        Mutant("a lost update", "of several into one bin the last write stays", CLASH, {"addends": add.last_write}),
        Mutant("moduli", "without the signs", LARGE, {"addends": add.moduli}),
        Mutant("in bfloat16", "8 bits on the way", LARGE, {"sums": add.in_bfloat16}),
    ),
    blind=("convolutions by cuDNN, whose fast algorithms add other numbers",),
)
def integers_add_up(s, *, sums=add.by_torch, addends=add.addends):
    r"""Let $a_1, \dots, a_m$ be integers with $\sum_i |a_i| \le 2^p$, $p$ the bits of the format. Sums, prefix sums, `index_add`, `index_put`,
    `scatter_add`, `scatter_reduce`, `bincount`, backpropagation into an entry that was taken several times, products of matrices and
    convolutions (without cuDNN) return $\sum_i a_i$, exactly."""
    for name in add.ADDITIONS:
        yield equal(sums(s, name), [add.total(each) for each in addends(s, name)], label=name)
