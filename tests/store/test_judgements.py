"""Judgements, annotations and presentations in the store: never overwritten, with who and when, in backup and check, on both backends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kpi.errors import Refusal
from kpi.programme.judgement import (
    Annotation,
    AnnotationKind,
    Judgement,
    Presentation,
    Remarks,
    Step,
    Verdict,
    annotations_at,
    approved,
    draft,
    presentations_at,
    versions,
)
from kpi.store import Store
from kpi.store.check import problems
from tests.store.conftest import Place
from tests.store.world import SHARE, Clock, another


def said(step: Step = Step.DRAFT, **more) -> Judgement:
    fields = {"kind": "goal", "subject": "a", "unit": "TOPP", "year": 2024, "step": step, "verdict": Verdict.UNCERTAIN,
              "reason": " takten räcker inte ", "analysis": "Mer behövs.", "figures": "abc", "shown": (f"{SHARE}/T/2024",)}  # fmt: skip
    return Judgement(**(fields | more))


def note(**more) -> Annotation:
    fields = {"id": "", "indicator": SHARE, "unit": "TOPP", "kind": AnnotationKind.BREAK, "period": "2024", "text": " Ny  enkät ",
              "active": True, "reason": ""}  # fmt: skip
    return Annotation(**(fields | more))


def shown(**more) -> Presentation:
    return Presentation(**({"unit": "TOPP", "year": 2024, "audience": " Nämnden ", "moment": "2025-02-03", "note": ""} | more))


@pytest.fixture
def embedded(tmp_path) -> Iterator[Store]:
    """An embedded store: for what is the same SQL on both backends. The two tests that write everything run on both."""
    opened = Place(str(tmp_path / "prov.duckdb"), None).open()
    yield opened
    opened.close()


def everything(store) -> None:
    first = store.judge(said(), "eva", after=0)
    store.judge(said(Step.APPROVED), "kim", after=first.seq)
    store.annotate(note(), "eva")
    store.present(shown(), "eva")


def test_a_text_goes_from_draft_to_approved_and_every_version_stands(store):
    clock = Clock()
    store = another(store, clock=clock)
    first = store.judge(said(), " eva ", after=0)
    assert (first.user, first.reason, first.seq, first.shown) == ("eva", "takten räcker inte", 1, (f"{SHARE}/T/2024",))
    clock.on(days=1)
    second = store.judge(said(Step.APPROVED, figures="def"), "kim", after=1)
    third = store.judge(said(verdict=Verdict.REACHED, reason="nått"), "eva", after=2)
    steps = versions(store.remarks().judgements, first.about)
    assert steps == [first, second, third] and approved(steps) == second and draft(steps) == third
    fourth = store.judge(said(Step.WITHDRAWN, reason="fel siffra"), "kim", after=3)
    steps = versions(store.remarks().judgements, first.about)
    assert approved(steps) is None and draft(steps) is None and steps[-1] == fourth
    assert store.remarks(as_of="2026-03-01").judgements == store.remarks(as_of=1).judgements == (first,)
    assert [e.text for e in store.events()] == [
        "a, TOPP, 2024: återtagen", "a, TOPP, 2024: utkast", "a, TOPP, 2024: godkänd", "a, TOPP, 2024: utkast"]  # fmt: skip
    assert {e.kind for e in store.events()} == {"judgement"} and store.check() == []
    assert another(store).remarks() == store.remarks()


def test_an_annotation_is_changed_and_taken_away_under_its_id(embedded):
    made = embedded.annotate(note(), "eva")
    other = embedded.annotate(note(kind=AnnotationKind.EVENT, period="2023-05", text="Omorganisation"), "eva")
    assert made.text == "Ny enkät" and made.id != other.id and made.year == 2024
    moved = embedded.annotate(replace(made, period="2024-Q3", reason="började i juli"), "kim")
    assert annotations_at(embedded.remarks().annotations) == (other, moved)
    embedded.annotate(replace(made, active=False, reason="inget metodbrott"), "kim")
    assert annotations_at(embedded.remarks().annotations) == (other,) and len(embedded.remarks().annotations) == 4
    assert embedded.check() == []


def test_a_presentation_is_told_and_taken_back(embedded):
    first = embedded.present(shown(), "eva")
    later = embedded.present(shown(moment="2025-05-01T13:00", audience="Styrelsen"), "eva")
    assert first.audience == "Nämnden" and presentations_at(embedded.remarks().presentations, "TOPP", 2024) == (later, first)
    assert presentations_at(embedded.remarks().presentations, "TOPP", 2023) == ()
    embedded.present(shown(moment="2025-05-01T13:00", audience="Styrelsen", active=False, note="mötet ställdes in"), "eva")
    assert presentations_at(embedded.remarks().presentations, "TOPP", 2024) == (first,)
    assert embedded.check() == []


def test_what_cannot_be_is_refused(embedded):
    everything(embedded)
    before, version = embedded.remarks(), embedded.data_version()
    last = versions(before.judgements, said().about)[-1].seq
    held = before.annotations[0]
    for code, told, user in [
        ("unknown_area", said(subject="x"), "eva"),
        ("unknown_indicator", said(kind="indicator", subject="a"), "eva"),
        ("reason_missing", said(reason=" "), "eva"),
        ("no_user", said(), " "),
        ("no_draft", said(Step.APPROVED), "eva"),
        ("not_approved", said(Step.WITHDRAWN, year=2023), "eva"),
        ("unknown_indicator", note(indicator="x"), "eva"),
        ("no_text", note(text=" "), "eva"),
        ("bad_period", note(period="2024-13"), "eva"),
        ("unknown_annotation", replace(held, id="h-99", reason="skäl"), "eva"),
        ("unknown_annotation", replace(held, unit="ANNAN", reason="skäl"), "eva"),
        ("reason_missing", replace(held, active=False), "eva"),
        ("no_audience", shown(audience=" "), "eva"),
        ("bad_time", shown(moment="i går"), "eva"),
        ("nothing_changed", shown(), "eva"),
        ("nothing_changed", shown(audience="Andra", active=False, note="skäl"), "eva"),
        ("reason_missing", shown(active=False), "eva"),
    ]:
        with pytest.raises(Refusal) as refused:
            if isinstance(told, Judgement):
                embedded.judge(told, user, after=0 if told.year == 2023 else last)
            else:
                embedded.annotate(told, user) if isinstance(told, Annotation) else embedded.present(told, user)
        assert refused.value.code == code, told
    assert (embedded.remarks(), embedded.data_version()) == (before, version)


def test_a_step_after_one_that_the_writer_has_not_seen_is_refused(embedded):
    embedded.judge(said(), "eva", after=0)
    for step in (Step.DRAFT, Step.APPROVED):
        with pytest.raises(Refusal) as refused:
            embedded.judge(said(step), "kim", after=0)
        assert refused.value.code == "changed_meanwhile"


def test_only_the_text_that_was_written_is_approved(embedded):
    first = embedded.judge(said(), "eva", after=0)
    for other in ({"verdict": Verdict.REACHED}, {"reason": "annat"}, {"analysis": "annat"}):
        with pytest.raises(Refusal) as refused:
            embedded.judge(said(Step.APPROVED, **other), "kim", after=first.seq)
        assert refused.value.code == "no_draft"


DAMAGE = {
    "UPDATE annotation SET who = 'annan'": {"remark_log"},
    "DELETE FROM annotation; DELETE FROM presentation": {"remark_silent"},
    "INSERT INTO presentation SELECT * FROM presentation": {"remark_twice"},
    "UPDATE judgement SET reason = ''": {"remark_text"},
    "UPDATE judgement SET analysis = 'ändrad' WHERE step = 'approved'": {"remark_approved"},
    "UPDATE judgement SET verdict = 'perhaps'": {"remark_text"},
    "UPDATE presentation SET moment = ''": {"remark_text"},
}


def test_damage_is_found(embedded):
    everything(embedded)
    for damage, wanted in DAMAGE.items():
        with embedded._connection.read() as cursor:
            for part in damage.split(";"):
                cursor.execute(part)
            assert {p.code for p in problems(cursor, embedded.programme)} == wanted, damage
    assert embedded.check() == []


def test_a_backup_from_before_judgements_can_be_read_in(from_version):
    with from_version(4) as store:
        assert store.remarks() == Remarks()
