"""Reads a programme pack: TOML files → ``Programme``, or a ``PackError`` with every fault (file, key, reason).

The only module of the package that reads a pack's files. A pack is a directory with ``programme.toml`` (the programme, its areas and
populations), ``organisation.toml`` (levels), ``indicators.toml``, ``actions.toml``, ``layouts/*.toml`` and, if wanted, ``goals.toml``
(goals in words) and ``sample.toml``. An unknown .toml file or key is a fault: nothing is guessed and nothing is passed over in silence.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from kpi.errors import Fault
from kpi.language import LANGUAGES, SOURCE, speaking, tr
from kpi.programme import checks, checks_goals
from kpi.programme.errors import PackError, fault, pydantic_faults
from kpi.programme.goals import Foundation, Link, Milestone, PlanGoal, StateDescription, Strategy, Terms
from kpi.programme.model import Action, Area, Frozen, Indicator, Layout, Level, Population, Programme, Sample, Unit
from kpi.programme.organisation import Branch, Committee, Stated

PROGRAMMES = Path(__file__).resolve().parents[2] / "data" / "programmes"

_FILES = ("programme.toml", "organisation.toml", "indicators.toml", "actions.toml")
_LAYOUTS = "layouts"
_SAMPLE = "sample.toml"
_GOALS = "goals.toml"
_OPTIONAL = (_GOALS, _SAMPLE)
_M = TypeVar("_M", bound=Frozen)
_Table = Mapping[str, Any]


def programme_dir(programme_id: str) -> Path:
    """The directory of a pack that comes with the product. Raises PackError, naming the packs there are, when it does not exist."""
    known = sorted(p.parent.name for p in PROGRAMMES.glob("*/programme.toml"))
    if programme_id not in known:
        reason = tr("programmet ”{id}” finns inte. Välj något av: {known}", id=programme_id, known=", ".join(known) or tr("(inga)"))
        raise PackError(programme_id, [fault("unknown_programme", str(PROGRAMMES), None, reason, programme_id)])
    return PROGRAMMES / programme_id


def language_of(directory: Path) -> str:
    """The language that a pack is in, also of one that has faults. Swedish where it does not say, or says none of the screen's."""
    try:
        said = tomllib.loads((directory / _FILES[0]).read_text(encoding="utf-8")).get("language")
    except (OSError, ValueError):  # ValueError: neither UTF-8 nor TOML
        return SOURCE
    return said if said in LANGUAGES else SOURCE


def load_programme(directory: Path) -> Programme:
    """The pack in ``directory``. Raises PackError with every fault found, in the order of the files."""
    pack = _read(directory)
    build = _Build(pack)
    programme = build.programme()
    if not build.unreadable:
        build.faults += [f for f in build.cross_check(programme) if not (f.code.startswith("unknown_") and f.value in build.invalid)]
    if build.faults:
        order = {name: i for i, name in enumerate(pack.names)}
        raise PackError(directory.name, sorted(build.faults, key=lambda f: order.get(f.sheet or "", -1)))
    return programme


@dataclass
class _Pack:
    """The files as read. ``tables``: file name below the pack → its content; a file that cannot be read has a fault instead."""

    tables: dict[str, _Table] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    digest: str = ""


def _read(directory: Path) -> _Pack:
    pack = _Pack()
    if not directory.is_dir():
        raise PackError(str(directory), [fault("missing_directory", str(directory), None, tr("mappen finns inte"))])
    found = {p.relative_to(directory).as_posix(): p for p in directory.rglob("*.toml")}
    hashed = hashlib.sha256()
    for name in (*_FILES, *sorted(found.keys() - set(_FILES))):
        pack.names.append(name)
        if name not in found:
            pack.faults.append(fault("missing_file", name, None, tr("filen saknas i programpaketet")))
        elif name not in _FILES and name not in _OPTIONAL and not re.fullmatch(rf"{_LAYOUTS}/[^/]+", name):
            pack.faults.append(fault("unknown_file", name, None, tr("filen hör inte till programpaketet: flytta den eller rätta namnet")))
        else:
            content = found[name].read_bytes()
            hashed.update(name.encode() + b"\0" + str(len(content)).encode() + b"\0" + content)
            _parse(pack, name, content)
    if not any(name.startswith(f"{_LAYOUTS}/") for name in pack.names):
        pack.faults.append(fault("missing_file", f"{_LAYOUTS}/", None, tr("minst en layout måste finnas")))
    pack.digest = hashed.hexdigest()
    return pack


def _parse(pack: _Pack, name: str, content: bytes) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as e:
        line = content[: e.start].count(b"\n") + 1
        pack.faults.append(fault("encoding", name, tr("rad {line}", line=line), tr("filen är inte sparad som UTF-8")))
        return
    try:
        pack.tables[name] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        pack.faults.append(_syntax_fault(name, text, str(e)))


def _syntax_fault(name: str, text: str, message: str) -> Fault:
    lines = text.splitlines() or [""]
    where = re.search(r"line (\d+), column (\d+)", message)
    line = int(where[1]) if where else len(lines)
    stood = lines[min(line, len(lines)) - 1].strip()
    twice = "overwrite" in message or "twice" in message or "Duplicate" in message
    reason = tr("nyckeln är angiven två gånger") if twice else tr("raden följer inte TOML: kontrollera citattecken, = och klamrar")
    place = tr("rad {line}, tecken {character}", line=line, character=where[2]) if where else tr("rad {line}", line=line)
    return fault("toml_syntax", name, place, f"{reason} (”{stood}”)" if stood else reason, stood)


class _Build:
    """Turns tables into models, gathering faults. What is faulty is left out; its name is kept so that references to it are not blamed."""

    def __init__(self, pack: _Pack) -> None:
        self.pack = pack
        self.faults: list[Fault] = list(pack.faults)
        self.unreadable = bool(pack.faults)
        self.invalid: set[str] = set()

    def programme(self) -> Programme:
        """The programme of all valid parts. Where its own header is faulty, one with placeholders, to check the parts in."""
        parts: dict[str, Any] = {
            "areas": self._areas(),
            "levels": self._list(Level, "organisation.toml", "levels", "key"),
            "branches": self._list(Branch, "organisation.toml", "branches", "key", optional=True),
            "committees": self._list(Committee, "organisation.toml", "committees", "key", optional=True),
            "stated": self._list(Stated, "organisation.toml", "stated", "unit", optional=True),
            "populations": self._list(Population, "programme.toml", "populations", "key", optional=True),
            "terms": self._model(Terms, self._table(_GOALS).get("terms", {}), _GOALS, "terms") or Terms(),
            "plan_goals": self._list(PlanGoal, _GOALS, "plan_goals", "id", optional=True),
            "strategies": self._list(Strategy, _GOALS, "strategies", "id", optional=True),
            "foundations": self._list(Foundation, _GOALS, "foundations", "id", optional=True),
            "links": tuple(self._links()),
            "layouts": self._layouts(),
            "sample": self._sample(),
            "digest": self.pack.digest,
        }
        self._unknown_keys("organisation.toml", {"levels", "branches", "committees", "stated"})
        self._unknown_keys("actions.toml", {"actions"})
        self._unknown_keys("indicators.toml", {"indicators", "units"})
        self._unknown_keys(_GOALS, {"terms", "plan_goals", "strategies", "foundations", "states", "milestones", "links"})
        header = {k: v for k, v in self._table("programme.toml").items() if k not in ("areas", "populations")}
        for key in sorted(parts.keys() - {"areas", "populations"}):  # these are other files'
            if key in header:
                self.faults.append(
                    fault("extra_forbidden", "programme.toml", key, tr("nyckeln är okänd: rätta stavningen eller ta bort den"))
                )
                del header[key]
        model = self._model(Programme, header | {k: [] for k in ("areas", "levels", "populations", "layouts")}, "programme.toml", "")
        made = model or _placeholder()
        if "path_label" not in header:
            with speaking(made.language):
                parts["path_label"] = tr(made.path_label)
        return made.model_copy(update=parts)

    def cross_check(self, programme: Programme) -> list[Fault]:
        """What must hold between the parts (see ``kpi.programme.checks``)."""
        out = list(checks_goals.check_levels(programme))
        if programme.period_to is not None and programme.period_from >= programme.period_to:
            reason = tr("ska vara efter period_from ({period_from})", period_from=programme.period_from)
            out.append(fault("years_reversed", "programme.toml", "period_to", reason, programme.period_to))
        out += checks.check_unique(programme)
        out += checks.check_actions(programme)
        out += checks_goals.check_goals(programme, self.state_keys, self.milestone_keys, self.link_keys)
        for key, indicator in self.indicator_keys.items():
            out += checks.check_indicator(programme, indicator, key)
        for layout in programme.layouts:
            out += checks.check_layout(programme, layout, f"{_LAYOUTS}/{layout.id}.toml")
        if programme.sample is not None:
            out += checks.check_sample(programme, programme.sample)
        return out

    # ------------------------------------------------------------------------------------------------ parts

    def _areas(self) -> tuple[Area, ...]:
        own = ("indicators", "actions", "states", "milestones")
        areas = self._list(Area, "programme.toml", "areas", "id", {"indicators": [], "actions": []}, elsewhere=own)
        known = {a.id for a in areas} | self.invalid
        units = self._units()
        self.indicator_keys: dict[str, Indicator] = {}
        self.state_keys: dict[str, StateDescription] = {}
        self.milestone_keys: dict[str, Milestone] = {}
        parts: dict[str, dict[str, list[Any]]] = {a.id: {name: [] for name in own} for a in areas}
        for key, area, body in self._of_areas("indicators.toml", "indicators", known):
            indicator = self._indicator(body, key, units)
            if indicator is not None:
                self.indicator_keys[key] = indicator
                _put(parts, area, "indicators", indicator)
        for key, area, body in self._of_areas("actions.toml", "actions", known):
            _put(parts, area, "actions", self._model(Action, body, "actions.toml", key, "id"))
        for key, area, body in self._of_areas(_GOALS, "states", known):
            state = self._model(StateDescription, body, _GOALS, key)
            if state is not None:
                self.state_keys[key] = state
                _put(parts, area, "states", state)
        for key, area, body in self._of_areas(_GOALS, "milestones", known):
            milestone = self._model(Milestone, body, _GOALS, key, "id")
            if milestone is not None:
                self.milestone_keys[key] = milestone
                _put(parts, area, "milestones", milestone)
        return tuple(a.model_copy(update={name: tuple(found) for name, found in parts[a.id].items()}) for a in areas)

    def _of_areas(self, file: str, name: str, known: set[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """The rows of a table that belong to an area: the row's key, the area's id, and the rest of the row."""
        for key, row in self._rows(file, name, optional=True):
            yield key, *self._area_of(row, file, key, known)

    def _links(self) -> Iterator[Link]:
        self.link_keys: dict[str, Link] = {}
        for key, row in self._rows(_GOALS, "links", optional=True):
            link = self._model(Link, row, _GOALS, key)
            if link is not None:
                self.link_keys[key] = link
                yield link

    def _area_of(self, row: _Table, file: str, key: str, known: set[str]) -> tuple[str, dict[str, Any]]:
        area = row.get("area")
        if area is None:
            self.faults.append(fault("missing", file, f"{key}.area", tr("saknas och måste anges")))
        elif area not in known:
            self.faults.append(
                fault("unknown_area", file, f"{key}.area", tr("området ”{area}” finns inte i programme.toml", area=area), area)
            )
        return str(area), {k: v for k, v in row.items() if k != "area"}

    def _units(self) -> dict[str, Unit]:
        units = self._table("indicators.toml").get("units", {})
        out = {}
        for name, row in units.items() if isinstance(units, dict) else ():
            body = row if isinstance(row, dict) else {}
            unit = self._model(Unit, {"id": name, **body}, "indicators.toml", f"units.{name}", "id")
            if unit is not None:
                out[name] = unit
        return out

    def _indicator(self, row: dict[str, Any], key: str, units: dict[str, Unit]) -> Indicator | None:
        """An indicator names its unit; the model holds it. A faulty or unknown unit is one fault and does not hide the others."""
        name = row.get("unit")
        unit = units.get(name) if isinstance(name, str) else None
        if isinstance(name, str) and unit is None and name not in self.invalid:
            self.faults.append(
                fault("unknown_unit", "indicators.toml", f"{key}.unit", tr("enheten ”{name}” finns inte under [units]", name=name), name)
            )
        stand_in = unit or Unit(id="-", name="-", suffix="", gap_name="-", gap_short="-")
        body = row | {"unit": stand_in.model_dump()} if isinstance(name, str) else row
        return self._model(Indicator, body, "indicators.toml", key, "id")

    def _layouts(self) -> tuple[Layout, ...]:
        out = []
        for file in (n for n in self.pack.names if n.startswith(f"{_LAYOUTS}/") and n in self.pack.tables):
            layout = self._model(Layout, self._table(file), file, "", "id")
            if layout is not None and f"{_LAYOUTS}/{layout.id}.toml" != file:
                self.faults.append(fault("bad_id", file, "id", tr("ska vara filens namn utan .toml"), layout.id))
            elif layout is not None:
                out.append(layout)
        return tuple(out)

    def _sample(self) -> Sample | None:
        return self._model(Sample, self._table(_SAMPLE), _SAMPLE, "") if _SAMPLE in self.pack.tables else None

    # ------------------------------------------------------------------------------------------------ tables → models

    def _table(self, file: str) -> _Table:
        return self.pack.tables.get(file, {})

    def _unknown_keys(self, file: str, known: set[str]) -> None:
        for key in self._table(file).keys() - known:
            self.faults.append(fault("extra_forbidden", file, key, tr("nyckeln är okänd: rätta stavningen eller ta bort den")))

    def _rows(self, file: str, key: str, *, optional: bool = False) -> list[tuple[str, dict[str, Any]]]:
        """The tables of an array of tables, each with its key path. Not an array, or absent where it is not ``optional``: a fault."""
        table = self._table(file)
        if file not in self.pack.tables or (optional and key not in table):
            return []
        rows = table.get(key)
        if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
            self.faults.append(fault("not_tables", file, key, tr("ska vara en eller flera tabeller [[{key}]]", key=key)))
            return []
        return [(f"{key}[{i}]", row) for i, row in enumerate(rows, 1)]

    def _list(
        self,
        model: type[_M],
        file: str,
        key: str,
        name: str,
        extra: _Table | None = None,
        *,
        optional: bool = False,
        elsewhere: tuple[str, ...] = (),
    ) -> tuple[_M, ...]:
        """The models of an array of tables. ``elsewhere``: fields of the model that other files fill, unknown keys in this one."""
        built = []
        for path, row in self._rows(file, key, optional=optional):
            for misplaced in (name for name in elsewhere if name in row):
                self.faults.append(fault("misplaced", file, f"{path}.{misplaced}", tr("hör hemma i en annan fil och kan inte stå här")))
            own = {k: v for k, v in row.items() if k not in elsewhere}
            built.append(self._model(model, own | dict(extra or {}), file, path, name))
        return tuple(b for b in built if b is not None)

    def _model(self, model: type[_M], row: _Table, file: str, key: str, name: str = "") -> _M | None:
        """A model from a table, strictly by type (through JSON, where an array may become a tuple). None and faults when it fails."""
        try:
            return model.model_validate_json(json.dumps(row, default=lambda v: [str(v)]), strict=True)
        except ValidationError as e:
            self.faults += pydantic_faults(e, file, key)
            if name:
                self.invalid.add(str(row.get(name)))
            return None


def _put(parts: dict[str, dict[str, list[Any]]], area: str, name: str, part: Frozen | None) -> None:
    """Add what was valid to its area; what belongs to a faulty or unknown area has been told already."""
    if part is not None and area in parts:
        parts[area][name].append(part)


def _placeholder() -> Programme:
    return Programme(
        id="-", name="-", organisation="-", source="-", period_from=0, period_to=9999, areas=(), levels=(), populations=(), layouts=()
    )
