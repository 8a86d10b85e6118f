"""A report speaks one language: what it says itself is translated, and nothing but the plan's and the files' own words stay as they are."""

from __future__ import annotations

import io

import openpyxl
import pikepdf
import pytest
from pptx import Presentation

from kpi.language import speaking
from kpi.language.catalogue import messages
from kpi.reports import KINDS
from kpi.runtime import Runtime
from tests.extent import some
from tests.language.prose import is_prose
from tests.language.texts import texts_of
from tests.reports import stores
from tests.reports.golden import SAMPLE_YEAR
from tests.reports.told import told

pytestmark = pytest.mark.xdist_group("reports")


def _own(runtime: Runtime, language: str) -> list[str]:
    """The words of the plan and of the files, and what is said in the same way in both languages; longest first."""
    status = runtime.views.year_status(runtime.scope, year=SAMPLE_YEAR)
    plan = texts_of(runtime.programme.model_dump())
    lower = [text[:1].lower() + text[1:] for text in texts_of(runtime.programme.model_dump())]
    same = [text.replace("{", "\0{").split("\0")[0] for (_, text), said in messages(language).items() if text == said]
    return sorted({*plan, *lower, *same, status.context.unit.name, "Målbild"} - {""}, key=len, reverse=True)


IN_TURN = (("pdf", "da"), ("pptx", "en"), ("xlsx", "da"))  # each kind and each language at each change


@pytest.mark.parametrize(("kind", "language"), some([(kind, language) for kind in KINDS for language in ("da", "en")], IN_TURN))
def test_nothing_is_left_in_swedish(sample: Runtime, kind: str, language: str) -> None:
    swedish = told(kind, stores.once(sample, kind, year=SAMPLE_YEAR).data).splitlines()
    with speaking(language):
        other = told(kind, stores.once(sample, kind, year=SAMPLE_YEAR).data).splitlines()
    assert len(swedish) == len(other)
    own, left = _own(sample, language), []
    for line in {a for a, b in zip(swedish, other, strict=True) if a == b}:
        rest = line.strip().partition(" ")[2] if kind == "pdf" else line  # without the tag
        for text in own:
            rest = rest.replace(text.replace("\u00a0", " "), " ")
        if is_prose(rest):
            left.append(line)
    assert left == []


TAGS = {"sv": "sv-SE", "da": "da-DK", "en": "en-GB"}


@pytest.mark.parametrize("language", some(list(TAGS), ("sv", "da")))
def test_a_pdf_says_its_language(sample: Runtime, language: str) -> None:
    with speaking(language), pikepdf.open(io.BytesIO(stores.once(sample, "pdf", year=SAMPLE_YEAR).data)) as read:
        assert str(read.Root.Lang) == TAGS[language]


@pytest.mark.parametrize("language", some(list(TAGS), ("sv", "en")))
def test_slides_say_their_language(sample: Runtime, language: str) -> None:
    with speaking(language):
        slides = Presentation(io.BytesIO(stores.once(sample, "pptx", year=SAMPLE_YEAR).data))
    assert slides.core_properties.language == TAGS[language]


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_workbook_has_the_same_numbers_in_every_language_and_sheets_of_its_own(sample: Runtime, language: str) -> None:
    def read() -> list[list[list[object]]]:
        book = openpyxl.load_workbook(io.BytesIO(stores.once(sample, "xlsx", year=SAMPLE_YEAR).data))
        names.append(book.sheetnames)
        return [[[c.value for c in row if isinstance(c.value, int | float)] for row in sheet.iter_rows()] for sheet in book]

    names: list[list[str]] = []
    swedish = read()
    with speaking(language):
        assert read() == swedish
    assert len(names[0]) == len(names[1]) == len(set(names[1]))
    assert names[0] != names[1]
    assert all(len(name) <= 31 for name in names[1])


def test_swedish_is_the_same_after_another_language(sample: Runtime) -> None:
    """What views keep is kept by language."""
    with speaking("da"):
        danish = stores.made(sample, "xlsx", year=SAMPLE_YEAR).data
    assert danish != stores.made(sample, "xlsx", year=SAMPLE_YEAR).data == stores.once(sample, "xlsx", year=SAMPLE_YEAR).data
