"""L31 in batches: monomials of small integers."""

import numpy as np

from claims.core.batches import Changed, Sweep
from claims.instances import point_batches as b

MONOMIAL = Sweep(
    family=b.monomials(),
    route="torch's products, torch's powers (to the nearest whole number), torch's autograd",
    judge="powers and products in int64 by numpy",
    equations="two values and Euler's identity of one monomial at one point with one factor, a whole number >= 0",
    file=__file__,
    parts={"products": b.by_products, "powers": b.by_powers, "value": b.in_integers, "euler": b.along_the_point},
    mutants={
        "the largest power": Changed({"degree": np.maximum.reduce}),
        "a sum of powers": Changed({"powers": b.sum_of_powers}),
    },
)
