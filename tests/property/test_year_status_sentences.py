"""*Årsstatus*: every sentence is read back word by word and held against the figures it stands beside, over generated organisations.

The store is made of generated figures: any direction, with and without målvärde and nuläge, missing, hidden, noise and real changes, method
breaks. What the sentences say is parsed with a grammar of its own and counted anew from the figures; a hidden figure may not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.access.scope import Role, Scope
from kpi.measure import certainty as chance
from kpi.measure.certainty import Measured
from kpi.measure.status import Certainty, Status
from kpi.programme.judgement import Annotation, AnnotationKind, Remarks
from kpi.programme.model import Action, Area, Direction, Indicator, Rollup
from kpi.programme.plan import ActionLog
from kpi.store.types import Cell, Head, TreeUnit, UnitRow
from kpi.text import numbers
from kpi.views import Views
from kpi.views.year_status_rows import YearRow, YearStatus
from tests.reference.indicators import indicator
from tests.store.world import programme

ROOT, BELOW = "TOPP", "A"
YEAR, OTHER, FIRST = 2024, 2022, 2021
CONTROLLER = Scope(Role.CONTROLLER, (ROOT,), "eva")
WORDS = ("ingen", "en", "två", "tre", "fyra", "fem", "sex")  # at most six indicators are made


@dataclass(frozen=True)
class World:
    """What the store holds: indicators, figures by (unit, indicator, year, sex), breaks."""

    indicators: tuple[Indicator, ...]
    cells: tuple[Cell, ...]
    breaks: tuple[Annotation, ...]
    unit: str


class FakeStore:
    """The part of a store that the view asks: one organisation, the same in every version."""

    def __init__(self, world: World, plan) -> None:
        self.world, self.programme = world, plan

    def data_version(self) -> int:
        return 1

    def version_at(self, as_of) -> int:
        return 1

    def head(self, as_of=None) -> Head:
        units = (UnitRow(ROOT, "Provregionen", None, "niva0", None, None), UnitRow(BELOW, "Enhet A", ROOT, "niva1", None, None))
        return Head(tuple(range(FIRST, YEAR + 1)), (), units, (), (), False)

    def tree(self, year, as_of=None) -> dict[str, TreeUnit]:
        top = TreeUnit(ROOT, "Provregionen", None, "niva0", 0, (BELOW,))
        return {ROOT: top, BELOW: TreeUnit(BELOW, "Enhet A", ROOT, "niva1", 1, ())}

    def why_missing(self, units, year, as_of=None) -> dict[tuple[str, str, str], str]:
        return {}

    def remarks(self, as_of=None) -> Remarks:
        return Remarks(annotations=self.world.breaks)

    def actions(self, as_of=None) -> ActionLog:
        return ActionLog()

    def cells(self, *, units, sexes, years=None, indicators=None, as_of=None) -> list[Cell]:
        return [c for c in self.world.cells if c.unit in units and c.sex in sexes]


values = st.floats(20, 90).map(lambda v: round(v, 1))
maybe = st.one_of(st.none(), values)


@st.composite
def plans(draw, number: int) -> Indicator:
    named = draw(st.booleans())
    return indicator(
        id=f"i{number}",
        number=number,
        name=f"Mått nummer {number}",
        sentence_name=f"Mått nummer {number}" if named else None,
        direction=draw(st.sampled_from((Direction.UP, Direction.DOWN))),  # an indicator of the plan has one
        target=draw(maybe),
        baseline=draw(maybe),
        rollup=draw(st.sampled_from((Rollup.SHARE, Rollup.MEAN, Rollup.RATIO))),
        scale=100.0,
    )


@st.composite
def worlds(draw) -> World:
    made = tuple(draw(plans(number)) for number in range(1, draw(st.integers(1, 6)) + 1))
    unit = draw(st.sampled_from((ROOT, BELOW)))
    cells = []
    for i in made:
        level = draw(values)
        for year in range(FIRST, YEAR + 1):
            kind = draw(st.sampled_from(("missing", "hidden", "same", "noise", "moved", "moved")))
            if kind == "missing":
                continue
            size = {"moved": draw(st.floats(-20, 20)), "noise": draw(st.floats(-0.4, 0.4))}.get(kind, 0.0)
            value = min(95.0, max(5.0, level + size))
            n = draw(st.sampled_from((None, 40, 4000)))
            cells.append(cell(i, unit, year, value, n, draw(st.sampled_from((None, 12.0))), hidden=kind == "hidden"))
    parted = [i for i in made if draw(st.integers(0, 5)) == 0]
    breaks = tuple(
        Annotation(f"h-{n}", i.id, ROOT, AnnotationKind.BREAK, str(draw(st.integers(FIRST, YEAR))), "ny mätning", True, "", seq=n)
        for n, i in enumerate(parted)
    )
    return World(made, tuple(cells), breaks, unit)


def cell(i: Indicator, unit: str, year: int, value: float, n: int | None, sd: float | None, *, hidden: bool = False) -> Cell:
    return Cell(i.id, unit, year, "T", "alla", "", value, None, None, n, sd, "delivered", None, None, None, None, hidden, False)


def status_of(world: World) -> YearStatus:
    area = Area(id="a", number=1, name="Område", goal="Målet", indicators=world.indicators, actions=(Action(**ACTION),))
    plan = programme(areas=(area,))
    return Views(FakeStore(world, plan), plan).year_status(CONTROLLER, year=YEAR, unit=world.unit, compare_year=OTHER)


ACTION = {"id": "a-1", "text": "Gör det", "responsible": ("HR",), "due_year": 2023}


def number_of(word: str) -> int:
    return WORDS.index(word.lower()) if word.lower() in WORDS else int(word)


# ------------------------------------------------------------------------------------------------------------ level

SAID = {
    "når sitt målvärde": Status.REACHED, "är i fas": Status.ON_TRACK, "ligger efter plan": Status.BEHIND,
    "är sämre än nuläget": Status.WRONG_WAY, "är bättre än nuläget": Status.IMPROVED, "är lika med nuläget": Status.UNCHANGED,
    "saknar nuläge": Status.NO_BASELINE, "saknar värde": Status.NOT_MEASURED, "kan inte bedömas": Status.NOT_ASSESSABLE,
    "är skyddad": Status.SUPPRESSED, "är skyddade": Status.SUPPRESSED,
    "saknar nuläge och når inte sitt målvärde": Status.NOT_REACHED, "saknar nuläge och når inte sina målvärden": Status.NOT_REACHED,
}  # fmt: skip


def read_level(sentence: str) -> tuple[bool, dict[Status, int]]:
    """Whether it is about indicators with a målvärde, and how many of each status it says there are."""
    text = re.sub(rf" {YEAR}(?=[,. ])", "", sentence).removesuffix(".")
    whole = re.fullmatch(r"(?:Den enda indikatorn|Alla (\w+) indikatorer|(Båda) indikatorerna) (med|utan) målvärde (.+)", text)
    if whole:
        count = 2 if whole[2] else number_of(whole[1]) if whole[1] else 1
        return whole[3] == "med", {_status(whole[4], whole[3]): count}
    head = re.fullmatch(r"Av (\w+) indikatorer (med|utan) målvärde (när|når|är) (\w+) (.+)", text)
    assert head, sentence
    total, which, verb, first, rest = number_of(head[1]), head[2], head[3], number_of(head[4]), head[5]
    parts = re.split(r", | och (?=(?:en|ingen|två|tre|fyra|fem|sex) )", rest)
    found = {_status(f"{verb} {parts[0]}", which): first}
    for part in parts[1:]:
        count, _, phrase = part.partition(" ")
        found[_status(phrase, which)] = number_of(count)
    assert sum(found.values()) == total, sentence
    return which == "med", {status: n for status, n in found.items() if n}


def _status(phrase: str, which: str) -> Status:
    status = SAID[phrase]
    return Status.WORSENED if status is Status.WRONG_WAY and which == "utan" else status


def expected_status(world: World, i: Indicator) -> Status:
    """The status by the definitions, from the raw figure."""
    now = raw(world, i, YEAR)
    if now is not None and now.hidden:
        return Status.SUPPRESSED
    if now is None:
        return Status.NOT_MEASURED
    s, v = i.direction.sign, now.value
    if i.target is None:
        if i.baseline is None:
            return Status.NO_BASELINE
        d = s * (v - i.baseline)
        return Status.UNCHANGED if abs(d) <= 1e-9 else Status.IMPROVED if d > 0 else Status.WORSENED
    if s * (v - i.target) >= -1e-9:
        return Status.REACHED
    if i.baseline is None:
        return Status.NOT_REACHED
    if s * (v - i.baseline) < -1e-9:
        return Status.WRONG_WAY
    path = i.baseline + (i.target - i.baseline) * (YEAR - FIRST) / (i.target_year - FIRST)
    return Status.ON_TRACK if s * (v - path) >= -1e-9 else Status.BEHIND


def raw(world: World, i: Indicator, year: int) -> Cell | None:
    return next((c for c in world.cells if c.indicator == i.id and c.year == year), None)


def parted(world: World, i: Indicator, earlier: int, later: int) -> bool:
    return any(b.indicator == i.id and earlier < b.year <= later for b in world.breaks)


def change_of(world: World, i: Indicator) -> tuple[float, Certainty] | None:
    """The change since the year before from the raw figures, and how sure it is; None where there is none to tell."""
    now, then = raw(world, i, YEAR), raw(world, i, YEAR - 1)
    if now is None or then is None or now.hidden or then.hidden or parted(world, i, YEAR - 1, YEAR):
        return None
    moved = now.value - then.value
    figures = [Measured(c.value, c.n, c.sd, "") for c in (now, then)]
    return moved, chance.of_difference(*figures, rollup=i.rollup, scale=i.scale)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_every_sentence_is_true_of_the_figures(world: World) -> None:
    view = status_of(world)
    sentences = list(view.finding)
    assert list(view.goals[0].sentences) == sentences[: len(view.goals[0].sentences)]  # one goal: it says what the whole says
    while sentences and " målvärde " in sentences[0] and re.match(r"(Av|Alla|Båda|Den enda)", sentences[0]):
        check_level(world, sentences.pop(0))
    assert sentences.pop() == expected_taken_up(view)
    beside = sentences.pop() if sentences and sentences[-1].startswith(str(OTHER)) else ""
    check_compared(view, beside)
    assert len(sentences) <= 1
    check_change(world, view, sentences[0] if sentences else "")
    for decision in view.decisions:
        if decision.row is not None:
            check_decision(world, decision.row, decision.sentence)
    told = {d.row.indicator.id for d in view.decisions if d.row is not None}
    wanted = (Status.WRONG_WAY, Status.WORSENED, Status.BEHIND, Status.NOT_REACHED, Status.NOT_MEASURED)
    assert told == {i.id for i in world.indicators if expected_status(world, i) in wanted}


def check_level(world: World, sentence: str) -> None:
    with_target, counts = read_level(sentence)
    those = [expected_status(world, i) for i in world.indicators if (i.target is not None) == with_target]
    assert counts == {status: those.count(status) for status in set(those)}, sentence


def expected_taken_up(view: YearStatus) -> str:
    n = sum(d.row is not None for d in view.decisions)
    indicators = [f"{WORDS[n]} {'indikator' if n == 1 else 'indikatorer'}"] if n else []
    return f"Att ta ställning till: {' och '.join([*indicators, 'en försenad åtgärd'])}."


def check_compared(view: YearStatus, sentence: str) -> None:
    with_target = [row for row in view.rows if row.total.target is not None]
    if not with_target:
        assert sentence == ""
        return
    found = re.fullmatch(
        rf"{OTHER} nådde (\w+) av (\w+) sitt målvärde och {YEAR} (\w+) av (\w+), varje år mot det målvärde som gällde då\.", sentence
    )
    assert found, sentence
    said = [number_of(word) for word in found.groups()]
    then = [row.other for row in with_target if row.other is not None]
    assert said == [
        sum(reaches(row.indicator, row.value) for row in then), len(with_target),
        sum(reaches(row.indicator, row.total.value) for row in with_target), len(with_target),
    ]  # fmt: skip


def reaches(i: Indicator, value: float | None) -> bool:
    return value is not None and i.direction.sign * (value - (i.target or 0)) >= -1e-9


def check_change(world: World, view: YearStatus, sentence: str) -> None:
    changes = {i.id: change_of(world, i) for i in world.indicators}
    clear = {id_: c[0] for id_, c in changes.items() if c is not None and c[1] is Certainty.CLEAR and c[0]}
    assert {row.indicator.id for row in view.moved.clear} == set(clear)
    found = re.fullmatch(
        r"(?:Mest har )?(?:”?(Mått nummer \d+)”?|”?mått nummer (\d+)”?) "
        r"(?:har ändrats|ändrats, räknat mot vägen från nuläge till målvärde): "
        r"(.+) sedan 2023, till det (bättre|sämre), säkert mer än slumpen\.(?: Ytterligare (\w+) förändring\w* är (?:säker|säkra)\.)?",
        sentence,
    )
    if not clear:
        assert not found and "till det" not in sentence
        check_no_change(changes, view, sentence)
        return
    assert found, sentence
    i = next(i for i in world.indicators if i.name.casefold() == (found[1] or f"Mått nummer {found[2]}").casefold())
    assert i.id in clear
    assert found[3] == shown(i, clear[i.id])
    assert (found[4] == "bättre") == (i.direction.sign * clear[i.id] > 0)
    assert (number_of(found[5]) if found[5] else 0) == len(clear) - 1
    shares = {id_: share(world, id_, moved) for id_, moved in clear.items()}
    if "Mest" in sentence:
        assert shares[i.id] is not None and all(s is None or s <= shares[i.id] + 1e-9 for s in shares.values())


def check_no_change(changes: dict, view: YearStatus, sentence: str) -> None:
    """Nothing is more than chance: then it says so, that nobody can tell, or that there is nothing to compare."""
    visible = {id_: c for id_, c in changes.items() if c is not None and not abs(round(c[0], 9)) < 0.05}
    noise = [c for c in visible.values() if c[1] is Certainty.WITHIN_NOISE]
    unknown = [c for c in visible.values() if c[1] is Certainty.UNKNOWN]
    if noise:
        tail = f"; för {WORDS[len(unknown)]} går det inte att avgöra" if unknown else ""
        assert sentence == f"Ingen förändring sedan 2023 är säkert mer än slumpen{tail}."
    elif unknown:
        assert sentence == "Om något har ändrats mer än slumpen sedan 2023 går inte att avgöra: underlaget räcker inte."
    elif any(c is not None for c in changes.values()):
        assert sentence == "Inget värde skiljer sig synligt från 2023."
    else:
        assert sentence in ("", "Inget värde går att jämföra med 2023.")
        assert bool(sentence) == any(row.total.value is not None for row in view.rows)


def share(world: World, id_: str, moved: float) -> float | None:
    i = next(i for i in world.indicators if i.id == id_)
    return None if i.target is None or i.baseline in (None, i.target) else abs(moved) / abs(i.target - i.baseline)


def shown(i: Indicator, d: float) -> str:
    rounded = float(numbers.number(d, 1).replace("−", "-").replace(",", "."))
    if rounded == 0:
        return "mindre än 0,1\u00a0enheter"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):.1f}".replace(".", ",") + "\u00a0enheter"


def check_decision(world: World, row: YearRow, sentence: str) -> None:
    i, total = row.indicator, row.total
    assert sentence.startswith(f"{i.label}: ")
    body = sentence.removeprefix(f"{i.label}: ")
    status = expected_status(world, i)
    if status is Status.NOT_MEASURED:
        assert body == f"inget värde för {YEAR}, så målet går inte att följa upp."
        return
    now = raw(world, i, YEAR)
    assert now is not None and not now.hidden and body.startswith(numbers.value(i, now.value))
    if status in (Status.WRONG_WAY, Status.WORSENED):
        found = re.search(r"är (något )?sämre än nuläget ([\d,]+) \(2021\); (.+)\.$", body)
        assert found and i.baseline is not None and i.direction.sign * (now.value - i.baseline) < 0
        assert float(found[2].replace(",", ".")) == pytest.approx(i.baseline)
        sure = chance.from_fixed(Measured(now.value, now.n, now.sd, ""), i.baseline, rollup=i.rollup, scale=i.scale)
        sure = Certainty.UNKNOWN if parted(world, i, FIRST, YEAR) else sure
        assert ("säkert mer" in found[3], "inte mer än" in found[3], "avgöra" in found[3]) == tuple(
            sure is c for c in (Certainty.CLEAR, Certainty.WITHIN_NOISE, Certainty.UNKNOWN)
        )
    elif status is Status.BEHIND:
        pace = (i.target - now.value) / (i.target_year - YEAR)
        path = i.baseline + (i.target - i.baseline) * (YEAR - FIRST) / (i.target_year - FIRST)
        assert (", strax efter" in body) == (numbers.value(i, path) == numbers.value(i, now.value))
        assert f"({numbers.value(i, path)} för {YEAR})" in body and f"; {shown(i, pace)} om året krävs" in body
        assert body.endswith(f"för att nå {numbers.stated(i, i.target)} till {i.target_year}.")
    else:
        assert numbers.distance(i, total.remaining) in body and f"målet gäller {i.target_year}" in body


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.floats(1, 9))
def test_a_hidden_figure_does_not_matter(world: World, by: float) -> None:
    other = replace(world, cells=tuple(c._replace(value=c.value + by, n=7, sd=3.0) if c.hidden else c for c in world.cells))
    first, second = status_of(world), status_of(other)
    assert first == second and repr(first) == repr(second)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_turned_upside_down_it_says_the_same(world: World) -> None:
    """Each indicator mirrored: what was higher is lower, and the better way is the other. Statuses and the better way are as they were."""
    turn = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}

    def flip(v: float | None) -> float | None:
        return None if v is None else 100 - v

    mirrored = replace(
        world,
        indicators=tuple(
            i.model_copy(update={"direction": turn[i.direction], "target": flip(i.target), "baseline": flip(i.baseline)})
            for i in world.indicators
        ),
        cells=tuple(c._replace(value=flip(c.value)) for c in world.cells),
    )
    first, second = status_of(world), status_of(mirrored)
    assert [row.total.status for row in first.rows] == [row.total.status for row in second.rows]
    assert [row.since_last.better for row in first.rows] == [row.since_last.better for row in second.rows]
    assert first.counts == second.counts and first.finding[0] == second.finding[0]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda s: s.replace("Av tre", "Av fyra"),
        lambda s: s.replace("når en", "når ingen"),
        lambda s: s.replace("är i fas", "ligger efter plan"),
    ],
)
def test_the_reading_finds_a_wrong_word(wrong) -> None:
    made = tuple(indicator(id=f"i{n}", number=n, target=80.0, baseline=60.0) for n in (1, 2, 3))
    cells = tuple(cell(i, ROOT, YEAR, v, 400, 12.0) for i, v in zip(made, (81.0, 75.0, 66.0), strict=True))
    world = World(made, cells, (), ROOT)
    sentence = status_of(world).finding[0]
    assert sentence == "Av tre indikatorer med målvärde når en sitt målvärde 2024, en är i fas och en ligger efter plan."
    check_level(world, sentence)
    with pytest.raises(AssertionError):
        check_level(world, wrong(sentence))
