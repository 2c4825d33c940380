"""T08: sums of floating-point numbers are within the rounding bound that holds for every order."""

from claims.core.check import EXACT, equal
from claims.core.claim import Mutant, Truth, claim
from claims.devices import ladder
from claims.instances import additions as add

FAR, CLASH = add.Numbers((1, 2.0**-60), (1, 1), (0, 0)), add.Numbers((1, 2.0**-30, -1), (1, 1, 0.5), (0, 0, 0))
MANY = add.Numbers((1.5, -(2.0**-20), 0.75, 2.0**-39), (1, 0.5, 2.0**-10, -1), (0, 0, 1, 0), 40)


@claim(
    "T08",
    "Sums of floats are within the rounding bound of any order",
    slide="",
    reading="Two devices, or two runs, may add in another order and differ in their bits; both are close to the exact sum, by a bound that is known.",
    truth=Truth.TRUE,
    proof=r"Each addend passes through at most $m - 1$ additions, each with a factor $1 + \delta$, $|\delta| \le u$ [Higham 2002, section 4.2].",
    for_all=add.floats(),
    build=add.numbers_at,
    uses=("T07",),
    routes={"sums": "torch at the place named, products of float32 without TF32", "addends": "the addends of each sum, added in rationals"},
    examples=(FAR, CLASH, MANY),
    mutants=(
        Mutant("exactly", "without rounding", FAR, {"bound": lambda _s, _name, _each: EXACT}),
        Mutant("a lost addend", "the last of each sum", CLASH, {"addends": add.one_lost}),
        Mutant("a lost update", "of several into one bin the last write stays", CLASH, {"addends": add.last_write}),
        Mutant("in bfloat16", "8 bits on the way", MANY, {"sums": add.in_bfloat16}),
    ),
    blind=("in which order a device adds, and whether always in the same: the device ladder records it",),
    choices=ladder.sums,
)
def floats_add_up(s, *, sums=add.by_torch, addends=add.addends, bound=add.in_any_order):
    r"""Of $a_1, \dots, a_m$, in a format of unit roundoff $u$ and in any order, all operations of T07 return $\sum_i a_i$ up to
    $\gamma_{m-1} \sum_i |a_i|$, and up to $\gamma_m \sum_i |a_i|$ where the addends are rounded products; $\gamma_k = k u / (1 - k u)$.
    No product may underflow, and no sum may overflow."""
    for name in add.ADDITIONS:
        for found, each in zip(sums(s, name), addends(s, name), strict=True):
            yield equal(found, add.total(each), scale=bound(s, name, each), label=name)
