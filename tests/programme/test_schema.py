"""The JSON Schema says the same of a file as the models do, and describes every field."""

from __future__ import annotations

import json
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from docs.generate import schema_files
from kpi.programme.fields import FIELDS
from kpi.programme.loader import PROGRAMMES, programme_dir
from kpi.programme.model import Programme
from kpi.programme.schema import schemas
from tests.unit.test_programme_faults import MUTATIONS

# jsonschema builds 38 grammars of international addresses when it is imported, if this one is there: seconds in each process of the tests.
# No schema of ours has such an address.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
jsonschema = import_module("jsonschema")

SCHEMAS = schemas()
FILES = sorted(PROGRAMMES.glob("*/**/*.toml"))
# Faults that a single file shows by itself: a key, a type or a closed set of words.
ALONE = [
    "text for a number", "a missing key", "a misspelt key", "an unknown direction", "a number with decimals for a whole",
    "too small a smallest group", "a unit with an unknown key", "an unknown top-level table", "a note without text",
    "a missing name of the programme", "an action without a year", "a responsible not in a list", "an unknown type of column",
]  # fmt: skip


def problems(file: str, table: dict[str, Any]) -> list[str]:
    """What the file's schema says against a table."""
    name = "layout" if file.startswith("layouts/") else Path(file).stem
    return [e.message for e in jsonschema.Draft202012Validator(SCHEMAS[name]).iter_errors(table)]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PROGRAMMES).as_posix())
def test_every_file_of_every_pack_follows_its_schema(path: Path) -> None:
    file = path.relative_to(PROGRAMMES).as_posix().split("/", 1)[1]
    assert not problems(file, tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", ALONE)
def test_a_fault_that_a_file_shows_by_itself_is_found_by_its_schema(name: str) -> None:
    file, old, new, *_ = MUTATIONS[name]
    text = (programme_dir("region-vastmanland") / file).read_text(encoding="utf-8")
    assert not problems(file, tomllib.loads(text))
    assert problems(file, tomllib.loads(text.replace(old, new, 1)))


def test_every_field_that_a_file_may_hold_is_described_and_none_else() -> None:
    defs = {**Programme.model_json_schema()["$defs"], "Programme": Programme.model_json_schema()}
    elsewhere = {
        "Programme": {
            "levels", "branches", "committees", "stated", "terms", "plan_goals", "strategies", "foundations", "links", "layouts", "sample",
            "digest",
        },
        "Area": {"indicators", "actions", "states", "milestones"},
        "Unit": {"id"},
    }  # fmt: skip
    for name, model in defs.items():
        if "properties" in model:
            expected = set(model["properties"]) - elsewhere.get(name, set())
            assert set(FIELDS[name]) - {"area"} == expected - {"area"}, name
    assert FIELDS.keys() == {name for name, model in defs.items() if "properties" in model}


def test_the_schemas_in_the_documents_are_those_of_the_models() -> None:
    for path, text in schema_files().items():
        assert path.read_text(encoding="utf-8") == text, "kör make fix"
        assert json.loads(text) == SCHEMAS[path.name.removesuffix(".schema.json")]
