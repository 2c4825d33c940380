"""L30 in batches: the ReLU of whole multiples of small integers."""

import numpy as np
import torch

from claims.core.batches import Changed, Sweep
from claims.instances.point_batches import scaled_points

RELU_HOMOGENEITY = Sweep(
    family=scaled_points(),
    route="torch.relu of the multiples",
    judge="numpy's maximum of the integers and 0, times the factor",
    equations="every coordinate of one point with one factor, a whole number >= 0, twice",
    file=__file__,
    parts={"maximum": lambda v: np.maximum(v, 0)},
    mutants={
        "every real factor": Changed(family=scaled_points(negative=True)),
        "shifted": Changed({"activation": lambda z: torch.relu(z - 1), "maximum": lambda v: np.maximum(v - 1, 0)}),
        "cut off": Changed({"activation": torch.nn.functional.relu6, "maximum": lambda v: np.clip(v, 0, 6)}),
    },
)
