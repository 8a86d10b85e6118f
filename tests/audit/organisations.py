"""Generated organisations in a real store: a tree with everybody counted, women and men, shares and indices, some of them at their ends."""

from __future__ import annotations

import hashlib
import random
from functools import cache
from pathlib import Path

import pyarrow as pa

from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.store import Store, open_store
from kpi.store.types import FACT_SCHEMA, UNIT_SCHEMA, NewBatch

HELTID = "heltid-manadsavlonade"  # a share, min n 10
KORT = "korttidssjukfranvaro"  # a ratio, min n 11, by month
INDEX = "hme-total-medarbetare"  # a mean, two methods
PER = "anstallda-per-chef"  # persons for each manager, made from the rows of the share
CLINICAL, DEPUTY = "klinisk-tjanstgoring-chefer", "ledningsredundans"  # shares of managers and of units
PART = "hme-motivation-medarbetare"  # over some of the same questions
YEAR = 2024
OFFICIAL, COMPUTED = "officiell", "beräknad ur svar"
FINISHED, HOURS = "indikatorvarden", "sjukfranvaro"  # layouts: only of hours are quarters made into years
MOST_UNITS = 14
Fact = dict[str, object]


@cache
def programme() -> Programme:
    return load_programme(programme_dir("region-vastmanland"))


class Organisation:
    """A tree of up to ``most`` units below the root. ``persons``: (unit, sex) → how many."""

    def __init__(self, seed: int, most: int = MOST_UNITS) -> None:
        self.random = rng = random.Random(seed)
        self.seed = seed
        self.programme = programme()
        size, reach = rng.randint(3, most), rng.choice([2, 4, most])
        self.parent = [-1, *(rng.randint(max(0, u - reach), u - 1) for u in range(1, size))]
        self.codes = [self.programme.root_unit, *(f"E{u:02}" for u in range(1, size))]
        self.depth = [0]
        for u in range(1, size):
            self.depth.append(self.depth[self.parent[u]] + 1)
        self.leaves = [u for u in range(size) if u not in self.parent]
        top, rare = rng.choice([5, 9, 14, 40]), rng.choice([0, 0, 3])
        self.persons: dict[tuple[int, str], int] = {}
        for u in self.leaves:
            for sex in "KM":
                self.persons[u, sex] = 0 if rare and rng.randrange(rare) == 0 else rng.randint(1, top)
            if not self.persons[u, "K"] + self.persons[u, "M"]:
                self.persons[u, "K"] = rng.randint(1, top)

    def units(self) -> pa.Table:
        levels = [level.key for level in self.programme.levels]
        rows = [
            {
                "code": code,
                "name": f"Enhet {code}",
                "parent": None if above < 0 else self.codes[above],
                "level": levels[min(depth, len(levels) - 1)],
                "valid_from": None,
                "valid_to": None,
                "sheet": "Organisation",
                "row_first": number,
            }
            for number, (code, above, depth) in enumerate(zip(self.codes, self.parent, self.depth, strict=True), 2)
        ]
        return pa.Table.from_pylist(rows, UNIT_SCHEMA)

    def facts(self) -> list[Fact]:
        """The lowest units' figures: a share of persons (also all and none), an index in two ways and over a part of the questions, and
        a ratio by month, by quarter or by both."""
        rng, found = self.random, []
        quarterly = random.Random(self.seed).choice(["", "", "also", "instead", "some"])
        extreme = rng.choice([0.0, 0.3, 1.0])
        monthly = rng.random() < 0.4
        for u in self.leaves:
            absent = rng.random() < 0.07
            for sex in "KM" if not absent else "":
                n = self.persons[u, sex]
                if not n:
                    continue
                full = rng.choice([0, n]) if rng.random() < extreme else rng.randint(0, n)
                found.append(self.fact(HELTID, u, sex, 100.0 * full / n, n, numerator=full, denominator=n))
                index = round(rng.choice([0.0, 100.0]) if rng.random() < extreme / 2 else rng.uniform(40, 95), 1)
                found.append(self.fact(INDEX, u, sex, index, n, method=OFFICIAL))
                if rng.random() < 0.5:
                    found.append(self.fact(PART, u, sex, min(100.0, index + 1.0), max(n - rng.randint(0, 2), 1), method=OFFICIAL))
                if rng.random() < 0.3:
                    found.append(self.fact(INDEX, u, sex, min(100.0, index + 0.2), n, method=COMPUTED))
                for month in range(1, 13) if monthly else ():
                    hours, ill = 140.0 * n, round(rng.choice([0.0, rng.uniform(0, 12)]) * n, 1)
                    value = {"numerator": ill, "denominator": hours, "method": "A", "month": month}
                    found.append(self.fact(KORT, u, sex, 100 * ill / hours, n + (month == 5) * rng.randint(-1, 1) or 1, **value))
        return self.by_quarter(found, quarterly) + self.rolling(found) + self.managers()

    def managers(self) -> list[Fact]:
        """In most organisations how many persons there are for each manager, in some places none; what share of managers, and of the lowest
        units, something holds for. Everybody is often among those the share of persons counts, and not always."""
        rng = random.Random(f"{self.seed} managers")
        if rng.random() < 0.15:
            return []
        found, most, others, other_list = [], rng.choice([1, 12, 40, 40]), rng.choice([0, 0, 1, 12]), rng.random() < 0.3
        for u in self.leaves:
            persons = self.persons[u, "K"] + self.persons[u, "M"] + rng.randint(0, others)
            some = min(persons, rng.choice([0, 1, rng.randint(1, most), rng.randint(1, most)]))
            if persons and rng.random() < 0.95:
                value = persons / some if some else None
                found.append(self.fact(PER, u, "T", value, some, numerator=persons, denominator=some))
            if not some:
                continue
            listed = max(1, some + (rng.randint(-1, 2) if other_list else 0))
            clinical = rng.choice([0, listed, rng.randint(0, listed)])
            found.append(self.fact(CLINICAL, u, "T", 100.0 * clinical / listed, listed, numerator=clinical, denominator=listed))
            deputy = rng.randint(0, 1)
            found.append(self.fact(DEPUTY, u, "T", 100.0 * deputy, 1, numerator=deputy, denominator=1))
        return found

    def rolling(self, facts: list[Fact]) -> list[Fact]:
        """In some organisations with months the months of the year before too, with a few more or fewer people, and rolling years of a
        month or two from all the lowest units or some of them."""
        rng = random.Random(f"{self.seed} rolling")
        months = [fact for fact in facts if fact["month"]]
        if not months or rng.random() < 0.6:
            return []
        of: dict[tuple[object, object], list[Fact]] = {}
        for fact in months:
            of.setdefault((fact["unit"], fact["sex"]), []).append(fact)
        made, ends, share = [], rng.sample(range(1, 13), rng.randint(1, 2)), rng.choice([0.5, 1.0])
        units = {unit for unit in dict.fromkeys(unit for unit, _ in of) if rng.random() < share}
        for (unit, _), these in of.items():
            more = rng.choice([0, 0, -3, 4])
            before = []
            for fact in these:
                n = max(1, int(str(fact["n"])) + more)
                ill, hours = round(rng.uniform(0, 12) * n, 1), 140.0 * n
                sums = {"numerator": ill, "denominator": hours, "value": 100 * ill / hours, "n": n}
                before.append(fact | sums | {"year": YEAR - 1, "period": f"{YEAR - 1}-{int(str(fact['month'])):02}"})
            made += before
            for end in ends if unit in units else ():
                twelve = before[end:] + these[:end]
                sums = {name: sum(float(str(m[name])) for m in twelve) for name in ("numerator", "denominator")}
                value = 100 * sums["numerator"] / sums["denominator"]
                n = min(int(str(m["n"])) for m in twelve)
                last = these[end - 1]
                made.append(last | sums | {"value": value, "n": n, "method": "R12"})
        return made

    def by_quarter(self, facts: list[Fact], how: str) -> list[Fact]:
        """The same with the months' quarters: ``also``, ``instead``, or in ``some`` units instead and in the others not at all."""
        quarters: dict[tuple[object, object, int], list[Fact]] = {}
        for fact in facts:
            if fact["month"] and (how != "some" or self.codes.index(str(fact["unit"])) % 2):
                quarters.setdefault((fact["unit"], fact["sex"], 13 + (int(str(fact["month"])) - 1) // 3), []).append(fact)
        made = []
        for (_, _, quarter), months in quarters.items() if how else ():
            sums = {name: sum(float(str(m[name])) for m in months) for name in ("numerator", "denominator")}
            value = 100 * sums["numerator"] / sums["denominator"]
            same = {"period": f"{YEAR}-Q{quarter - 12}", "month": quarter, "value": value, "n": min(int(str(m["n"])) for m in months)}
            made.append(months[0] | same | sums)
        gone = {id(m) for months in quarters.values() for m in months} if how in ("instead", "some") else set()
        return self.by_year([fact for fact in facts if id(fact) not in gone] + made)

    def by_year(self, facts: list[Fact]) -> list[Fact]:
        """The same, in some organisations with a unit or two that tell of the year alone, or of no more than a few of its months."""
        rng = random.Random(f"{self.seed} by year")
        few = set(rng.sample(self.codes, min(len(self.codes), rng.choice([0, 0, 0, 1, 2]))))
        alone, kept, told = rng.random() < 0.5, [], set()
        for fact in facts:
            if fact["month"] is None or fact["unit"] not in few:
                kept.append(fact)
            elif alone and (fact["unit"], fact["sex"]) not in told:
                told.add((fact["unit"], fact["sex"]))
                kept.append(fact | {"month": None, "period": f"{YEAR}"})
            elif not alone and fact["month"] in (2, 3, 4, 14):
                kept.append(fact)
        return kept

    def later(self, facts: list[Fact]) -> list[Fact]:
        """A second file: a few figures corrected, a few people more or fewer."""
        rng = self.random
        changed = []
        for fact in rng.sample(facts, min(len(facts), rng.randint(1, 4))):
            if fact["numerator"] is None:
                changed.append(fact | {"n": max(1, int(str(fact["n"])) + rng.randint(-3, 6)), "value": round(rng.uniform(40, 95), 1)})
        return changed

    def fact(
        self, indicator: str, u: int, sex: str, value: float | None, n: int, *, method: str = "", month: int | None = None, **parts
    ) -> Fact:
        found = self.programme.indicator(indicator)
        return {
            "indicator": indicator,
            "unit": self.codes[u],
            "period": f"{YEAR}" if month is None else f"{YEAR}-{month:02}",
            "year": YEAR,
            "month": month,
            "sex": sex,
            "population": found.population,
            "method": method,
            "value": value,
            "numerator": None,
            "denominator": None,
            "n": n,
            "sd": None,
            "missing": "nämnaren är 0" if value is None else None,
            "sheet": "Data",
            "row_first": 2,
            "row_last": 2,
            "col": "E · Värde",
        } | parts


def commit(store: Store, facts: list[Fact] | None, units: pa.Table | None = None, layout: str = FINISHED) -> None:
    sha = hashlib.sha256(repr((facts, units)).encode()).hexdigest()
    table = None if facts is None else pa.Table.from_pylist(facts, FACT_SCHEMA)
    store.commit(NewBatch(file=f"{sha[:8]}.xlsx", sha256=sha, layout=layout, user="eva"), table, units)


def filled(folder: Path, org: Organisation, *, versions: int = 1) -> Store:
    """A store with the organisation's figures; with more ``versions`` also corrections."""
    store = open_store(str(folder / "kpi.duckdb"), org.programme)
    facts = org.facts()
    commit(store, None, org.units())
    if facts:
        commit(store, facts, layout=random.Random(f"{org.seed} layout").choice([FINISHED, HOURS]))
    for _ in range(versions - 1):
        if later := org.later(facts):
            commit(store, later)
    return store
