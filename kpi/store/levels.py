"""The levels of the roll-up: what every unit holds, from what units have of their own and from the units below. Frames in, frames out.

The rules stand as tables in ``tests/spec/rollup.md``. ``add_num`` and ``add_den`` are what an indicator's rule adds up, so that
value = factor · Σ add_num / Σ add_den; ``gate`` is the n that the disclosure rule looks at.
"""

from __future__ import annotations

import polars as pl

from kpi.store.types import ORIGINS, SEXES

_T, _K, _M = (SEXES.index(sex) for sex in "TKM")
_UNIT = ["grp", "unit_no"]
_UNITS = 2**32  # more than there are unit numbers: a group and a unit make one number, which is faster to group by than two
_FIGURES = ["add_num", "add_den", "n", "gate", "sd", "value", "months", "synthetic"]
_CELL = ["grp", "unit_no", "depth", "parent_no", "sex", "value", "numerator", "denominator", *_FIGURES[:5], "origin", "months", "synthetic"]
_ROLLED_ONLY = {"parts": pl.Int32, "parts_missing": pl.Int32, "rolled_value": pl.Float64}


def what_all_hold(own: pl.DataFrame, groups: pl.DataFrame, tree: pl.DataFrame) -> pl.DataFrame:
    """A row for each figure of a unit and sex in a group.

    own: what units have of their own, with their place in that year's tree (null outside it). groups: by ``grp`` the year, the rule and
    its numbers. tree: unit_no, depth, parent_no and children by year.
    """
    rules = groups.select("grp", "year", "kind", "factor", "rounding")
    own = pl.concat([own, _totals(own, rules)], how="diagonal")
    is_inner = (pl.col("children") > 0).fill_null(False)
    # A unit with persons and none of those they are counted for ("per") has no figure; what it has is added above.
    inner, lowest = own.filter(is_inner & pl.col("value").is_not_null()), own.filter(~is_inner).select(_CELL)
    found, below = [lowest.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in _ROLLED_ONLY.items())], lowest.clear()
    for depth in range(tree["depth"].max() or 0, 0, -1):
        below = pl.concat([lowest.filter(pl.col("depth") == depth), below.select(_CELL)])
        below = _held(inner.filter(pl.col("depth") == depth - 1), _rolled(below, rules, tree))
        found.append(below)
    return pl.concat(found, how="diagonal").filter(pl.col("value").is_not_null())


def _totals(own: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """The total from a unit's own women and men, where it has no total of its own."""
    total, women, men = (own.filter(pl.col("sex") == sex) for sex in (_T, _K, _M))
    women = women.join(total, on=_UNIT, how="anti").join(men.select(*_UNIT, pl.col(_FIGURES).name.suffix("_m")), on=_UNIT)
    if women.is_empty():
        return women.select(own.columns)
    pairs = women.join(rules.drop("year"), on="grp")
    n, n_k, n_m = pl.col("n") + pl.col("n_m"), pl.col("n"), pl.col("n_m")
    add_num, add_den = (pl.col(c) + pl.col(f"{c}_m") for c in ("add_num", "add_den"))
    spread = _squares(n_k, pl.col("sd")) + _squares(n_m, pl.col("sd_m")) + n_k * n_m / n * (pl.col("value") - pl.col("value_m")) ** 2
    known = (n > 1) & ((n_k <= 1) | pl.col("sd").is_not_null()) & ((n_m <= 1) | pl.col("sd_m").is_not_null())
    return pairs.select(
        *_UNIT, "depth", "parent_no", "children",
        pl.lit(_T, pl.Int8).alias("sex"),
        *_value(add_num, add_den),
        n.alias("n"),
        (pl.col("gate") + pl.col("gate_m")).alias("gate"),
        pl.when(known, pl.col("kind") == "mean").then((spread / (n - 1)).sqrt()).alias("sd"),
        pl.lit(ORIGINS.index("sexes"), pl.Int8).alias("origin"),
        pl.min_horizontal("months", "months_m").alias("months"),
        (pl.col("synthetic") | pl.col("synthetic_m")).alias("synthetic"),
    ).filter(pl.col("add_den") > 0)  # fmt: skip


def _squares(n: pl.Expr, sd: pl.Expr) -> pl.Expr:
    """Sum of squares within a group; 0 for one person."""
    return pl.when(n > 1).then((n - 1) * sd * sd).otherwise(0.0)


def _value(add_num: pl.Expr, add_den: pl.Expr) -> list[pl.Expr]:
    """The figure that a rule's sums make, with numerator and denominator where those are what is added up."""
    summed = pl.when(pl.col("kind") != "mean")
    return [
        (pl.col("factor") * add_num / add_den).alias("value"),
        summed.then(add_num).alias("numerator"),
        summed.then(add_den).alias("denominator"),
        add_num.alias("add_num"),
        add_den.alias("add_den"),
    ]


def _rolled(below: pl.DataFrame, rules: pl.DataFrame, tree: pl.DataFrame) -> pl.DataFrame:
    """What the units of a level give the units above them."""
    below = below.with_columns(_numbered("unit_no").alias("at"), _numbered("parent_no").alias("above"))
    summed = _sums(below).join(_needed(below), on="above")
    wanted = pl.when(pl.col("sex") == _K).then("need_k").when(pl.col("sex") == _M).then("need_m").otherwise("parts")
    whole = (pl.col("got") == wanted) & (pl.col("usable") == pl.col("got")) & (pl.col("add_den") > 0)
    places = tree.select("year", pl.col("unit_no").alias("parent_no"), "depth", pl.col("parent_no").alias("over"), "children")
    summed = summed.filter(whole).join(rules, on="grp").join(places, on=["year", "parent_no"])
    # Persons for each of some are summed of every unit below or not at all: of fewer, the sum would tell of others' n (docs/adr/0024).
    summed = summed.filter((pl.col("kind") != "per") | (pl.col("parts") == pl.col("children")))
    all_n = pl.when(pl.col("with_n") == pl.col("got"))
    squares = pl.col("within") + pl.col("squares") - pl.col("add_num") ** 2 / pl.col("add_den")
    spread = (pl.max_horizontal(0.0, squares) / (pl.col("n") - 1)).sqrt()
    return summed.select(
        "grp", pl.col("parent_no").alias("unit_no"), "depth", pl.col("over").alias("parent_no"), "sex",
        *_value(pl.col("add_num"), pl.col("add_den")),
        all_n.then("n").alias("n"),
        all_n.then("gate").alias("gate"),
        pl.when(pl.col("kind") == "mean", pl.col("n") > 1, pl.col("without_sd") == 0).then(spread).alias("sd"),
        pl.lit(ORIGINS.index("rolled"), pl.Int8).alias("origin"),
        "months", "synthetic",
        pl.col("parts").cast(pl.Int32),
        (pl.col("children") - pl.col("parts")).cast(pl.Int32).alias("parts_missing"),
        "rounding",
    )  # fmt: skip


def _numbered(unit: str) -> pl.Expr:
    return pl.col("grp").cast(pl.Int64) * _UNITS + pl.col(unit)


def _sums(below: pl.DataFrame) -> pl.DataFrame:
    """What the units below each unit have together, by sex."""
    n, sd = pl.col("n"), pl.col("sd")
    return below.group_by((pl.col("above") * len(SEXES) + pl.col("sex")).alias("key")).agg(
        pl.col("above", "grp", "parent_no", "sex").first(),
        pl.len().alias("got"),
        pl.col("add_den").count().alias("usable"),
        n.count().alias("with_n"),
        pl.col("add_num", "add_den", "n", "gate").sum(),
        pl.col("months").min(),
        pl.col("synthetic").any(),
        ((n > 1) & sd.is_null()).sum().alias("without_sd"),
        _squares(n, sd).sum().alias("within"),
        (pl.col("add_num") * pl.col("value")).sum().alias("squares"),
    )


def _needed(below: pl.DataFrame) -> pl.DataFrame:
    """How many parts each unit above has – units below with any figure – and how many of them each sex must have a figure of.

    A part that lacks one sex is an empty group of it when the other sex is everybody.
    """
    of = [pl.when(pl.col("sex") == sex).then("n").max().alias(f"n_{sex}") for sex in (_T, _K, _M)]
    has = [(pl.col("sex") == sex).any().alias(f"has_{sex}") for sex in (_K, _M)]
    part = below.group_by("at").agg(pl.col("above").first(), *of, *has)
    nobody = [~pl.col(f"has_{sex}") & (pl.col(f"n_{other}") == pl.col(f"n_{_T}")).fill_null(False) for sex, other in ((_K, _M), (_M, _K))]
    needed = [(~none).sum().alias(name) for none, name in zip(nobody, ("need_k", "need_m"), strict=True)]
    return part.group_by("above").agg(pl.len().alias("parts"), *needed)


def _held(own: pl.DataFrame, rolled: pl.DataFrame) -> pl.DataFrame:
    """What the units of a level hold: their own figure, with what the units below give beside it when that is something else; or else the
    latter.
    """
    key = [*_UNIT, "sex"]
    given = rolled.select(*key, pl.col("value").alias("given"), "rounding")
    differs = (pl.col("value") - pl.col("given")).abs() > pl.col("rounding")
    own = (
        own.join(given, on=key, how="left")
        .with_columns(pl.when(differs).then("given").alias("rolled_value"))
        .select(*_CELL, "rolled_value")
    )
    return pl.concat([own, rolled.join(own, on=key, how="anti").drop("rounding")], how="diagonal")
