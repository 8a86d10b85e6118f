"""JSON Schema for each file of a pack, made from the models: what an editor completes and checks while somebody writes. Pure.

A schema says what a file may hold by itself; what must hold between the files (``kpi.programme.checks``) is beyond it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from kpi.language import tr
from kpi.programme.fields import FIELDS
from kpi.programme.model import Programme

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# File → its tables: name → model. A programme's header and a layout are a file's own keys.
FILES: dict[str, dict[str, str]] = {
    "programme": {"areas": "Area", "populations": "Population"},
    "organisation": {"levels": "Level", "branches": "Branch", "committees": "Committee", "stated": "Stated"},
    "indicators": {"units": "Unit", "indicators": "Indicator"},
    "actions": {"actions": "Action"},
    "goals": {
        "terms": "Terms",
        "plan_goals": "PlanGoal",
        "strategies": "Strategy",
        "foundations": "Foundation",
        "states": "StateDescription",
        "milestones": "Milestone",
        "links": "Link",
    },
    "layout": {},
    "sample": {},
}
_TOP = {"programme": "Programme", "layout": "Layout", "sample": "Sample"}
_REQUIRED = {"programme": ("areas",), "organisation": ("levels",)}
_OPTIONAL = {"populations"}  # the model has them, empty where the file does not
_IN_AREAS = ("Indicator", "Action", "StateDescription", "Milestone")


def schemas() -> dict[str, Schema]:
    """File (``layout`` for each of layouts/) → its schema, with every field described in the language of the run."""
    models = _models()
    return {file: _file(file, models) for file in FILES}


def _models() -> dict[str, Schema]:
    """Model → its schema as a file writes it: with the area that a row names, without what other files fill."""
    whole = Programme.model_json_schema()
    models: dict[str, Schema] = whole.pop("$defs")
    models["Programme"] = whole
    for name in _IN_AREAS:
        models[name]["properties"] = {"area": {"type": "string"}, **models[name]["properties"]}
        models[name]["required"] = ["area", *models[name]["required"]]
    models["Indicator"]["properties"]["unit"] = {"type": "string"}
    for name, fields in FIELDS.items():
        model = models[name]
        model["properties"] = {k: _described(model["properties"][k], tr(text)) for k, text in fields.items()}
        model["required"] = [k for k in model.get("required", ()) if k in fields]
        model.pop("description", None)  # the class's own, in English
    return models


def _described(schema: Schema, text: str) -> Schema:
    """A field's schema with its description. TOML has no null: a field that is missing is left out."""
    made = copy.deepcopy(schema)
    made.pop("title", None)
    if made.get("default") is None:
        made.pop("default", None)
    options = [s for s in made.get("anyOf", ()) if s.get("type") != "null"]
    if options:
        made.pop("anyOf")
        made |= options[0] if len(options) == 1 else {"anyOf": options}
    return {"description": text, **made}


def _file(file: str, models: Mapping[str, Schema]) -> Schema:
    top = models[_TOP[file]] if file in _TOP else {"properties": {}, "required": []}
    tables = {name: _table(name, model) for name, model in FILES[file].items()}
    made: Schema = {
        "$schema": _DIALECT,
        "title": f"{file}.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {**top["properties"], **tables},
        "required": sorted({*top["required"], *_REQUIRED.get(file, ())} - _OPTIONAL),
    }
    used: dict[str, Schema] = {}
    for name in _referred(made, models, set()):
        used[name] = {k: v for k, v in models[name].items() if k != "title"}
    return made | ({"$defs": dict(sorted(used.items()))} if used else {})


def _table(name: str, model: str) -> Schema:
    """One table, one table a name, or several tables of a model."""
    refers = {"$ref": f"#/$defs/{model}"}
    if name == "terms":
        return refers
    return {"type": "object", "additionalProperties": refers} if name == "units" else {"type": "array", "items": refers}


def _referred(schema: Any, models: Mapping[str, Schema], seen: set[str]) -> Iterator[str]:
    """The models that a schema refers to, and those that they do."""
    if isinstance(schema, dict):
        name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        if name and name not in seen:
            seen.add(name)
            yield name
            yield from _referred(models[name], models, seen)
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _referred(part, models, seen)
