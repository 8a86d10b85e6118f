"""Does the store agree with itself? Everything that can be made again is made again and compared."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.language import N_, tr
from kpi.programme.model import Programme
from kpi.programme.together import ids_of
from kpi.store import log
from kpi.store.connection import Connection, Cursor
from kpi.store.organisation import check_units
from kpi.store.owning import owners, unowned
from kpi.store.rollup import compute, load_active
from kpi.store.sql import statement
from kpi.store.ticket import current_version
from kpi.store.types import Problem, UnitRow

# Small tables that are asked about many times over: a lake takes as long to find a table's files as to read them, so they are read once.
_SMALL = (
    "event", "batch", "series", "unit", "unit_code", "answer", "revision", "assessment", "access_grant", "access_revocation",
    "action_change", "action_report", "action_link", "judgement", "annotation", "presentation", "milestone_assessment",
    "milestone_indicator",
)  # fmt: skip
_CANNOT_ROLL_UP = {"bad_fact", "log_number"}
_LOG = {
    "ticket": N_("Lagret har inte exakt ett löpnummer."),
    "version": N_("Löpnumret är inte den senaste händelsens."),
    "import": N_("En import saknar sin händelse i loggen, eller har flera."),
    "order": N_("Händelser i loggen har samma nummer eller tider i fel ordning."),
    "number": N_("En enhet, serie eller plats saknar nummer, eller delar det med en annan."),
    "answer": N_("En händelse om sparade svar har inga svar."),
    "answer_said": N_("Ett sparat svar säger en annan person eller tid än sin händelse i loggen."),
}
_ORPHANS = {
    "fact": N_("Uppgifter hör till en import (löpnummer {name}) som inte finns i loggen."),
    "unit": N_("Enheter hör till en import (löpnummer {name}) som inte finns i loggen."),
    "event": N_("Händelser hör till importen {name}, som inte finns i loggen."),
    "series": N_("Uppgifter hör till en serie ({name}) som inte finns."),
    "place": N_("Uppgifter pekar på en plats i en fil ({name}) som inte finns."),
    "number": N_("Uppgifter hör till ett enhetsnummer ({name}) som inte finns."),
    "answer": N_("Sparade svar hör till en händelse (löpnummer {name}) som inte finns i loggen."),
}
_KEYS = {
    "fact": N_("Samma uppgift står flera gånger i en import."),
    "unit": N_("Samma enhet står flera gånger i en import."),
    "value": N_("En uppgift har varken värde eller skäl till att det saknas, eller en del av året eller ett kön som inte finns."),
    "answer": N_("Samma fråga är besvarad flera gånger på en gång."),
    "answer_text": N_("Ett sparat svar saknar fråga, eller är borttaget utan skäl."),
}
_GRANTS = {
    "log": N_("En behörighet eller återkallelse saknar sin händelse i loggen, eller säger en annan person eller tid än den."),
    "id": N_("Två behörigheter har samma id."),
    "text": N_("En behörighet saknar person, roll, skäl eller datum, eller slutar innan den börjar."),
    "ended": N_("En behörighet är avslutad flera gånger."),
    "refers": N_("En återkallelse, ersättning eller ställföreträdare pekar på en behörighet som inte finns."),
    "deputy": N_("En ställföreträdare pekar på sig själv, på en annan ställföreträdare eller på en annan roll."),
}
_ACTIONS = {
    "log": N_("Något om en åtgärd saknar sin händelse i loggen, eller säger en annan person eller tid än den."),
    "silent": N_("En händelse om åtgärder säger ingenting om någon."),
    "twice": N_("Samma sak är sagd två gånger om en åtgärd på en gång."),
    "text": N_("Något om en åtgärd saknar skäl, text, ansvarig, år eller dag, eller säger en status som inte finns."),
}
_REMARKS = {
    "log": N_("En bedömning, anteckning eller visning saknar sin händelse i loggen, eller säger en annan person eller tid än den."),
    "silent": N_("En händelse om bedömningar, anteckningar eller visningar säger ingenting."),
    "twice": N_("Flera bedömningar, anteckningar eller visningar är sparade på en gång."),
    "text": N_("En bedömning, anteckning eller visning saknar skäl, text, enhet eller tid, eller är av ett slag som inte finns."),
    "approved": N_("En godkänd bedömning har inget utkast med samma text före sig."),
}
_MILESTONES = {
    "log": N_("Något om ett delmål saknar sin händelse i loggen, eller säger en annan person eller tid än den."),
    "silent": N_("En händelse om delmål säger ingenting om något."),
    "twice": N_("Flera saker om delmål är sparade på en gång."),
    "text": N_("Något om ett delmål saknar program, delmål, skäl eller dag, eller säger ett läge som inte finns."),
}
_UNSHOWN = {
    "indicator": ("unknown_indicator", N_("Uppgifter för indikatorn {name}, som inte finns i programmet, är sparade men visas inte.")),
    "unit": ("unknown_unit", N_("Uppgifter för enheten {name}, som inte finns i organisationen, är sparade men visas inte.")),
    "year": ("unit_not_in_force", N_("Uppgifter för enheten {name} gäller år då enheten inte finns, och räknas inte upp.")),
}


def check(connection: Connection, programme: Programme) -> list[Problem]:
    """All problems, errors first; an empty list when all is well. Reads one version, while others may write."""
    with connection.read() as cursor:
        return problems(cursor, programme)


def problems(cursor: Cursor, programme: Programme) -> list[Problem]:
    """As ``check``, of what this transaction sees."""
    for table in _SMALL:
        cursor.execute(statement("copied", table=table))
    found = _problems(cursor, programme)
    for table in _SMALL:
        cursor.execute(statement("uncopied", table=table))
    return found


def _problems(cursor: Cursor, programme: Programme) -> list[Problem]:
    holding = log.holding(cursor, current_version(cursor).number)
    units = log.units(cursor, holding)
    found = [*_log(cursor), *_batches(cursor), *_keys(cursor), *_grants(cursor), *_actions(cursor), *_remarks(cursor), *_milestones(cursor)]
    found += [*_organisation(units, programme), *_owners(cursor, programme)]
    if _CANNOT_ROLL_UP & {p.code for p in found}:
        found.append(Problem("rollup_unchecked", "error", tr("Sammanräkningen kan inte kontrolleras förrän de andra felen är rättade.")))
    else:
        load_active(cursor, holding)
        compute(cursor, programme, units, None)
        found += [*_rollup(cursor), *_unshown(cursor)]
    return sorted(found, key=lambda p: p.severity)


def _log(cursor: Cursor) -> Iterator[Problem]:
    for kind, times in cursor.execute(statement("check_log")).fetchall():
        if times:
            yield Problem(f"log_{kind}", "error", tr(_LOG[kind]), times)


def _batches(cursor: Cursor) -> Iterator[Problem]:
    for batch, wanted, found, units_wanted, units_found in cursor.execute(statement("check_batches")).fetchall():
        message = tr(
            "Importen {batch} har {found} uppgifter och {units_found} enheter sparade; loggen säger {wanted} och {units_wanted}.",
            batch=batch,
            found=found,
            units_found=units_found,
            wanted=wanted,
            units_wanted=units_wanted,
        )
        yield Problem("batch_counts", "error", message)
    for kind, name, times in cursor.execute(statement("check_orphans")).fetchall():
        yield Problem("orphans", "error", tr(_ORPHANS[kind], name=name), times)


def _keys(cursor: Cursor) -> Iterator[Problem]:
    for kind, times in cursor.execute(statement("check_keys")).fetchall():
        if times:
            yield Problem(f"bad_{kind}", "error", tr(_KEYS[kind]), times)


def _grants(cursor: Cursor) -> Iterator[Problem]:
    for kind, times in cursor.execute(statement("check_grants")).fetchall():
        if times:
            yield Problem(f"grant_{kind}", "error", tr(_GRANTS[kind]), times)


def _actions(cursor: Cursor) -> Iterator[Problem]:
    for kind, times in cursor.execute(statement("check_actions")).fetchall():
        if times:
            yield Problem(f"action_{kind}", "error", tr(_ACTIONS[kind]), times)


def _remarks(cursor: Cursor) -> Iterator[Problem]:
    for kind, times in cursor.execute(statement("check_remarks")).fetchall():
        if times:
            yield Problem(f"remark_{kind}", "error", tr(_REMARKS[kind]), times)


def _milestones(cursor: Cursor) -> Iterator[Problem]:
    for kind, times in cursor.execute(statement("check_milestones")).fetchall():
        if times:
            yield Problem(f"milestone_{kind}", "error", tr(_MILESTONES[kind]), times)


def _owners(cursor: Cursor, programme: Programme) -> Iterator[Problem]:
    if unowned(cursor):
        yield Problem("unowned", "error", tr("Något i lagret säger inte vilket program det hör till."))
    for name, times in owners(cursor).items():
        if name not in ids_of(programme):
            message = tr(
                "Målvärden, bedömningar, åtgärder eller behörigheter hör till programmet {name}, som inte är öppnat, och visas inte.",
                name=name,
            )
            yield Problem("other_programme", "note", message, times)


def _organisation(units: list[UnitRow], programme: Programme) -> Iterator[Problem]:
    for fault in check_units(units, [], programme):
        yield Problem("bad_organisation", "error", tr("Organisationen hänger inte ihop: {fault}", fault=fault))


def _rollup(cursor: Cursor) -> Iterator[Problem]:
    for indicator, year, cells in cursor.execute(statement("check_rollup")).fetchall():
        message = tr("Sammanräkningen av {indicator} {year} är inte vad uppgifterna ger.", indicator=indicator, year=year)
        yield Problem("rollup_differs", "error", message, cells)


def _unshown(cursor: Cursor) -> Iterator[Problem]:
    for kind, name, times in cursor.execute(statement("check_unshown")).fetchall():
        code, message = _UNSHOWN[kind]
        yield Problem(code, "note", tr(message, name=name), times)
