"""Rows that form trees, looked up for many at once: who is below each, and all that is above some."""

from __future__ import annotations

import numpy as np


class Tree:
    """``parent``: of each row the row above, −1 at the top. ``depth``: how many rows are above it, or more."""

    def __init__(self, parent: np.ndarray, depth: np.ndarray) -> None:
        self.parent, self.depth = parent, depth
        below = np.flatnonzero(parent >= 0)
        self._children = below[np.argsort(parent[below], kind="stable")]
        self.children = np.bincount(parent[below], minlength=len(parent))  # how many each has
        self._first = np.cumsum(self.children) - self.children

    def below(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The children of all these, in order for each, and of each child which of ``rows`` it is below."""
        count = self.children[rows]
        place = np.repeat(np.arange(len(rows)), count)
        within = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
        return self._children[self._first[rows][place] + within], place

    def runs_below(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The children of all these, which all have some, in order for each; and where in them each of ``rows``' begin."""
        count = self.children[rows]
        first = np.cumsum(count) - count
        return self._children[np.repeat(self._first[rows] - first, count) + np.arange(count.sum())], first

    def down_to(self, rows: np.ndarray) -> list[np.ndarray]:
        """These rows and all above them, level by level from the top."""
        wanted = np.zeros(len(self.parent), dtype=bool)
        while len(rows):
            wanted[rows] = True
            rows = self.parent[rows]
            rows = rows[rows >= 0]
            rows = rows[~wanted[rows]]
        chosen = np.flatnonzero(wanted)
        depth = self.depth[chosen]
        return [chosen[depth == level] for level in range(depth.max(initial=-1) + 1)]
