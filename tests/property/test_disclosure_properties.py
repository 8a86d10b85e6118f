"""The disclosure rule on generated organisations: what must hold of the hidden cells, and that an attacker can solve for none of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from kpi.measure.disclosure import hidden_cells
from tests.extent import examples
from tests.reference import disclosure as reference
from tests.reference.attack import SEXES, Cell, K, M, T, solvable

patient = settings(deadline=None, max_examples=examples(30, 1000), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@dataclass(frozen=True)
class Organisation:
    """A tree with everybody counted, and the cells that are published of it."""

    parent: list[int]
    count: dict[Cell, int]
    published: list[Cell]
    min_n: int

    def children(self, unit: int) -> list[int]:
        return [c for c, p in enumerate(self.parent) if p == unit]

    def depth(self, unit: int) -> int:
        return 0 if self.parent[unit] < 0 else 1 + self.depth(self.parent[unit])

    def arguments(self, **more) -> dict:
        cells = self.published
        return {
            "group": [0] * len(cells),
            "unit": [u for u, _ in cells],
            "parent": [self.parent[u] for u, _ in cells],
            "sex": [s for _, s in cells],
            "n": [float(self.count[c]) for c in cells],
            "min_n": [self.min_n] * len(cells),
            "unknown_ok": [self.depth(u) <= 1 for u, _ in cells],
            **more,
        }

    def hidden(self, **more) -> set[Cell]:
        answer = hidden_cells(**self.arguments(**more))
        return {c for c, h in zip(self.published, answer, strict=True) if h}

    def relations(self) -> list[tuple[Cell, list[Cell]]]:
        """(parent cell, children's cells) among the published."""
        there = set(self.published)
        pairs = [((u, s), [(c, s) for c in self.children(u) if (c, s) in there]) for u, s in self.published]
        return [(above, below) for above, below in pairs if below]


@st.composite
def organisations(draw, *, one_sex: bool = False, zero_cells: bool = False) -> Organisation:
    """Trees of up to 30 units with 1–40 of each sex in the lowest units.

    ``one_sex``: some of them have nobody of one sex; ``zero_cells``: that may be published, with n 0.
    """
    size = draw(st.integers(1, 30))
    reach = draw(st.sampled_from([2, 6, 30]))
    parent = [-1, *(draw(st.integers(max(0, u - reach), u - 1)) for u in range(1, size))]
    persons = st.integers(1, draw(st.sampled_from([6, 12, 40])))
    rarity = draw(st.sampled_from([0, 1, 4])) if one_sex else None
    count: dict[Cell, int] = {}
    for u in range(size - 1, -1, -1):
        below = [c for c in range(u + 1, size) if parent[c] == u]
        for s in (K, M):
            count[u, s] = sum(count[c, s] for c in below) if below else draw(persons)
        if one_sex and not below and draw(st.integers(0, rarity)) == 0:
            count[u, draw(st.sampled_from([K, M]))] = 0
        count[u, T] = count[u, K] + count[u, M]
    published = [c for c in sorted(count) if count[c] > 0 or (zero_cells and draw(st.booleans()))]
    return Organisation(parent, count, published, draw(st.sampled_from([5, 10, 11])))


@st.composite
def gaps(draw) -> Organisation:
    """Organisations of which some cells are not published: a sex, both sexes, or whole branches."""
    whole = draw(organisations(one_sex=draw(st.booleans())))
    absent: set[Cell] = set()
    for u, above in enumerate(whole.parent):
        what = draw(st.sampled_from(["all", "all", "all", "no sexes", "one missing", "nothing"]))
        if above >= 0 and (what == "nothing" or {(above, s) for s in SEXES} <= absent):
            absent |= {(u, s) for s in SEXES}
        elif what == "no sexes":
            absent |= {(u, K), (u, M)}
        elif what == "one missing":
            absent |= {(u, draw(st.sampled_from(SEXES)))}
    published = [c for c in whole.published if c not in absent]
    return Organisation(whole.parent, whole.count, published, whole.min_n)


def known_to_be_nobody(org: Organisation) -> set[Cell]:
    """An unpublished cell of nobody that follows from the unit's two other cells."""
    there = set(org.published)
    return {(u, s) for (u, s), n in org.count.items() if n == 0 and (u, s) not in there and {(u, o) for o in SEXES if o != s} <= there}


# --- what the rule says -------------------------------------------------------------------------------------------------------------------


@patient
@given(organisations())
def test_every_cell_that_is_too_small_is_hidden(org):
    hidden = org.hidden()
    assert {c for c in org.published if org.count[c] < org.min_n} <= hidden
    event("more hidden than the small ones" if any(org.count[c] >= org.min_n for c in hidden) else "only the small ones hidden")


@patient
@given(organisations(one_sex=True))
def test_the_sexes_are_hidden_together_and_with_their_total(org):
    hidden = org.hidden()
    for u in range(len(org.parent)):
        both = {(u, K), (u, M)} & set(org.published)
        assert both <= hidden or not both & hidden
        assert (u, T) not in hidden or both <= hidden


@patient
@given(organisations())
def test_no_hidden_cell_stands_alone_in_a_relation_and_together_they_are_enough(org):
    hidden = org.hidden()
    for above, below in org.relations():
        covered = hidden & {above, *below}
        assert len(covered) != 1
        everything = covered == {above, *below}
        assert not covered or everything or sum(org.count[c] for c in covered) >= org.min_n


@patient
@given(organisations(one_sex=True))
def test_what_a_shown_parent_gives_away_of_its_hidden_parts_is_a_large_enough_group(org):
    """Down through hidden children to those without parts of their own: their sum is known, so it must be of at least min n persons."""
    hidden = org.hidden()

    def uncertain(cell: Cell) -> int:
        below = [(c, cell[1]) for c in org.children(cell[0]) if (c, cell[1]) in hidden]
        return sum(map(uncertain, below)) if below else org.count[cell]

    for above, below in org.relations():
        if above not in hidden and any(c in hidden for c in below):
            assert sum(uncertain(c) for c in below if c in hidden) >= org.min_n


@patient
@given(organisations())
def test_nothing_is_hidden_where_every_group_is_large_enough(org):
    large = {c: n + org.min_n * 4 ** (30 - len(org.parent)) if n else 0 for c, n in org.count.items()}
    for u in range(len(org.parent) - 1, -1, -1):
        for s in (K, M):
            large[u, s] = sum(large[c, s] for c in org.children(u)) or org.min_n
        large[u, T] = large[u, K] + large[u, M]
    assert not Organisation(org.parent, large, org.published, org.min_n).hidden(adds_up=[True] * len(org.published))


@patient
@given(organisations(one_sex=True))
def test_one_sex_alone_is_hidden_with_its_total(org):
    hidden = org.hidden()
    for u in range(len(org.parent)):
        for sex, other in ((K, M), (M, K)):
            if org.count[u, other] == 0 and org.count[u, sex] > 0:
                assert ((u, sex) in hidden) == ((u, T) in hidden)


# --- what an attacker can do --------------------------------------------------------------------------------------------------------------


@patient
@given(organisations())
def test_no_hidden_cell_can_be_solved_for(org):
    hidden = org.hidden()
    assert not solvable(org.parent, set(org.published) - hidden)


@patient
@given(organisations(one_sex=True))
def test_no_hidden_cell_can_be_solved_for_where_units_have_one_sex_only(org):
    hidden = org.hidden()
    shown = set(org.published) - hidden
    assert not solvable(org.parent, shown, {c for c, n in org.count.items() if n == 0})


@patient
@given(organisations(one_sex=True, zero_cells=True))
def test_a_published_n_of_zero_is_nobody(org):
    """It has nothing to show, and makes no difference to what else is hidden: the attacker may well know that nobody is there."""
    without = Organisation(org.parent, org.count, [c for c in org.published if org.count[c] > 0], org.min_n)
    assert org.hidden() == without.hidden() | {c for c in org.published if org.count[c] == 0}


@patient
@given(gaps())
def test_neither_hidden_nor_unpublished_small_groups_can_be_solved_for(org):
    hidden = org.hidden(adds_up=[True] * len(org.published))
    shown = set(org.published) - hidden
    leaks = solvable(org.parent, shown, known_to_be_nobody(org))
    assert not leaks & hidden
    assert not {c for c in leaks if 0 < org.count[c] < org.min_n}
    event("cells unpublished" if len(org.published) < len(org.count) else "all published")


def test_the_attacker_finds_what_is_badly_hidden():
    """Region = A + B + C with A hidden alone; K hidden with M shown; and a leak that takes two steps."""
    parent = [-1, 0, 0, 0]
    everything = {(u, s) for u in range(4) for s in SEXES}
    assert solvable(parent, everything - {(1, T), (1, K), (1, M)}) == {(1, T), (1, K), (1, M)}
    assert solvable(parent, everything - {(2, K)}) == {(2, K)}
    two_by_two = everything - {(1, K), (1, M), (2, K), (2, M)}
    assert not solvable(parent, two_by_two)
    assert solvable(parent, two_by_two - {(0, K)} | {(2, M)}) == {(1, K), (1, M), (2, K), (0, K)}


# --- the same answer, whoever asks --------------------------------------------------------------------------------------------------------

unknown_n = st.integers(0, 30).map(float) | st.just(nan)


@st.composite
def any_cells(draw) -> dict:
    """Up to three groups of cells with any n, known or not, that need not add up; any cells absent; any min n; in any order."""
    size = draw(st.integers(1, 9))
    parent = [-1, *(draw(st.integers(-1, u - 1)) for u in range(1, size))]
    cells = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, size - 1), st.sampled_from(SEXES)), unique=True, max_size=60))
    order = draw(st.permutations(cells))
    rows = len(order)

    def column(values) -> list:
        return draw(st.lists(values, min_size=rows, max_size=rows))

    return {
        "group": [g * 7 - 3 for g, _, _ in order],
        "unit": [u for _, u, _ in order],
        "parent": [parent[u] for _, u, _ in order],
        "sex": [s for _, _, s in order],
        "n": column(unknown_n),
        "min_n": column(st.sampled_from([10.0, 11.0])) if draw(st.booleans()) else [10.0] * rows,
        "unknown_ok": column(st.booleans()),
        "adds_up": column(st.booleans()),
        "already": column(st.sampled_from([False, False, False, True])),
    }


@patient
@given(any_cells())
def test_the_fast_rule_and_the_plain_one_agree_on_any_cells(given_cells):
    assert list(hidden_cells(**given_cells)) == reference.hidden_cells(**given_cells)


@patient
@given(st.one_of(organisations(), organisations(one_sex=True, zero_cells=True), gaps()), st.booleans())
def test_the_fast_rule_and_the_plain_one_agree_on_organisations(org, adds_up):
    arguments = org.arguments(adds_up=[adds_up] * len(org.published))
    assert list(hidden_cells(**arguments)) == reference.hidden_cells(**arguments)


@patient
@given(any_cells(), st.randoms(use_true_random=False))
def test_the_order_of_the_cells_does_not_matter(given_cells, random):
    order = list(range(len(given_cells["unit"])))
    random.shuffle(order)
    shuffled = {name: [column[i] for i in order] for name, column in given_cells.items()}
    assert np.array_equal(hidden_cells(**shuffled), hidden_cells(**given_cells)[order])


@patient
@given(any_cells())
def test_groups_do_not_know_of_each_other(given_cells):
    together = hidden_cells(**given_cells)
    for group in set(given_cells["group"]):
        mine = [i for i, g in enumerate(given_cells["group"]) if g == group]
        alone = hidden_cells(**{name: [column[i] for i in mine] for name, column in given_cells.items()})
        assert list(alone) == list(together[mine])
