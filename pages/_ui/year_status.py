"""*Årsstatus* as HTML: the finding, how each goal stands, what moved most, what to take a stand on. All of it has passed the gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpi.charts import milestones as milestone_charts
from kpi.charts.svg import status_symbol_svg
from kpi.charts.tokens import status_variable
from kpi.language import tr
from kpi.measure.status import Certainty, Status
from kpi.programme.model import Programme
from kpi.programme.plan import ActionStatus
from kpi.text import actions as action_words
from kpi.text import numbers, words
from kpi.text import plan as say_plan
from kpi.text import year_status as say
from kpi.text.escape import html
from kpi.views.year_status_rows import Decision, Goal, Judged, Moved, YearRow, YearStatus
from pages._ui import cards, parts
from pages._ui.navigation import ACTIONS, INDICATOR, YEAR_STATUS, Entry
from pages._ui.urls import Query

_KINDS = {
    "wrong_way": Status.WRONG_WAY,
    "worsened": Status.WORSENED,
    "behind": Status.BEHIND,
    "not_reached": Status.NOT_REACHED,
    "not_measured": Status.NOT_MEASURED,
}
_FOLDED = ("not_measured", "late")  # many and alike: told as a number, listed when asked for


def page(view: YearStatus, query: Query, programme: Programme, entries: Mapping[str | None, Entry], seen: str, goals: str) -> str:
    """The whole page. ``seen``: what has changed since it was shown; ``goals``: the goals one by one, ready-made."""
    return "".join(
        (
            _heading(view, programme),
            compare_with(view, query),
            seen,
            _goals(view, query, entries),
            _beside(view, query),
            goals,
            _rests_on(view),
        )
    )


def _heading(view: YearStatus, programme: Programme) -> str:
    first = f"<p><strong>{html(view.finding[0])}</strong></p>" if view.finding else ""
    rest = "".join(f"<p>{html(sentence)}</p>" for sentence in view.finding[1:])
    unit = view.context.unit
    heading = tr("Årsstatus {year}", year=view.context.year)
    return (
        f'<div class="mb-title"><p class="mb-label">{html(unit.name)}</p>'
        f'<h1 id="rubrik" tabindex="-1">{heading}</h1><div class="mb-lead mb-said">{first}{rest}</div></div>'
        f"{parts.judged_against(programme, unit.code)}{_sum(view)}"
    )


def _sum(view: YearStatus) -> str:
    """How many indicators stand where, and in the year compared with."""
    items = []
    for status in cards.ORDER:
        n, then = view.counts.get(status, 0), view.other_counts.get(status, 0)
        if not n and not then:
            continue
        word = words.STATUS[status]
        before = f'<span class="mb-then-count">{view.other_year}: {numbers.count(then)}</span>' if view.other_year is not None else ""
        items.append(
            f'<li style="--mb-c:{status_variable(status)}" title="{html(word.meaning)}"><b>{numbers.count(n)}</b>'
            f"<span>{status_symbol_svg(status)} {html(word.word)}</span>{before}</li>"
        )
    return f'<ul class="mb-sum" aria-label="{tr("Antal indikatorer per status")}">{"".join(items)}</ul>'


def compare_with(view: YearStatus, query: Query) -> str:
    """The years that can stand beside, each a link."""
    kept = {"sedan": query.sedan}
    links = [(tr("Inget"), None)] + [(str(year), year) for year in view.context.years if year != view.context.year]
    items = ""
    for text, year in links:
        here = ' aria-current="true"' if year == view.other_year else ""
        items += f'<li><a href="{html(query.href(YEAR_STATUS, **kept, jamfor=year))}" data-mb="stay"{here}>{text}</a></li>'
    name = tr("Jämför med")
    return f'<div class="mb-picks"><nav aria-label="{name}"><span>{name}</span><ul>{items}</ul></nav></div>'


def _goals(view: YearStatus, query: Query, entries: Mapping[str | None, Entry]) -> str:
    """The goals below each other: what is computed, and what a person has judged, in two places."""
    lines = "".join(_goal(view, goal, query, entries.get(goal.area.id)) for goal in view.goals)
    told = tr(
        "Beräknat: var varje indikator står mot sitt målvärde. Bedömt: vad en controller har bedömt om målet. Det ena är inte det andra."
    )
    told = f"{told} {say.judged([goal.judged for goal in view.goals])}"
    return f'{parts.section(tr("Målen"), told)}<div class="mb-goals">{lines}</div>'


def _goal(view: YearStatus, goal: Goal, query: Query, entry: Entry | None) -> str:
    name = html(goal.area.name)
    heading = f'<a href="{html(query.href(entry.link))}" data-mb="top">{name}</a>' if entry else name
    then = f'<p class="mb-tally-then">{view.other_year}: {_tally(goal.other_counts)}</p>' if view.other_year is not None else ""
    actions = _actions_line(goal.action_counts)
    tiles = f'<span class="mb-label">{tr("Beräknat")}</span>{_tiles(goal.rows, query)}{then}'
    return (
        f'<article><h3>{heading}</h3><div class="mb-computed">{tiles}</div>'
        f'<div class="mb-judged"><span class="mb-label">{tr("Bedömt")}</span>{verdict_line(goal.judged)}'
        f'{_milestones(goal, query, entry)}<p class="mb-note">{html(actions)}</p></div></article>'
    )


def _milestones(goal: Goal, query: Query, entry: Entry | None) -> str:
    """How far each of the goal's milestones has come; each leads to why."""
    items = ""
    for row in goal.milestones:
        name = html(row.milestone.heading or f"{words.MILESTONE} {row.milestone.year}")
        link = f'<a href="{html(query.href(entry.link, delmal=row.milestone.id))}" data-mb="top">{name}</a>' if entry else name
        withheld = row.held is not None and row.held.withheld
        stands = html(say_plan.WITHHELD) if withheld else milestone_charts.state_html(row.state)
        late = f'<span class="mb-note"> {html(say_plan.OVERDUE)}</span>' if row.overdue else ""
        items += f'<li style="--mb-c:{milestone_charts.colour(row.state)}">{link} <span class="mb-status">{stands}</span>{late}</li>'
    return f'<ul class="mb-shown-by">{items}</ul>' if items else ""


def _tiles(rows: Sequence[YearRow], query: Query) -> str:
    return cards.tiles((row.total for row in rows), query) or f'<p class="mb-note">{html(words.NO_INDICATORS)}</p>'


def _tally(counts: Mapping[Status, int]) -> str:
    return html(" · ".join(f"{numbers.count(counts[s])} {words.STATUS[s].word.lower()}" for s in cards.ORDER if counts.get(s)) or "–")


def _actions_line(counts: Mapping[ActionStatus, int]) -> str:
    said = [f"{numbers.count(n)} {action_words.adjective(status, n)}" for status, n in counts.items()]
    return tr("Åtgärder: {counts}", counts=", ".join(said)) if said else tr("Planen har ingen åtgärd för målet det året")


def verdict_line(judged: Judged) -> str:
    """The verdict in force as symbol and word, or that there is none."""
    held = judged.approved
    if held is None:
        return f'<p class="mb-verdict mb-verdict-none">{tr("Inte bedömt")}</p>'
    if held.verdict is None:
        return f'<p class="mb-verdict mb-verdict-none">{html(say.WITHHELD)}</p>'
    word = say.VERDICT[held.verdict]
    stale = f'<span class="mb-stale">{html(say.OUTDATED)}</span>' if held.outdated else ""
    return f'<p class="mb-verdict" title="{html(word.meaning)}"><span aria-hidden="true">{word.symbol}</span> {html(word.word)}{stale}</p>'


# ------------------------------------------------------------------------------------ what moved, what to take a stand on


def _beside(view: YearStatus, query: Query) -> str:
    return f'<div class="mb-two">{_moved(view.moved, query)}{_decisions(view.decisions, query)}</div>'


def _moved(moved: Moved, query: Query) -> str:
    """Changes that are more than chance stand first and alone; the rest are told to be what they are."""
    lead = say.change(moved) or tr("Det finns inget värde att jämföra.")
    blocks = [_list(moved.clear, query, "")]
    for title, rows in ((tr("Inte mer än slumpen"), moved.within_noise), (tr("Går inte att avgöra"), moved.unknown)):
        if rows:
            folded = f"<summary>{title}: {numbers.count(len(rows))}</summary>{_list(rows, query, ' mb-moved-quiet')}"
            blocks.append(f'<details class="mb-fold">{folded}</details>')
    return f"<div>{parts.section(tr('Vad har ändrats sedan {year}', year=moved.since), lead)}{''.join(blocks)}</div>"


def _list(rows: Sequence[YearRow], query: Query, more: str) -> str:
    items = ""
    for row in rows:
        told = row.since_last
        size = "" if told.amount is None else numbers.signed(row.indicator, told.amount)
        if told.certainty is Certainty.CLEAR and told.better is not None:
            size = tr("{change}, till det bättre", change=size) if told.better else tr("{change}, till det sämre", change=size)
        address = query.href(INDICATOR, indikator=row.indicator.id)
        items += f'<li><a href="{html(address)}" data-mb="top">{html(row.indicator.label)}</a><span>{html(size)}</span></li>'
    return f'<ul class="mb-moved{more}">{items}</ul>' if items else ""


def _decisions(decisions: Sequence[Decision], query: Query) -> str:
    if not decisions:
        return f"<div>{parts.section(tr('Att ta ställning till'), say.NOTHING_TO_TAKE_UP)}</div>"
    kinds = list(dict.fromkeys(d.kind for d in decisions))
    body = "".join(_kind(kind, [d for d in decisions if d.kind == kind], query) for kind in kinds)
    return f"<div>{parts.section(tr('Att ta ställning till'))}{body}</div>"


def _kind(kind: str, decisions: Sequence[Decision], query: Query) -> str:
    items = "".join(f"<li>{_linked(d, query)}</li>" for d in decisions)
    title = words.STATUS[_KINDS[kind]].word if kind in _KINDS else tr("Försenade åtgärder")
    if kind in _FOLDED:
        told = f"{title}: {numbers.count(len(decisions))}"
        return f'<details class="mb-fold"><summary>{html(told)}</summary><ul class="mb-stand">{items}</ul></details>'
    row = decisions[0].row
    colour = f' style="--mb-c:{status_variable(row.total.status)}"' if row else ""
    symbol = status_symbol_svg(row.total.status) if row else ""
    return f'<h3 class="mb-stand-title"{colour}>{symbol} {html(title)}</h3><ul class="mb-stand">{items}</ul>'


def _linked(decision: Decision, query: Query) -> str:
    """The sentence, its indicator or action a link."""
    if decision.row is not None:
        label = decision.row.indicator.label
        address = query.href(INDICATOR, indikator=decision.row.indicator.id)
        return f'<a href="{html(address)}" data-mb="top">{html(label)}</a>{html(decision.sentence.removeprefix(label))}'
    action = decision.action
    address = query.href(ACTIONS, atgard=action.id) if action else ""
    return f'<a href="{html(address)}" data-mb="top">{html(decision.sentence)}</a>'


def _rests_on(view: YearStatus) -> str:
    """Plan, source and rule of protection, at the foot."""
    stamp = view.stamp
    plan = tr("Plan: {plan}. Källa: {source}.", plan=stamp.programme, source=stamp.source)
    version = tr("Dataversion {version}.", version=stamp.data_version)
    if stamp.synthetic:
        version += " " + tr("Siffrorna kommer ur påhittade exempeldata.")
    told = (stamp.suppression, plan, version)
    lines = "".join(f'<p class="mb-note">{html(line)}</p>' for line in told)
    return f'{parts.section(tr("Vad det bygger på"))}<div class="mb-foot">{lines}</div>'
