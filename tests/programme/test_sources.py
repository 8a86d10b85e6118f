"""Every sentence of the sources is in the packs, and no sentence of the packs is anywhere else than in the sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Area, Programme
from kpi.programme.organisation import Level

SOURCES = Path(__file__).parent / "sources"
WEST = load_programme(programme_dir("region-vasterbotten"))
MID = load_programme(programme_dir("region-midtjylland"))
PRINTED = re.compile(r"(Nuvarande tillstånd|Tillståndet|Tillstånd|Delmål|Delaktiviteter) \d{4}(?=\s*:|$)")


def sentences(text: str) -> list[str]:
    """Lines put together (words broken at a line's end too), then cut at bullets and where a sentence ends."""
    text = re.sub(r"-\n\s*", "-", "\n".join(line.strip() for line in text.splitlines()))
    pieces = re.split(r"\n?•|(?<=[.:])\s+(?=[A-ZÅÄÖÆØ•])", text)
    return [joined for piece in pieces if (joined := " ".join(piece.split()))]


def differences(source: Iterable[str], pack: Iterable[str]) -> str:
    """What is in one and not in the other, in its place: lines with − stand in the source alone, with + in the pack alone."""
    return "\n".join(unified_diff([*source], [*pack], "källan", "paketet", n=1, lineterm=""))


# ---------------------------------------------------------------------------------------------------- goals in words


def printed_areas() -> dict[str, list[str]]:
    """The source by area: its lines cut into headings and sentences, list marks and the comma after an item taken away."""
    names = {a.name for a in WEST.areas}
    found: dict[str, list[str]] = {}
    here = ""
    for line in (SOURCES / "region-vasterbotten.txt").read_text(encoding="utf-8").splitlines():
        text = line.strip().removeprefix("- ").removesuffix(",")
        # An area's name may also be a strategy's or a means': its own heading comes before anything of it has been told.
        if text in names and text not in found and (not found or _ended(found[here])):
            here, found[text] = text, []
            continue
        heading = PRINTED.match(text)
        if heading:
            found[here].append(heading[0])
            text = text[heading.end() :].lstrip(" :")
        if text:
            found[here] += sentences(text)
    return found


def _ended(told: list[str]) -> bool:
    """Has an area been told to its end: are there items under its last heading?"""
    return WEST.terms.foundations in told and told[-1] != WEST.terms.foundations


def told(area: Area) -> list[str]:
    """An area of the pack as the source would print it."""
    lines: list[str] = []
    for state in area.states:
        lines += [state.heading, *sentences(state.text)]
    for milestone in area.milestones:
        lines += [milestone.heading or "", *sentences(milestone.text)]
    lines.append(f"{WEST.terms.actions} {area.actions[0].due_year}")
    for action in area.actions:
        lines += sentences(action.text)
    names = {x.id: x.name for x in (*WEST.plan_goals, *WEST.strategies, *WEST.foundations)}
    (link,) = (link for link in WEST.links if link.area == area.id)
    goals = [link.plan_goals_text] if link.plan_goals_text else [names[x] for x in link.plan_goals]
    lines += [WEST.terms.plan_goals or "", *goals]
    lines += [WEST.terms.strategies or "", *(names[x] for x in link.strategies)]
    lines += [WEST.terms.foundations or "", *(names[x] for x in link.foundations)]
    return lines


def test_the_areas_are_the_source_s_in_its_order() -> None:
    assert [a.name for a in WEST.areas] == [*printed_areas()]
    assert len(WEST.areas) == 6


@pytest.mark.parametrize("area", WEST.areas, ids=lambda a: a.id)
def test_an_area_is_told_as_in_the_source_sentence_by_sentence(area: Area) -> None:
    printed = printed_areas()[area.name]
    assert len(printed) > 12
    assert not differences(printed, told(area))


def test_a_sentence_that_is_missing_or_added_is_reported_on_its_side() -> None:
    area = WEST.areas[0]
    printed = printed_areas()[area.name]
    less = area.model_copy(update={"actions": area.actions[:-1]})
    assert f"-{area.actions[-1].text}" in differences(printed, told(less)).splitlines()
    more = area.model_copy(update={"actions": (*area.actions, area.actions[0].model_copy(update={"text": "Påhittat"}))})
    assert "+Påhittat" in differences(printed, told(more)).splitlines()


def test_goals_that_are_printed_as_a_range_are_all_of_it() -> None:
    ranges = [link for link in WEST.links if link.plan_goals_text]
    assert [(link.area, link.plan_goals_text) for link in ranges] == [("ledning-och-styrning", "Mål 1-7")]
    names = {g.id: g.name for g in WEST.plan_goals}
    assert [names[x] for x in ranges[0].plan_goals] == [f"Mål {n}" for n in range(1, 8)]


def test_nothing_is_stated_that_the_source_does_not_state() -> None:
    assert not WEST.indicators
    assert all(a.goal is None for a in WEST.areas)
    assert all(x.text is None for x in (*WEST.plan_goals, *WEST.strategies, *WEST.foundations))
    assert {x.responsible for a in WEST.areas for x in a.actions} == {()}
    assert all(x.due_note for a in WEST.areas for x in a.actions)
    assert [level.reports_to for level in WEST.levels] == [(), (), ()]


def test_every_named_element_is_used_by_an_area() -> None:
    used = {x for link in WEST.links for x in link.ids}
    assert {x.id for x in (*WEST.plan_goals, *WEST.strategies, *WEST.foundations)} <= used


# ---------------------------------------------------------------------------------------------------- levels and references


def excerpt() -> str:
    return (SOURCES / "region-midtjylland.txt").read_text(encoding="utf-8")


def printed_levels() -> Iterator[tuple[str, str, str, list[str]]]:
    """Chapter, level, heading and sentences of each section; a level without sections has its own name as heading."""
    for chapter in re.split(r"^# ", excerpt(), flags=re.MULTILINE)[1:]:
        title, _, rest = chapter.partition("\n")
        for level in re.split(r"^## ", rest, flags=re.MULTILINE)[1:]:
            name, _, body = level.partition("\n")
            for section in re.split(r"^### ", body, flags=re.MULTILINE):
                heading, _, text = section.partition("\n") if "### " in body else (name, "", section)
                if text.strip():
                    yield title, name, heading, sentences(text)


def packed_levels(programme: Programme) -> Iterator[tuple[str, str, str, list[str]]]:
    chapters: dict[tuple[str, str], list[str]] = {}
    for title, name, *_ in printed_levels():
        chapters.setdefault((name, title), [])
    for level in programme.levels:
        titles = [title for name, title in chapters if name == level.name]
        for section in level.sections:
            yield section.source or titles[0], level.name, section.heading, sentences("\n•".join(section.text))


def test_every_section_about_a_level_is_the_source_s() -> None:
    printed = {(chapter, name, heading): told for chapter, name, heading, told in printed_levels()}
    packed = {(chapter, name, heading): told for chapter, name, heading, told in packed_levels(MID)}
    assert printed.keys() == packed.keys()
    assert len(printed) == 29
    wrong = [differences(printed[key], packed[key]) for key in printed]
    assert not [text for text in wrong if text]


# Level → whom its reference names, in the source's inflection and order → the level that is.
ANSWERS_TO = {
    "hospitalsledelse": {"koncerndirektionen": "koncerndirektion"},
    "centerledelse": {"hospitalsledelsen": "hospitalsledelse"},
    "afdelingsledelse": {"en centerledelse": "centerledelse", "hospitalsledelsen": "hospitalsledelse"},
    "ledelse-under-afdeling": {"afdelingsledelsen": "afdelingsledelse"},
    "psykiatri-og-socialledelse": {"koncerndirektionen": "koncerndirektion"},
    "afdelingsledelse-psykiatri": {"Psykiatri- og Socialledelsen": "psykiatri-og-socialledelse"},
    "afsnitsledelse-psykiatri": {"afdelingsledelsen": "afdelingsledelse-psykiatri"},
    "omradeleder": {"Psykiatri- og Socialledelsen": "psykiatri-og-socialledelse"},
    "praehospitalet": {"koncerndirektionen": "koncerndirektion"},
}


def test_every_level_answers_to_whom_its_reference_names() -> None:
    assert {level.key: level.reports_to for level in MID.levels if level.reports_to} == {
        key: tuple(named.values()) for key, named in ANSWERS_TO.items()
    }
    for level in MID.levels:
        said = [t for s in level.sections if s.heading == "Reference" for t in s.text if "refererer til" in t]
        assert bool(said) is bool(level.reports_to), level.key
        for text in said:
            words = text.split("refererer til")[1]
            places = [words.index(phrase) for phrase in ANSWERS_TO[level.key]]
            assert places == sorted(places), text
            assert len(re.findall(r"(?:direktion|ledelse)(?:n|en)?\b", words.split(" og skal ")[0].split(", hvor der ikke")[0])) == len(
                places
            )


def test_the_committee_of_a_level_is_the_one_its_section_names() -> None:
    names = {c.key: c.name for c in MID.committees}
    for level in MID.levels:
        said = {m for s in level.sections if s.heading == "MED-udvalg" for t in s.text for m in re.findall(r"\b(\w+-MEDudvalg)", t)}
        if level.depth:
            assert said == ({names[level.committee]} if level.committee else set()), level.key


def test_the_committees_stand_beside_whom_the_table_says() -> None:
    rows = re.findall(r"^(.+?)\s+<-> (.+)$", excerpt(), flags=re.MULTILINE)
    assert [(c.levels_text, c.name) for c in MID.committees] == rows
    root = MID.levels[0]
    assert (root.name, root.committee) == (rows[0][0], MID.committees[0].key)


def test_the_six_headings_are_the_source_s_and_await_their_indicators() -> None:
    listed = excerpt().split("# Forskellige veje til målet")[1].split("\n# ")[0]
    headings = [item.strip().removesuffix(".") for item in re.findall(r"^• (.+)$", listed, flags=re.MULTILINE)]
    assert [a.name for a in MID.areas] == headings
    assert len(headings) == 6
    assert all(not a.indicators and not a.actions and a.aim is None for a in MID.areas)
    assert MID.follow_up in sentences(listed)


def test_levels_without_a_reference_are_the_root_and_the_one_that_is_to_be_described_later() -> None:
    assert [level.name for level in MID.levels if not level.reports_to] == ["Direktion/koncernledelse", "Afdelingsledelse på socialområdet"]


@pytest.mark.parametrize("level", MID.levels, ids=lambda level: level.key)
def test_a_level_leads_up_to_the_root(level: Level) -> None:
    above = {one.key: one for one in MID.levels}
    while level.reports_to:
        assert above[level.reports_to[0]].depth < level.depth
        level = above[level.reports_to[0]]
    assert level.depth == 0 or level.name == "Afdelingsledelse på socialområdet"
