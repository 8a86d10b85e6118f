"""Names near in spelling among thousands: those that share most triples of letters are looked at closely, the others not at all."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable

from kpi.intake.wording import folded

_CANDIDATES = 25  # how many are compared letter by letter
_CUTOFF = 0.7


class NearNames:
    """Names to look for near spellings among, each with what it stands for (several names may stand for the same)."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self._names = [(folded(name), meaning) for name, meaning in named]
        self._holding: dict[str, list[int]] = defaultdict(list)
        for i, (name, _) in enumerate(self._names):
            for triple in _triples(name):
                self._holding[triple].append(i)

    def nearest(self, text: str, *, limit: int = 3) -> list[str]:
        """What the nearest names stand for, the nearest first; empty when none is near."""
        word = folded(text)
        shared = Counter(i for triple in _triples(word) for i in self._holding.get(triple, ()))
        matcher = difflib.SequenceMatcher(b=word)
        scored = []
        for i, _ in shared.most_common(_CANDIDATES):
            matcher.set_seq1(self._names[i][0])
            if matcher.quick_ratio() >= _CUTOFF and (score := matcher.ratio()) >= _CUTOFF:
                scored.append((-score, i))
        return list(dict.fromkeys(self._names[i][1] for _, i in sorted(scored)))[:limit]


def _triples(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
