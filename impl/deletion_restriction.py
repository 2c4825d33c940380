"""Sign vectors of the cells of a central arrangement by deletion and restriction, all flats of one dimension in one batch.

Let H_0, .., H_{n-1} be distinct hyperplanes through 0 in Q^r with normals a_l of rank r. A *node* is a flat X, the intersection
of H_{j_1}, .., H_{j_t} with j_1 > .. > j_t, together with its limit i = j_t (the root: X = Q^r, i = n). Its cells are those of the
arrangement {X n H_l : l < i, X not in H_l} in X. Its children are the nodes (X n H_j, j) for j < i with X not in H_j, unless an
earlier l < j has X n H_l = X n H_j.

**Deletion and restriction.** Of the cells formed in X by the hyperplanes before H_j, those that H_j cuts in two are in bijection,
by c -> c n H_j, with the cells of the child (X n H_j, j). So a node has 1 + sum over its children of (cells of the child) cells,
and the cells of the root are as many as there are nodes (down to the flat 0), as in [Zaslavsky 1975, Facing up to arrangements,
theorem A]. Whence the exact count before anything is enumerated, and the refusal of too many.

**Flags.** A *flag* of a node is a vector w_0 + e w_1 + e^2 w_2 + .. in X with an infinitesimal e > 0; its sign on a_l is the first
nonzero one among <a_l, w_0>, <a_l, w_1>, .., or 0. A flag that is not 0 on any hyperplane of the node is a point of a cell for all
small e. *Claim*: these flags reach every cell of a node up to the sign:
  - in dimension 1 a basis vector; in a node without hyperplanes (its one cell is all of X) the flag 0;
  - otherwise, for each child (X n H_j, j) and each of its flags w, both w + e^m u and w - e^m u, with m above the orders in w and
    some u in X with <a_j, u> > 0; dropped where a hyperplane l < i of X still has sign 0.
*Proof*, by induction over the dimension, and in a node over l: every cell formed by the hyperplanes before H_l holds plus or minus
a kept flag from a child j < l (or there is no hyperplane yet). Add H_l. If H_l does not cut the (open) cell c, the flag in c lies off
H_l, and is kept. If it does, c n H_l is plus or minus a cell of the child l, which holds a flag w by induction; w is nonzero on all
hyperplanes before H_l that do not contain X n H_l, and those that do contain it have been excluded; so w + e^m u and w - e^m u lie
in the two halves of c. Since every flag kept lies in some cell, equal signs mean equal cells, and nothing else is found. QED

So each cell arises as the composition of sign vectors along a chain of flats (composition of covectors [Björner, Las Vergnas,
Sturmfels, White, Ziegler 1999, Oriented Matroids, section 3.7]), two bit masks a flag, and at most twice a level (from either side).
Degenerate arrangements need nothing special: where hyperplanes meet on more than they must there are fewer nodes.

**Arithmetic.** Forms on X are integer rows. X n H_j is X with one coordinate p, a_j[p] != 0, eliminated without fractions:
sign(a_j[p]) (a_j[p] a_l - a_l[p] a_j) / c, where c > 0 is the pivot before; up to sign all entries are minors of the given matrix and
the division is exact [Bareiss 1968, Sylvester's identity and multistep integer-preserving Gaussian elimination]. u is the p-th
basis vector of X. In int64 as long as 2 m^2 < 2^62 for the largest modulus m of a batch (so nothing wraps), in Python integers else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]  # (N, words): bit l of a line, counted from the most significant one, belongs to hyperplane l
Indices = NDArray[np.intp]

BATCH = 1 << 18  # entries of the rows of one batch of flats: about what the second-level cache holds
LARGEST = 1 << 30  # moduli below it have 2 m^2 < 2^62


class TooManyCells(ValueError):
    """More cells than the caller allowed."""


class _Nodes(NamedTuple):
    """N flats of one dimension D: the forms of all n hyperplanes on them, (N, n, D); their limits (N,); their last pivots (N,), positive."""

    forms: NDArray
    limit: Indices
    pivot: NDArray


class _Flags(NamedTuple):
    """Flags of nodes: the node of each, (C,), and the hyperplanes on which its sign is +1, and -1."""

    node: Indices
    above: Bits
    below: Bits


class _Count:
    """How many cells are known to exist."""

    def __init__(self, allowed: int) -> None:
        self.reached, self.allowed = 0, allowed

    def add(self, nodes: int) -> None:
        self.reached += nodes
        if self.reached > self.allowed:
            raise TooManyCells(f"at most {self.allowed} cells were allowed, found at least {self.reached}; allow more (max_cells) or fewer rows")


def half_of_the_cells(rows: Sequence[Sequence[int]], max_cells: int) -> Bits:
    """The cells on the positive side of the first row, as bits (cells, words), sorted; their opposites are the other cells.

    rows: integers, shape (n, r), n >= 1, nonzero, pairwise not parallel, of rank r. Raises `TooManyCells` where there are more than max_cells.
    """
    given = np.array(rows, dtype=object)
    forms = given[None] if _largest(given) >= LARGEST else given[None].astype(np.int64)
    count = _Count(max_cells)
    found = _cells(_Nodes(forms, np.array([len(rows)]), np.ones(1, dtype=forms.dtype)), count)
    if 2 * len(found.node) != count.reached:
        raise ArithmeticError(f"{count.reached} cells were counted by deletion and restriction, and {2 * len(found.node)} enumerated")
    return found.above


def _cells(nodes: _Nodes, count: _Count) -> _Flags:
    """One flag for each cell, up to the sign, of each node; positive on the node's first hyperplane, if it has one."""
    size, n, dimension = nodes.forms.shape
    count.add(size)
    valid = (nodes.forms != 0).any(axis=2) & (np.arange(n) < nodes.limit[:, None])
    if dimension == 1:
        count.add(int(valid.any(axis=1).sum()))
        return _Flags(np.arange(size), _bits(nodes.forms[:, :, 0] > 0), _bits(nodes.forms[:, :, 0] < 0))
    empty = np.flatnonzero(~valid.any(axis=1))
    nothing = np.zeros((len(empty), (n + 63) // 64), dtype=np.uint64)
    found = [_Flags(empty, nothing, nothing)]
    if nodes.forms.dtype != object and _largest(nodes.forms) >= LARGEST:
        nodes = nodes._replace(forms=nodes.forms.astype(object), pivot=nodes.pivot.astype(object))
    for children, parent, above, below in _children(nodes, valid):
        flags = _cells(children, count)
        up, down = above[flags.node], below[flags.node]
        free = ~(flags.above | flags.below)
        node = parent[flags.node]
        found.append(_Flags(node, flags.above | free & up, flags.below | free & down))
        found.append(_Flags(node, flags.above | free & down, flags.below | free & up))
    return _distinct(_Flags(*(np.concatenate(parts) for parts in zip(*found, strict=True))), valid)


def _children(nodes: _Nodes, valid: NDArray[np.bool_]) -> Iterator[tuple[_Nodes, Indices, Bits, Bits]]:
    """Batches of children, their parents, and the signs of u (positive, negative) on all hyperplanes."""
    _, n, dimension = nodes.forms.shape
    parents, cuts = np.nonzero(valid)
    step = max(1, BATCH // (n * (dimension - 1)))
    for start in range(0, len(parents), step):
        parent, cut = parents[start : start + step], cuts[start : start + step]
        lead = (nodes.forms[parent, cut] != 0).argmax(axis=1)
        parts = []
        for p in range(dimension):
            at = np.flatnonzero(lead == p)
            if len(at):
                parts.append(_restrict(nodes, valid, parent[at], cut[at], p))
        forms, limit, pivot, parent, direction = (np.concatenate(part) for part in zip(*parts, strict=True))
        if len(parent):
            yield _Nodes(forms, limit, pivot), parent, _bits(direction > 0), _bits(direction < 0)


def _restrict(nodes: _Nodes, valid: NDArray[np.bool_], parent: Indices, cut: Indices, p: int) -> tuple[NDArray, ...]:
    """The flats X n H_cut, by eliminating coordinate p; without those on which an earlier hyperplane cuts X alike."""
    forms = nodes.forms[parent]
    normal = forms[np.arange(len(cut)), cut]
    others = [q for q in range(forms.shape[2]) if q != p]
    pivot = normal[:, p]
    sign = np.where(pivot > 0, 1, -1)
    column = forms[:, :, p] * sign[:, None]
    restricted = forms[:, :, others] * abs(pivot)[:, None, None] - column[:, :, None] * normal[:, None, others]
    before = nodes.pivot[parent]
    if (before != 1).any():
        restricted //= before[:, None, None]
    vanishing = ~(restricted != 0).any(axis=2)
    vanishing &= valid[parent]
    vanishing &= np.arange(forms.shape[1]) < cut[:, None]
    new = ~vanishing.any(axis=1)
    return restricted[new], cut[new], abs(pivot)[new], parent[new], column[new]


def _distinct(flags: _Flags, valid: NDArray[np.bool_]) -> _Flags:
    """Flags that decide every hyperplane of their node, turned to the positive side of the first one, one for each sign vector."""
    hyperplanes = _bits(valid)
    first = _bits(valid & (valid.cumsum(axis=1) == 1))
    needed = hyperplanes[flags.node]
    decided = ((flags.above | flags.below) & needed == needed).all(axis=1)
    node, above, below, needed = flags.node[decided], flags.above[decided], flags.below[decided], needed[decided]
    turn = ((below & first[node]) != 0).any(axis=1)[:, None]
    above, below = np.where(turn, below, above), np.where(turn, above, below)
    word = above & needed
    bits = (len(valid) - 1).bit_length()
    if word.shape[1] == 1 and valid.shape[1] + bits <= 64:  # the node fits into the bits below those of the hyperplanes
        key = word[:, 0] | node.astype(np.uint64)
        order = np.argsort(key, kind="stable")
        key = key[order]
        new = key[1:] != key[:-1]
    else:
        order = np.lexsort((*word.T[::-1], node))
        new = (word[order[1:]] != word[order[:-1]]).any(axis=1) | (node[order[1:]] != node[order[:-1]])
    kept = order[np.concatenate(([True], new))]
    return _Flags(node[kept], above[kept], below[kept])


def _bits(table: NDArray[np.bool_]) -> Bits:
    """Truth values, shape (N, n), as bits, shape (N, words), the first column the most significant."""
    packed = np.packbits(table, axis=1)
    words = (table.shape[1] + 63) // 64
    padded = np.zeros((len(table), 8 * words), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    return padded.view(">u8").astype(np.uint64)


def _largest(values: NDArray) -> int:
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))
