"""One file of a round: what it is, what is asked about it, how it was understood, its faults, and what it would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from kpi.errors import Fault, Refusal
from kpi.intake import Preview, Reading
from kpi.intake.contents import contents
from kpi.intake.marked import can_be_marked, marked_workbook
from kpi.language import N_, ntr, ptr, tr
from kpi.text import numbers, words
from kpi.text.escape import html
from kpi.views.rows import PreviewRow
from pages._ui import export, importing_questions, importing_sheets, log, parts
from pages._ui import importing_reading as reading
from pages._ui.guard import Visit
from pages._ui.importing_reading import Held
from pages._ui.later import later

SHOWN_ROWS = 200
SHOWN_FAULTS = 100
SHOWN_UNITS = 200
FEW_FILES = 3  # so many files are unfolded from the start
KIND = {"new": N_("ny"), "changed": N_("ändrad"), "unchanged": N_("oförändrad")}
ASKED = "needs_answer"  # the fault that a question also is
TABLES = {"layout", "range", "header", "column", "scale", "decimal", "indicator", "population", "method"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class State:
    """How a file stands: sign and word, and the tone of the style."""

    sign: str
    word: str
    tone: str  # ready | asked | refused | same


def state(held: Held) -> State:
    """What stands between the file and the store."""
    asked, r, c = len(held.asked), held.reading, held.preview.comparison
    if asked and r.refused:
        word = ntr("Väntar på svar på {n} fråga", "Väntar på svar på {n} frågor", asked, n=numbers.count(asked))
        return State("?", word, "asked")
    if r.refused:
        return State("✕", tr("Kan inte läsas in: {n} fel", n=numbers.count(r.faults_total)), "refused")
    if held.confirm:
        return State("!", tr("Stora ändringar: bekräfta dem före importen"), "asked")
    if c is not None and not c.new and not c.changed:
        return State("=", tr("Inget skulle ändras"), "same")
    return State("✓", tr("Klar att läsas in"), "ready")


def overview(held: Sequence[Held]) -> None:
    """All files of the round at a glance, those that need something first."""
    order = {"refused": 0, "asked": 1, "ready": 2, "same": 3}
    states = sorted(((state(h), h) for h in held), key=lambda pair: order[pair[0].tone])
    rows = [(h.reading.file, f"{s.sign} {s.word}", *_counted(h.preview)) for s, h in states]
    parts.write(parts.section(tr("{n} filer", n=numbers.count(len(held)))))
    headings = (tr("Fil"), ptr("tillstånd", "Läge"), tr("Nya"), tr("Ändrade"), tr("Oförändrade"))
    parts.write(parts.table(tr("Så står det till med filerna"), headings, rows, numeric=(2, 3, 4)))


def _counted(preview: Preview) -> tuple[str, ...]:
    c = preview.comparison
    return ("", "", "") if c is None else tuple(numbers.count(n) for n in (c.new, c.changed, c.unchanged))


@parts.placed
def show(visit: Visit, held: Held, every: Sequence[Held], unfolded: bool) -> None:
    """The file's own section. ``every``: the round's files, which are stored together."""
    r, now = held.reading, state(held)
    line = f'<p class="mb-file mb-file-{now.tone}"><span aria-hidden="true">{now.sign}</span> {html(now.word)}</p>'
    parts.write(parts.section(r.file) + line + parts.facts(_recognised(visit, held)))
    if r.parts:
        parts.write(_kinds(visit, held))
    importing_questions.ask(held)
    importing_questions.given(held)
    _faults(held)
    if r.warnings:
        parts.write(f'<div class="mb-beware">{_fault_table(tr("Att tänka på i {file}", file=r.file), r.warnings[:SHOWN_FAULTS])}</div>')
    if r.seen:
        open_now = unfolded or any(q.kind in TABLES for q in held.asked)
        fold = st.expander(tr("Så läses filen, blad för blad"), expanded=open_now, key=f"blad-{held.file.file_id}", on_change="rerun")
        if fold.open:
            with fold:
                _sheets(visit, held)
    c = held.preview.comparison
    if c is not None and r.facts is not None:
        parts.write(_outcome(held))
        changes = st.expander(
            tr("Visa vad som skulle ändras"), expanded=unfolded and c.changed > 0, key=f"andras-{held.file.file_id}", on_change="rerun"
        )
        if changes.open:
            with changes:
                parts.write(_changes(reading.changes(visit, held, every, SHOWN_ROWS), c.changed))


def _recognised(visit: Visit, held: Held) -> list[tuple[str, str]]:
    r = held.reading
    kinds = [log.layout_name(visit, layout) for layout in r.layouts]
    pairs = [(tr("Känns igen som"), ", ".join(kinds) or tr("inget känt slag av utdrag"))]
    if r.sheet:
        header = f", {tr('rubrikrad {number}', number=numbers.count(r.header_row))}" if r.header_row and not r.parts else ""
        pairs.append((tr("Plats"), tr("blad {name}", name=r.sheet) + header))
    if r.rows_read:
        pairs.append((tr("Rader"), _rows(r)))
    if len(r.seen) > 1:
        pairs.append((tr("Blad"), importing_sheets.found(r.seen)))
    elif r.other_sheets:
        pairs.append((tr("Andra blad, ej lästa"), ", ".join(r.other_sheets)))
    if r.synthetic:
        pairs.append((tr("Märkning"), tr("SYNTETISK")))
    c = held.preview.comparison
    if c is not None:
        new, changed, unchanged = (numbers.count(n) for n in (c.new, c.changed, c.unchanged))
        would = tr("{new} nya, {changed} ändrade, {unchanged} oförändrade", new=new, changed=changed, unchanged=unchanged)
        pairs.append((tr("Skulle ge"), would))
    faulty = r.faults_total - len(r.questions) if r.refused else 0
    if faulty > 0:
        pairs.append((tr("Fel"), tr("{n}. Filen kan inte läsas in förrän de är rättade.", n=numbers.count(faulty))))
    return pairs


def _rows(r: Reading) -> str:
    said = [tr("{n} lästa", n=numbers.count(r.rows_read))]
    if not r.refused:
        said.append(tr("{n} godkända", n=numbers.count(r.rows_accepted)))
        said.extend([tr("{n} förkastade", n=numbers.count(r.rows_rejected))] if r.rows_rejected else [])
    said.extend([tr("{n} utelämnade enligt svar", n=numbers.count(r.rows_left_out))] if r.rows_left_out else [])
    return ", ".join(said)


def _kinds(visit: Visit, held: Held) -> str:
    """Layout by layout what a file with several gives: each becomes an import of its own, all of them at once."""
    r = held.reading
    previews = held.preview.parts or tuple(Preview(p, None, held.version) for p in r.parts)
    rows = [
        (
            log.layout_name(visit, str(p.reading.layout)),
            p.reading.sheet or "",
            numbers.count(p.reading.header_row or 0),
            numbers.count(p.reading.rows_read),
            "" if r.refused else numbers.count(p.reading.rows_accepted),
            *_counted(p),
            numbers.count(p.reading.faults_total),
        )
        for p in previews
    ]
    headings = (
        tr("Slag"), tr("Blad"), tr("Rubrikrad"), tr("Rader"), tr("Godkända"), tr("Nya"), tr("Ändrade"), tr("Oförändrade"), tr("Fel"),
    )  # fmt: skip
    note = tr("Filen har flera slag av underlag. De läses in på en gång, eller inte alls; var och en kan ångras för sig.")
    caption = tr("Slag av underlag i {file}", file=r.file)
    return parts.table(caption, headings, rows, numeric=range(2, 9)) + f'<p class="mb-note">{html(note)}</p>'


def _faults(held: Held) -> None:
    r = held.reading
    faults = [f for f in r.faults if f.code != ASKED]
    total = max(r.faults_total - len(r.questions), len(faults))
    if not faults:
        return
    shown = faults[:SHOWN_FAULTS]
    caption = tr("Fel i {file}", file=r.file)
    if len(shown) < total:
        caption = tr("Fel i {file}, de {shown} första av {total}", file=r.file, shown=len(shown), total=numbers.count(total))
    parts.write(_fault_table(caption, shown))
    key, stem = held.file.file_id, Path(r.file).stem
    with st.container(key=f"malbild-val-fel-{key}", horizontal=True):
        if can_be_marked(faults):
            st.download_button(
                tr("Hämta arbetsboken med felen markerade"), later(lambda: _marked(held, faults)), f"fel-{stem}.xlsx", XLSX,
                on_click="ignore", key=f"markt-{key}",
            )  # fmt: skip
        st.download_button(
            tr("Hämta fellistan som CSV"), export.faults(faults), f"fel-{stem}.csv", "text/csv", on_click="ignore", key=f"fel-{key}"
        )
    if r.rows_read and not held.asked and any(f.row for f in faults):
        text = tr("Läs in de felfria raderna ändå, utan de andra")
        accept = st.checkbox(text, key=f"felfria-{key}", value=key in st.session_state.get(reading.ACCEPTED, set()))
        if accept != (key in st.session_state.get(reading.ACCEPTED, set())):
            reading.accept_valid(key, accept)
            st.rerun()


def _marked(held: Held, faults: Sequence[Fault]) -> bytes:
    """The workbook with its faults marked; one that cannot be made again is the list of them."""
    try:
        return marked_workbook(held.file.getvalue(), held.file.name, faults)
    except Refusal:
        return marked_workbook(None, held.file.name, faults)


def _fault_table(caption: str, faults: Sequence[Fault]) -> str:
    headings = (tr("Plats"), tr("Kolumn"), tr("Värde"), tr("Vad det gäller och vad du kan göra"))
    return parts.table(caption, headings, [_fault(f) for f in faults])


def _fault(fault: Fault) -> tuple[str, ...]:
    row = tr("rad {number}", number=numbers.count(fault.row)) if fault.row else ""
    sheet = tr("blad {name}", name=fault.sheet) if fault.sheet else ""
    return (", ".join(p for p in (sheet, row) if p) or tr("hela filen"), fault.column or "", fault.value or "", fault.message)


def _sheets(visit: Visit, held: Held) -> None:
    for sheet in held.reading.seen:
        parts.write(importing_sheets.heading(sheet) + importing_sheets.drawn(sheet, held.reading.file))
    parts.write(_contents(visit, held) + _units(held))
    tables = [(s, t) for s in held.reading.seen for t in s.tables]
    if not tables:
        return
    with st.expander(tr("Rätta det som är fel uppfattat"), key=f"ratta-{held.file.file_id}", on_change="rerun") as fold:
        if fold.open:
            for sheet, table in tables:
                importing_questions.correct(held, sheet, table)


def _contents(visit: Visit, held: Held) -> str:
    """Indicator by indicator: which periods, how many units, which sexes, which method."""
    facts = held.reading.facts
    if facts is None:
        return ""
    names = {i.id: i.label for i in visit.programme.indicators}
    rows = [
        (
            names.get(c.indicator, c.indicator),
            _span(words.period(c.first), words.period(c.last)),
            numbers.count(c.units),
            ", ".join(words.SEX[s].lower() for s in c.sexes),
            c.method or tr("den enda"),
            numbers.count(c.values),
            numbers.count(c.missing) if c.missing else tr("inga"),
        )
        for c in contents(facts)
    ]
    headings = (tr("Indikator"), tr("Perioder"), tr("Enheter"), tr("Kön"), tr("Metod"), tr("Uppgifter"), tr("Varav utan värde"))
    return parts.table(tr("Vad uppgifterna gäller"), headings, rows, numeric=(2, 5, 6))


def _span(first: str, last: str) -> str:
    return first if first == last else tr("{first} till {last}", first=first, last=last)


def _units(held: Held) -> str:
    """How the file's words for units were read: as they stand → code and name."""
    read = held.reading.units_read
    if not read:
        return ""
    rows = [(u.text, u.code or tr("utelämnas"), u.name or "", numbers.count(u.rows), u.how) for u in read[:SHOWN_UNITS]]
    caption = tr("Enheter")
    if len(read) > SHOWN_UNITS:
        caption = tr("Enheter, de {shown} första av {total}", shown=SHOWN_UNITS, total=numbers.count(len(read)))
    headings = (tr("Står i filen"), tr("Läses som"), tr("Enhetens namn"), tr("Rader"), tr("Känns igen på"))
    return parts.table(caption, headings, rows, numeric=(3,))


def _outcome(held: Held) -> str:
    """New, changed, unchanged and rejected, as a line of large figures."""
    c, r = held.preview.comparison, held.reading
    assert c is not None
    counts = ((tr("nya"), c.new), (tr("ändrade"), c.changed), (tr("oförändrade"), c.unchanged), (tr("rader förkastade"), r.rows_rejected))
    items = "".join(f"<li><b>{numbers.count(n)}</b><span>{html(word)}</span></li>" for word, n in counts)
    return f'<ul class="mb-outcome" aria-label="{html(tr("Vad filen skulle ge"))}">{items}</ul>'


def _changes(rows: Sequence[PreviewRow], changed: int) -> str:
    if not rows:
        return f'<p class="mb-note">{tr("Inget skulle ändras.")}</p>'
    body = [
        (
            r.indicator.label + (f", {tr('metod {name}', name=r.method)}" if r.method else ""),
            r.unit_name,
            words.period(r.period),
            words.SEX[r.sex],
            _value(r, r.value_from),
            _value(r, r.value_to),
            _difference(r),
            tr(KIND[r.kind]),
        )
        for r in rows
    ]
    caption = tr("Vad som skulle ändras (högst {n} rader; ändrade först, störst ändring i förhållande till värdet överst)", n=SHOWN_ROWS)
    headings = (tr("Indikator"), tr("Var"), tr("Period"), tr("Kön"), tr("Från"), tr("Till"), tr("Skillnad"), tr("Slag"))
    table = parts.table(caption, headings, body, numeric=(4, 5, 6))
    cut = tr("Ändringar i grupper som är för små för att visas räknas med, men står inte i en avkortad lista.")
    return table + (f'<p class="mb-note">{cut}</p>' if changed > SHOWN_ROWS else "")


def _difference(row: PreviewRow) -> str:
    if row.kind != "changed" or row.value_from is None or row.value_to is None:
        return ""
    return numbers.difference_short(row.indicator, row.value_to - row.value_from)


def _value(row: PreviewRow, value: float | None) -> str:
    return tr("skyddat") if row.hidden and value is None else numbers.value(row.indicator, value)
