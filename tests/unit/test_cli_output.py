"""Numbers and text on the command line's streams, and where its settings come from."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.cli.output import Output, clean, printable
from kpi.errors import Fault, Refusal
from kpi.settings import ROOT, Settings


def written(as_json: bool) -> tuple[Output, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    return Output(out, err, as_json=as_json), out, err


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (64.61 - 67, "-2.39"),
        (77.3 - 82, "-4.7"),
        (3.6 - 2.7, "0.9"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0.0"),
        (72.0, "72.0"),
        (1 / 3, "0.3333333333"),
        (float("nan"), "null"),
        (float("inf"), "null"),
    ],
)
def test_a_float_is_written_as_it_was_measured(value: float, text: str) -> None:
    assert json.dumps(clean(value)) == text


@given(st.decimals(min_value=-10_000, max_value=10_000, places=6), st.decimals(min_value=-10_000, max_value=10_000, places=6))
def test_a_difference_of_decimals_is_the_exact_difference(a, b) -> None:
    assert clean(float(a) - float(b)) == float(a - b)


def test_clean_reaches_into_lists_and_objects_and_leaves_the_rest() -> None:
    data = {"a": [0.1 + 0.2, None, True, 3, "x"], "b": {"c": (1.0,)}}
    assert clean(data) == {"a": [0.3, None, True, 3, "x"], "b": {"c": [1.0]}}
    assert isinstance(clean(data)["a"][3], int)


def test_with_json_only_the_document_is_on_the_answers_stream() -> None:
    output, out, err = written(as_json=True)
    output.text("text")
    output.table(("a",), [("b",)])
    output.message("meddelande")
    output.document({"å": 1})
    assert json.loads(out.getvalue()) == {"å": 1}
    assert err.getvalue() == "meddelande\n"


def test_a_table_is_aligned_also_with_wide_and_combining_characters() -> None:
    output, out, _ = written(as_json=False)
    output.table(("Namn", "Värde"), [("Å\u0308land", "1"), ("日本", "12,5")], right=(1,))
    assert [line[-4:].strip() for line in out.getvalue().splitlines()] == ["ärde", "1", "12,5"]
    assert out.getvalue().splitlines()[2] == "日本    12,5"


@given(st.text())
def test_nothing_that_steers_a_terminal_is_written(text: str) -> None:
    assert all(c.isprintable() or c in "\u00a0\u202f" for c in printable(text))


def test_a_refusal_says_all_its_faults() -> None:
    output, out, err = written(as_json=True)
    fault = Fault("bad", "Fel värde", sheet="Blad1", row=3, column="C · Kön", value="X")
    output.refusal(Refusal("Filen är avvisad.", code="refused", faults=[fault]))
    assert err.getvalue() == "Filen är avvisad.\n  blad Blad1, rad 3, kolumn C · Kön: Fel värde\n"
    assert json.loads(out.getvalue())["error"]["faults"][0]["row"] == 3


def test_settings_come_from_flags_then_environment_then_defaults(tmp_path: Path) -> None:
    default = Settings.read({}, cwd=tmp_path)
    assert (default.store, default.programme, default.address) == (str(ROOT / "data/var/kpi.duckdb"), "region-vastmanland", "127.0.0.1")
    assert default.user
    env = {"KPI_STORE": "a.duckdb", "KPI_PROGRAMME": "annat", "KPI_USER": "eva", "KPI_STORE_DATA": "s3://x", "KPI_ADDRESS": "::1"}
    from_env = Settings.read(env, cwd=tmp_path)
    assert from_env == Settings(str(tmp_path / "a.duckdb"), "s3://x", "annat", "eva", "::1")
    flags = Settings.read(env, store="/b.duckdb", programme="tredje", user="mia", cwd=tmp_path)
    assert (flags.store, flags.programme, flags.user) == ("/b.duckdb", "tredje", "mia")
    assert Settings.read({"KPI_STORE": "", "KPI_USER": ""}, cwd=tmp_path) == default


def test_a_lake_is_no_path_and_its_address_is_not_shown(tmp_path: Path) -> None:
    lake = Settings.read({"KPI_STORE": "ducklake:postgres:host=x password=hemligt"}, cwd=tmp_path)
    assert lake.store.startswith("ducklake:")
    assert not lake.embedded
    assert "hemligt" not in lake.shown_store
    lake.make_folder()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    with pytest.raises(Refusal, match="går inte att skapa"):
        Settings.read({}, store="fil/kpi.duckdb", cwd=tmp_path).make_folder()
    Settings.read({}, store="ny/mapp/kpi.duckdb", cwd=tmp_path).make_folder()
    assert (tmp_path / "ny" / "mapp").is_dir()


def test_a_packs_directory_may_be_given_instead_of_an_id(tmp_path: Path) -> None:
    (tmp_path / "paket").mkdir()
    assert Settings.read({}, programme="paket", cwd=tmp_path).programme == "paket"
    (tmp_path / "paket" / "programme.toml").write_text("")
    assert Settings.read({}, programme="paket", cwd=tmp_path).programme == str(tmp_path / "paket")
