"""The catalogues are whole, and a fault in one is found."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog

from docs import catalogues
from docs.catalogues import LOCALE, faults, main, marked, places, updated, written
from kpi.language import LANGUAGES, MANY

OTHERS = [language for language in LANGUAGES if language != "sv"]
ALL = [(language, path) for language in OTHERS for path in sorted((LOCALE / language / "LC_MESSAGES").glob("*.po"))]
_TAG = re.compile(r"</?\w+[^>]*>")
_NAME = re.compile(r"Målbild|Västmanland|Västerbotten|Läs mig|åäö|Å(?:Å*-MM-DD)?")
_NOT_OF = {"da": re.compile("[äöÄÖ]|\\boch\\b|\\binte\\b"), "en": re.compile("[åäöÅÄÖ]|\\boch\\b|\\binte\\b")}


read = cache(catalogues.read)  # by every test here, which change nothing in it


def test_the_catalogues_are_up_to_date_and_every_text_is_translated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = cache(catalogues.said)  # the same for every language
    monkeypatch.setattr(catalogues, "said", lambda paths: said(tuple(paths)))
    monkeypatch.setattr(catalogues, "read", read)
    assert main(["--check"]) == 0, capsys.readouterr().err[:4000]


ABBREVIATED = ("nr", "{year}", "{pages}", "per", "enh.", "p.e.")
"""Ends of texts that only one of the languages has an abbreviation for."""


@pytest.mark.parametrize(("language", "path"), ALL, ids=[f"{language}-{path.stem}" for language, path in ALL])
class TestTranslation:
    def test_markup_is_kept(self, language: str, path) -> None:
        wrong = [m.id for m in read(path, language) if m.id and sorted(_TAG.findall(m.id)) != sorted(_TAG.findall(m.string))]
        assert wrong == []

    def test_no_translation_is_left_in_swedish(self, language: str, path) -> None:
        kept = {
            m.id: m.string
            for m in read(path, language)
            if m.id and _NOT_OF[language].search(_NAME.sub("", re.sub(r"\{\w+\}", "", m.string)))
        }
        assert kept == {}

    def test_no_translation_begins_or_ends_otherwise(self, language: str, path) -> None:
        """Blanks and the full stop at the end are part of how a text is used."""
        wrong = [
            m.id
            for m in read(path, language)
            if m.id
            and (m.id[:1].isspace(), m.id[-1:].isspace(), m.id[-1:] in ".?!:")
            != (m.string[:1].isspace(), m.string[-1:].isspace(), m.string[-1:] in ".?!:")
        ]
        assert [text for text in wrong if not text.endswith(ABBREVIATED)] == []


def _catalogue(*said: tuple[str, str]) -> Catalog:
    made = Catalog(locale="da")
    for text, translation in said:
        made.add(text, translation)
    return made


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (("Läst {n} rader", ""), "untranslated"),
        (("Läst {n} rader", "Læst rækker"), "places"),
        (("Läst {n} rader", "Læst {m} rækker"), "places"),
    ],
)
def test_a_faulty_translation_is_found(said: tuple[str, str], fault: str) -> None:
    assert fault in " ".join(faults("da", {"x": _catalogue(said)}))


def test_a_text_in_two_ways_is_found() -> None:
    assert "two ways" in " ".join(faults("da", {"x": _catalogue(("Mål", "Mål")), "y": _catalogue(("Mål", "Målværdi"))}))


def test_a_sound_catalogue_has_no_fault() -> None:
    assert list(faults("da", {"x": _catalogue(("Läst {n} rader", "Læst {n} rækker"), ("Mål", "Mål"))})) == []


def test_a_translation_stays_and_what_is_no_longer_said_goes(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docs.catalogues.ROOT", tmp_path)
    source = tmp_path / "said.py"
    source.write_text('tr("Mål")\ntr("Nytt")\n', encoding="utf-8")
    made = updated("da", [source], _catalogue(("Mål", "Mål"), ("Borta", "Væk")))
    assert {m.id: m.string for m in made if m.id} == {"Mål": "Mål", "Nytt": None}
    assert written(made) == written(updated("da", [source], made))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('tr("a")', [(None, "a")]), ('f"{tr(\'a {n}\', n=1)}"', [(None, "a {n}")]), ('X = N_("a" "b")', [(None, "ab")]),
        ('ntr("en", "två", n)', [(None, "en"), (None, "två")]), ('ntr("mål", "mål", n)', [(None, "mål"), (MANY, "mål")]),
        ('NN_("en", "två")', [(None, "en"), (None, "två")]), ('ptr("sammanhang", "a")', [("sammanhang", "a")]), ("tr(name)", []),
        ('say("a")', []), ('tr("a" if x else "b")', [(None, "a"), (None, "b")]),
    ],
)  # fmt: skip
def test_what_is_said_is_found_in_the_source(source: str, found: list[tuple[str | None, str]]) -> None:
    assert list(marked(ast.parse(source))) == found


def test_places_are_named() -> None:
    assert places("{a} av {b:d} {{c}}") == {"a", "b"}
