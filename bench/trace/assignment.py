"""Minimum-cost assignment (Kuhn-Munkres with potentials), so that the bench needs no SciPy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def assign(cost: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pairs (row, column) of least total cost; each row and column once, min(rows, columns) pairs."""
    if cost.size == 0:
        return []
    if cost.shape[0] > cost.shape[1]:
        return sorted((row, column) for column, row in assign(cost.T))
    rows, columns = cost.shape
    row_potential = np.zeros(rows + 1)
    column_potential = np.zeros(columns + 1)
    owner = np.zeros(columns + 1, dtype=np.int64)  # row (1-based) that holds a column; 0: free
    padded = np.zeros((rows + 1, columns + 1))
    padded[1:, 1:] = cost
    for row in range(1, rows + 1):
        owner[0] = row
        column = 0
        least = np.full(columns + 1, np.inf)
        came_from = np.zeros(columns + 1, dtype=np.int64)
        used = np.zeros(columns + 1, dtype=bool)
        while owner[column]:
            used[column] = True
            here = owner[column]
            reduced = padded[here] - row_potential[here] - column_potential
            better = ~used & (reduced < least)
            better[0] = False
            least[better] = reduced[better]
            came_from[better] = column
            candidates = np.where(used, np.inf, least)
            candidates[0] = np.inf
            nearest = int(candidates.argmin())
            step = candidates[nearest]
            row_potential[owner[used]] += step
            column_potential[used] -= step
            least[~used] -= step
            column = nearest
        while column:
            previous = int(came_from[column])
            owner[column] = owner[previous]
            column = previous
    return sorted((int(owner[column]) - 1, column - 1) for column in range(1, columns + 1) if owner[column])
