"""Where a figure comes from: what it was made from, in which cell of which file it stands, who read it in, and what it replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpi.language import N_, tr
from kpi.measure.status import Status
from kpi.programme.model import Indicator
from kpi.programme.periods import MONTHS, Grain, grain_of, part_of
from kpi.text import numbers, words
from kpi.text.escape import html
from kpi.views.rows import IndicatorView, Origin, Part, Trace
from pages._ui import parts
from pages._ui.guard import Visit
from pages._ui.navigation import INDICATOR, ORIGIN

HEADING = N_("Varifrån kommer siffran?")
SHORT_HASH = 12  # hexadecimal digits of a file's SHA-256 that are shown; the command line's trace gives the whole
_Choice = tuple[str, dict[str, str | int | None], bool]  # text, address, whether it is the one shown
SHOWN = 60  # delivered facts of a figure that are listed on screen


def asked(view: IndicatorView, visit: Visit) -> Trace:
    """The trace that the address asks for: the year's total, or a sex, a quarter or a month of it."""
    sex, month, quarter, method = visit.query.sex, visit.query.month, visit.query.quarter, visit.query.metod
    if (sex, month, quarter, method) == ("T", None, None, None):
        return view.trace
    here = visit.context
    at = {"unit": here.unit.code, "year": here.year, "sex": sex, "month": month, "quarter": quarter, "method": method, "as_of": here.as_of}
    return visit.views.trace(visit.scope, view.card.indicator.id, **at)


def section(view: IndicatorView, visit: Visit) -> str:
    """All of it, for the figure that is asked for, with links to the same for its sexes, quarters and months."""
    trace, indicator = asked(view, visit), view.card.indicator
    head = parts.section(tr(HEADING), trace.note) + _choices(view, visit, trace) + _figure(visit, indicator, trace)
    if trace.status is Status.SUPPRESSED or not (trace.origins or trace.superseded):
        return head
    names = {u.code: u.name for u in visit.context.units}
    told = words.period(trace.period)
    facts = origins_table(tr("Underlag för {period}", period=told), indicator, trace.origins, names)
    old = origins_table(tr("Ersatta eller ångrade uppgifter"), indicator, trace.superseded, names, earlier=True)
    return (
        head
        + _made_of(visit, indicator, trace.parts)
        + files_table(trace.origins)
        + (_folded(tr("Uppgift för uppgift, {period}", period=told), facts, opened=len(trace.origins) == 1) if trace.origins else "")
        + (_folded(tr("Vad siffran ersatte"), old) if trace.superseded else "")
    )


def link(visit: Visit, indicator: str, **more: str | int | None) -> str:
    """The address of a figure's origin."""
    return visit.query.href(INDICATOR, indikator=indicator, **{"visa": ORIGIN, **more})


def part_query(part: int | None) -> dict[str, int | None]:
    """A part of the year (``kpi.programme.periods``) as the address says it."""
    grain = grain_of(part)
    return {"manad": part if grain == "month" else None, "kvartal": (part or 0) - MONTHS if grain == "quarter" else None}


def _choices(view: IndicatorView, visit: Visit, trace: Trace) -> str:
    """Whose figure, of which quarter or month, and measured in which way."""
    here, query = visit.context.year, visit.query
    asked = {"kon": query.kon, "manad": query.manad, "kvartal": query.kvartal, "metod": query.metod, "serie": query.serie}
    sexes = [(words.SEX[sex], asked | {"kon": None if sex == "T" else sex}, sex == trace.sex) for sex in "TKM"]
    periods = _periods(view, here, asked, trace.period)
    shown = view.trace.method
    others = [method for method, points in view.other_methods.items() if method != shown and any(p.year == here for p in points)]
    methods = [(m, asked | {"metod": None if m == shown else m}, m == trace.method) for m in (shown, *others)]
    rows = (
        (tr("Kön"), sexes, view.card.indicator.by_sex),
        *((words.GRAIN[grain], of, bool(of)) for grain, of in periods.items()),
        (tr("Metod"), methods, bool(others)),
    )
    return "".join(_row(visit, view.card.indicator.id, name, of) for name, of, needed in rows if needed)


def _periods(view: IndicatorView, year: int, asked: Mapping[str, str | int | None], shown: str) -> dict[Grain, list[_Choice]]:
    """The year's quarters and months that there are, the whole year before the first of them."""
    whole = (tr("Hela {year}", year=year), {**asked, **part_query(None)}, len(shown) == 4)
    found: dict[Grain, list[_Choice]] = {}
    for grain, series in view.by_grain.items():
        periods = sorted({point.period for points in series for point in points if point.year == year})
        of = [(words.part_name(part_of(p) or 0), {**asked, **part_query(part_of(p))}, p == shown) for p in periods]
        found[grain] = [*([whole] if of and not any(found.values()) else []), *of]
    return found


def _row(visit: Visit, indicator: str, name: str, choices: Sequence[_Choice]) -> str:
    addresses = [(text, html(link(visit, indicator, **to)), _here(here)) for text, to, here in choices]
    links = "".join(f'<li><a href="{address}" data-mb="stay"{here}>{html(text)}</a></li>' for text, address, here in addresses)
    return f'<nav class="mb-years" aria-label="{name}"><ul>{links}</ul></nav>'


def _here(here: bool) -> str:
    return ' aria-current="true"' if here else ""


def _figure(visit: Visit, indicator: Indicator, trace: Trace) -> str:
    """Which figure this is about."""
    word = words.of(trace)
    value = f"{word.symbol} {word.word}" if trace.value is None else numbers.value(indicator, trace.value)
    about = f"{visit.context.unit.name}, {words.SEX[trace.sex].lower()}, {words.period(trace.period)}"
    return f'<div class="mb-whence"><p class="mb-finding">{html(about)}: <b>{html(value)}</b></p></div>'


def _made_of(visit: Visit, indicator: Indicator, rows: Sequence[Part]) -> str:
    """The figures one step down, each a link to where it comes from in its turn."""
    items = "".join(f"<li>{_part(visit, indicator, part)}</li>" for part in rows)
    title = f'<p class="mb-label">{tr("Siffran är gjord av")}</p>'
    return f'<div class="mb-whence">{title}<ul class="mb-links">{items}</ul></div>' if items else ""


def _part(visit: Visit, indicator: Indicator, part: Part) -> str:
    of_year, query = part_of(part.period), visit.query
    kept = part_query(of_year) | {"metod": query.metod, "serie": query.serie}
    where = link(visit, indicator.id, enhet=part.unit, kon=None if part.sex == "T" else part.sex, **kept)
    sex = "" if part.sex == "T" else f", {words.SEX[part.sex].lower()}"
    period = f", {words.period(part.period)}" if of_year else ""
    hidden = words.STATUS[Status.SUPPRESSED]
    told = f"{hidden.symbol} {hidden.word}" if part.hidden else numbers.value(indicator, part.value)
    count = f" (n {numbers.count(part.n)})" if part.n is not None else ""
    made = f", {words.ORIGIN[part.origin]}" if part.origin and part.origin != "delivered" else ""
    return f'<a href="{html(where)}" data-mb="top">{html(part.name + sex + period)}</a>: {html(told + count + made)}'


def _folded(summary: str, content: str, *, opened: bool = False) -> str:
    return f'<details class="mb-fold"{" open" if opened else ""}><summary>{html(summary)}</summary>{content}</details>'


def files_table(rows: Sequence[Origin]) -> str:
    """The files behind a figure, each once."""
    files: dict[str, list[Origin]] = {}
    for origin in rows:
        files.setdefault(origin.batch, []).append(origin)
    headings = (tr("Fil"), tr("Blad"), tr("Uppgifter"), tr("Inläst av"), tr("När"), tr("Import-id"), tr("Filens SHA-256"))
    body = [
        (_file(own[0]), _sheets(own), numbers.count(len(own)), own[0].user, parts.when(own[0].time), batch, own[0].sha256[:SHORT_HASH])
        for batch, own in files.items()
    ]
    return parts.table(tr("Filer bakom siffran"), headings, body, numeric=(2,)) if body else ""


def _sheets(rows: Sequence[Origin]) -> str:
    return ", ".join(dict.fromkeys(o.sheet for o in rows if o.sheet))


def origins_table(
    caption: str, indicator: Indicator, rows: Sequence[Origin], names: dict[str, str] | None = None, *, earlier: bool = False
) -> str:
    """Delivered facts with their cells; the first ``SHOWN`` of many. ``earlier``: that no longer hold, and why."""
    named = names or {}
    headings = [tr("Var"), tr("Period"), tr("Kön"), tr("Värde"), tr("Antal (n)"), tr("Fil"), tr("Cell"), tr("Import-id"), tr("Inläst")]
    headings += [tr("Läge")] if earlier else []
    body = [
        (
            named.get(o.unit, o.unit),
            words.period(o.period),
            words.SEX[o.sex],
            numbers.value(indicator, o.value),
            numbers.count(o.n),
            _file(o),
            o.address,
            o.batch,
            tr("{time} av {user}", time=parts.when(o.time), user=o.user),
            *((tr("ersatt") if o.active else tr("ångrad"),) if earlier else ()),
        )
        for o in rows[:SHOWN]
    ]
    if len(rows) > SHOWN:
        caption = tr("{caption} (de {n} första av {all})", caption=caption, n=SHOWN, all=numbers.count(len(rows)))
    return parts.table(caption, headings, body, numeric=(3, 4))


def _file(origin: Origin) -> str:
    return tr("{file} (SYNTETISK)", file=origin.file) if origin.synthetic else origin.file
