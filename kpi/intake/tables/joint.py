"""A year in one column and its quarter, month or tertial in another: understood where both are clear, else asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from kpi.errors import Fault
from kpi.intake.tables.model import Joint, Match, label
from kpi.intake.tables.page import Page
from kpi.intake.tables.parts import DEFINITE, LAST, NAMES, NONE, Grain, Part, grain_of_heading, joined, read_part, year_of
from kpi.intake.tables.plan import Header, Plan, make_plan
from kpi.intake.tables.vocabulary import is_total
from kpi.intake.tables.words import Words, normal
from kpi.intake.wording import short
from kpi.language import N_, tr
from kpi.programme.model import Column, Layout
from kpi.programme.periods import months_of, quarter_part

PART = "|part="  # in an answer: the column is the year, or a part of the year, of every row's period
YEAR = "year"
_GIVEN: dict[str, Grain] = {"quarter": "quarter", "month": "month", "tertial": "tertial", "period": "period"}
_DOUBT = "?"  # an answer that is none: the column is asked about
_NUMBERS = N_("Talen står bredvid ett år, men inget säger om de är kvartal eller månader.")


class _Found(NamedTuple):
    """The columns. doubt: why the part's is asked about; None when both are clear."""

    joint: Joint
    doubt: str | None


class _Rows:
    """The rows that a header's columns are judged by: from it down to the first blank row, for below that another table may stand."""

    def __init__(self, page: Page, header: Header) -> None:
        columns = [c for c in header.parts if c in page.filled]
        first = header.last + 1
        filled = pl.DataFrame([page.filled[c].slice(first).alias(c) for c in columns]).select(pl.any_horizontal(columns)).to_series()
        blank = (~filled).arg_true()
        begin = int(filled.arg_max() or 0)
        foot = next((int(i) for i in blank if i > begin), len(filled))
        self.grid = page.grid.slice(first, foot)

    def pairs(self, year: str | None, part: str) -> list[tuple[str | None, str]]:
        """The different pairs of a year's and a part's cell, where a part stands beside a year; without a column of years all parts."""
        columns = [pl.col(year).alias("year") if year else pl.lit(None, pl.String).alias("year"), pl.col(part).alias("part")]
        found = self.grid.select(columns).filter(pl.col("part").is_not_null()).unique(maintain_order=True)
        return [(y, p) for y, p in found.iter_rows() if (year is None or year_of(y or "") is not None) and not is_total(p)]

    def holds_years(self, column: str) -> bool:
        """Are at least half of a column's different texts years?"""
        texts = self.grid[column].drop_nulls().unique()
        return 0 < len(texts) <= 2 * sum(year_of(t) is not None for t in texts.head(_MOST))


_MOST = 400  # different texts of a column that are looked at; a column of years or parts has far fewer


def takes_parts(layout: Layout) -> bool:
    """Can a row of the layout be about a part of a year?"""
    period = layout.role("period")
    return period is not None and (period.type == "month" or layout.kind == "values")


def planned(page: Page, header: Header, layout: Layout, words: Words, answers: Mapping[str, str] | None = None) -> Plan:
    """As ``make_plan``; with the year and the part of it in two columns as one period."""
    answers = dict(answers or {})
    found = _find(page, header, layout, words, answers)
    if found is None:
        return make_plan(header, layout, words, answers)
    period, joint = layout.role("period"), found.joint
    assert period is not None
    rest = {c: a for c, a in answers.items() if c not in (joint.year, joint.part)}
    if found.doubt is not None:
        of_year = {joint.year: period.key} if joint.year else {}
        plan = make_plan(header, layout, words, {**rest, **of_year, joint.part: _DOUBT})
        plan.doubts[joint.part] = found.doubt
        return plan
    aside = {joint.year, joint.also}
    without = Header(header.first, header.last, {c: p for c, p in header.parts.items() if c not in aside}, header.used - aside)
    plan = make_plan(without, layout, words, {**rest, joint.part: period.key})
    plan.skipped += [joint.also] if joint.also else []
    plan.header, plan.joint = header, joint
    plan.plain[period.key] = [joint.part, *([joint.year] if joint.year else [])]
    return plan


def _find(page: Page, header: Header, layout: Layout, words: Words, answers: Mapping[str, str]) -> _Found | None:
    period = layout.role("period")
    if period is None or not takes_parts(layout):
        return None
    grains = {c: grain_of_heading(normal(parts[-1])) for c, parts in header.parts.items()}
    about = [c for c in header.parts if c in header.used and (grains[c] or _is_period(header, layout, words, c, period))]
    said = {c: a.partition(PART)[2] for c, a in answers.items() if a.startswith(f"{period.key}{PART}")}
    about = [c for c in dict.fromkeys([*about, *said]) if c in page.filled and (c in said or c not in answers)]
    if not about or not (said or len(about) > 1 or grains.get(about[0])):
        return None
    rows = _Rows(page, header)
    years = [c for c in about if said.get(c) == YEAR] or [
        c for c in about if c not in said and grains.get(c) is None and rows.holds_years(c)
    ]
    parts = [c for c in about if c not in years]
    told = [c for c in parts if c in said]
    also = _quarters_of_months(rows, years, parts, grains) if len(parts) == 2 and not told else None
    parts = told or [c for c in parts if c != also]
    if len(years) > 1 or len(parts) != 1:
        return None
    year, part = (years[0] if years else None), parts[0]
    if part in said:
        return _Found(Joint(year, part, _GIVEN[said[part]]), None) if said[part] in _GIVEN else None
    found = _judged(rows.pairs(year, part), year, part, grains[part])
    if also is None or found is None:
        return found
    return found._replace(joint=replace(found.joint, also=also)) if found.doubt is None else None


def _quarters_of_months(rows: _Rows, years: Sequence[str], parts: Sequence[str], grains: Mapping[str, Grain | None]) -> str | None:
    """The column of quarters beside one of months, where it says of every row just the quarter that the month is in."""
    of = {grains[c]: c for c in parts}
    if not years or set(of) != {"month", "quarter"}:
        return None
    pairs = rows.grid.select(pl.col(of["month"]).alias("month"), pl.col(of["quarter"]).alias("quarter"), pl.col(years[0]).alias("year"))
    for month, quarter, year in pairs.unique().head(_MOST).iter_rows():
        if year_of(year or "") is None or is_total(month or ""):
            continue
        one, other = read_part(month or "", "month"), read_part(quarter or "", "quarter")
        if (
            one is None
            or other is None
            or one.number is None
            or other.number is None
            or one.number not in months_of(quarter_part(other.number))
        ):
            return None
    return of["quarter"]


def _is_period(header: Header, layout: Layout, words: Words, column: str, period: Column) -> bool:
    said = words.heading(layout, header.parts[column])
    return said.key == period.key and not said.roles and not said.rest


def _judged(pairs: Sequence[tuple[str | None, str]], year: str | None, part: str, grain: Grain | None) -> _Found | None:
    """Is it clear what the part's column holds? Its heading says it, or every cell does."""
    texts = list(dict.fromkeys(p for _, p in pairs))
    if not texts or len(texts) > _MOST:
        return None
    if grain is not None:
        read = [read_part(t, grain) for t in texts]
        wholes = [r for r in read if r is not None and r.year is not None]
        if year is None:  # periods that say their year need no other column
            return _Found(Joint(None, part, grain), None) if all(read) and not wholes else None
        odd = next((t for t, r in zip(texts, read, strict=True) if r is None), None)
        if odd is None:
            return _Found(Joint(year, part, grain), None)
        doubt = tr(
            "Rubriken säger {grain}, men där står också ”{text}”, som är {none}.",
            grain=tr(NAMES[grain]),
            text=short(odd),
            none=tr(NONE[grain]),
        )
        return _Found(Joint(year, part, grain), doubt)
    if year is None:
        return None
    kinds = [k for k in (*LAST, "period") if all(_tells(read_part(t, k)) for t in texts)]  # type: ignore[arg-type]
    if kinds:
        return _Found(Joint(year, part, kinds[0]), None)  # type: ignore[arg-type]
    numbers = all(read_part(t, "month") for t in texts)
    return _Found(
        Joint(year, part, "period"),
        tr(_NUMBERS) if numbers else tr("Kolumnen står bredvid ett år, men alla celler säger inte vilken del av året."),
    )


def _tells(part: Part | None) -> bool:
    return part is not None and part.word


def with_joined(grid: pl.DataFrame, joint: Joint) -> pl.DataFrame:
    """The grid with the whole period in the part's column."""
    year = pl.lit(joint.text, pl.String) if joint.year is None else pl.col(joint.year)
    pairs = grid.select(year.alias("year"), pl.col(joint.part).alias("part"))
    distinct = pairs.unique()
    texts = [None if p is None and joint.year is None else joined(y, p, joint.grain) for y, p in distinct.iter_rows()]
    placed = distinct.with_columns(pl.Series("text", texts, dtype=pl.String))
    found = pairs.join(placed, on=["year", "part"], how="left", nulls_equal=True, maintain_order="left")["text"]
    return grid.with_columns(found.alias(joint.part))


def year_place(match: Match) -> str:
    """The column of years as the user sees it; where the year stands outside the table, that."""
    joint = match.joint
    return label(joint.year, match.headings) if joint and joint.year else tr("år utanför tabellen")


def told_of(match: Match) -> list[Fault]:
    """That a period is read from two columns, and which."""
    joint = match.joint
    if joint is None or (joint.year is None and joint.text is None):
        return []
    sheet, part = match.sheet.name, label(joint.part, match.headings)
    year = (
        tr("året i kolumnen {column}", column=year_place(match))
        if joint.year
        else tr("året {text}, som står utanför tabellen,", text=joint.text)
    )
    same = tr(" Kolumnen {column} säger detsamma och läses inte.", column=label(joint.also, match.headings)) if joint.also else ""
    message = tr(
        "Perioden på bladet ”{sheet}” läses ur {year} och {grain} i kolumnen {part}.{same}",
        sheet=sheet,
        year=year,
        grain=tr(DEFINITE[joint.grain]),
        part=part,
        same=same,
    )
    return [Fault("period_of_two", message, sheet=sheet, row=match.header_row, column=part)]


def with_year(joint: Joint | None, year: int | None) -> Joint | None:
    """With the year that stands outside the table."""
    return joint if joint is None or joint.year is not None or year is None else replace(joint, text=str(year))
