"""Every file of the corpus comes to what its case says. The table of contents is README.md in this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.case import TRAITS, Case
from tests.corpus.cases import CASES
from tests.corpus.cases_hostile import NUMBER, WRITTEN
from tests.corpus.contents import contents
from tests.corpus.verdict import verdict


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_file_of_the_corpus(case: Case, intake_with):
    wrong = verdict(case, intake_with(case.limits))
    assert not wrong, "\n".join(wrong)


def test_the_corpus_has_every_trait_and_no_case_twice():
    assert len(CASES) >= 60
    assert len({c.id for c in CASES}) == len(CASES)
    assert {t for c in CASES for t in c.traits} == set(TRAITS)


def test_its_table_of_contents_is_up_to_date():
    written = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    assert written == contents(CASES), "run python -m tests.corpus.contents"


@pytest.mark.parametrize("case", [c for c in CASES if "personnummer" in c.traits], ids=lambda c: c.id)
def test_a_personnummer_is_repeated_nowhere(case: Case, intake_with, caplog):
    with caplog.at_level("DEBUG"):
        reading = intake_with(None).read(case.data(), case.name)
    told = repr(reading) + caplog.text
    assert reading.refused and reading.facts is None
    assert not [d for d in (NUMBER, NUMBER[6:], WRITTEN) if d in told]
