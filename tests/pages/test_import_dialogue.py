"""The dialogue about a messy file: asked, answered, corrected, confirmed, remembered. Intake is played by readings made by hand."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import openpyxl
import pytest

from kpi.errors import Fault
from kpi.intake import Intake
from kpi.intake.questions import SKIP
from pages._ui import importing_reading, navigation
from tests.pages import readings
from tests.pages.conftest import html_of
from tests.pages.readings import CHANGE, RANGE, SCALE, UNIT
from tests.pages.test_import import button, upload, values_file
from tests.pages.test_places import places

pytestmark = pytest.mark.xdist_group("pages")


class Script:
    """Intake's reading, played: asks ``questions`` until they are answered; remembers what it was called with."""

    def __init__(self, *questions):
        self.questions = questions
        self.made = readings.reading
        self.calls: list[dict] = []

    def __call__(self, intake, data, name=None, *, answers=None, accept_valid=False, pending_units=None, progress=None, **_):
        given = dict(answers or {})
        self.calls.append({"name": name, "answers": given, "accept_valid": accept_valid})
        if progress:
            progress(0.0, "Läser filen")
        left = tuple(q for q in self.questions if q.id not in given)
        return self.made(name, hashlib.sha256(data).hexdigest(), left, given)


@pytest.fixture
def script(monkeypatch):
    """Play intake: ``script(*questions)`` gives the Script."""

    def play(*questions, made=None):
        played = Script(*questions)
        if made is not None:
            played.made = made
        monkeypatch.setattr(Intake, "read", lambda self, *a, **k: played(self, *a, **k))
        return played

    return play


def opened(visit, name="rörig.xlsx", data=b"rader"):
    app = upload(visit(navigation.IMPORT), (name, data))
    assert not app.exception
    return app


def select(app, label):
    return next(s for s in app.selectbox if label in s.label)


def labels(app):
    return [b.label for b in app.button]


def test_questions_come_first_with_proposal_why_and_examples_and_nothing_is_chosen(writable, visit, script):
    script(UNIT, SCALE)
    app = opened(visit)
    html = html_of(app)
    assert "Väntar på svar på 2 frågor" in html and "2 frågor att besvara" in html
    assert UNIT.why in html and "I filen står: ”Regionnen”" in html and "Blad Blad1, rad 7, kolumn A · Enhet" in html
    box = select(app, "Vilken enhet")
    assert box.value is None
    assert box.options[0] == "Förslag: REGION · hela organisationen"
    assert "Fel i " not in html  # a question is not told as a fault as well
    assert not [x for x in labels(app) if x.startswith("Importera")]


def test_an_answer_has_the_file_read_again_with_it(writable, visit, script):
    played = script(UNIT, SCALE)
    app = opened(visit)
    select(app, "Vilken enhet").set_value("REGION")
    app = button(app, "Läs om filen med svaren").click().run()
    assert played.calls[-1]["answers"] == {UNIT.id: "REGION"}
    assert "Väntar på svar på 1 fråga" in html_of(app)
    select(app, "andelar").set_value("100")
    app = button(app, "Läs om filen med svaren").click().run()
    assert played.calls[-1]["answers"] == {UNIT.id: "REGION", SCALE.id: "100"}
    html = html_of(app)
    assert "Klar att läsas in" in html and "Läst med 2 svar från dig" in html
    assert "Importera filen" in labels(app)


def test_all_proposals_are_taken_with_one_click_and_only_they(writable, visit, script):
    played = script(UNIT, SCALE)
    app = button(opened(visit), "Godta förslaget").click().run()
    assert played.calls[-1]["answers"] == {UNIT.id: "REGION"}  # SCALE has no proposal
    assert "Väntar på svar på 1 fråga" in html_of(app)


def test_to_answer_nothing_is_told_and_reads_nothing(writable, visit, script):
    played = script(UNIT)
    app = opened(visit)
    before = len(played.calls)
    assert "Inget svar är valt" in html_of(button(app, "Läs om filen med svaren").click().run())
    assert len(played.calls) == before


def test_a_written_answer_is_checked_before_it_is_used(writable, visit, script):
    played = script(RANGE)
    app = opened(visit)
    app.text_input(key=next(t.key for t in app.text_input if "Var på bladet" in t.label)).set_value("hela bladet")
    assert "Svaret går inte att läsa" in html_of(button(app, "Läs om filen med svaren").click().run())
    app.text_input(key=next(t.key for t in app.text_input if "Var på bladet" in t.label)).set_value("a3:c9")
    button(app, "Läs om filen med svaren").click().run()
    assert played.calls[-1]["answers"] == {RANGE.id: "A3:C9"}


def test_answers_can_be_taken_back(writable, visit, script):
    played = script(UNIT)
    app = button(opened(visit), "Godta förslaget").click().run()
    app = button(app, "Ta tillbaka svaren").click().run()
    assert played.calls[-1]["answers"] == {}
    assert "Väntar på svar på 1 fråga" in html_of(app)


def test_an_answer_holds_for_every_file_of_the_round_that_it_concerns(writable, visit, script):
    played = script(UNIT)
    app = upload(visit(navigation.IMPORT), ("ett.xlsx", b"1"), ("tva.xlsx", b"2"))
    assert "Så står det till med filerna" in html_of(app)
    played.calls.clear()
    app = button(app, "Godta förslaget").click().run()
    assert [c["name"] for c in played.calls] == ["ett.xlsx", "tva.xlsx"]
    assert "Importera 2 filer" in labels(app)


def test_a_file_that_an_answer_does_not_concern_is_not_read_again(writable, visit, script):
    def made(name, sha256, left, given):
        return replace(readings.reading(name, sha256, left if name == "ett.xlsx" else ()), seen=())

    played = script(UNIT, made=made)
    app = upload(visit(navigation.IMPORT), ("ett.xlsx", b"1"), ("tva.xlsx", b"2"))
    played.calls.clear()
    button(app, "Godta förslaget").click().run()
    assert [c["name"] for c in played.calls] == ["ett.xlsx"]


def test_fields_keep_their_place_when_the_files_are_read_already(writable, visit, script):
    """What moves is left in its old place beside the new while the import works, a button to press included."""
    script(UNIT)
    app = opened(visit)
    before = places(app)
    app.run()
    assert any(UNIT.id in key for key in before) and places(app) == before


def test_what_a_file_is_asked_about_does_not_move_the_fields_of_the_next(writable, visit, script):
    other = replace(UNIT, id="unit:en-annan")

    def made(name, sha256, left, given):
        return readings.reading(name, sha256, tuple(q for q in left if (q is UNIT) == (name == "ett.xlsx")), given)

    script(UNIT, other, made=made)
    app = upload(visit(navigation.IMPORT), ("ett.xlsx", b"1"), ("tva.xlsx", b"2"))
    before = {key: at for key, at in places(app).items() if other.id in key}
    first = next(s for s in app.selectbox if UNIT.id in s.key and other.id not in s.key)
    first.set_value(UNIT.proposed)
    button(app, "Läs om filen med svaren").click().run()
    assert not app.exception and "Läst med 1 svar från dig" in html_of(app)
    assert before and {key: at for key, at in places(app).items() if other.id in key} == before


def test_the_table_is_drawn_over_the_first_rows_with_word_sign_and_meaning(writable, visit, script):
    script()
    html = html_of(opened(visit))
    assert "De första raderna på bladet Blad1" in html
    for text in ("≡</span> Rubrik", "●</span> Läses", "✕</span> Läses inte: summarad", "·</span> Utanför", "Värde, 2023", "läses inte"):
        assert text in html
    assert ">3,1<" in html and ">0,033 %<" in html  # a workbook's numbers as the workbook shows them
    assert ">1.234<" in html  # but not what can be read in two ways
    assert "<b>x</b>" not in html and "&lt;b&gt;x&lt;/b&gt;" in html
    assert "Bladet är dolt i filen" in html and "Blad Tomt: tomt" in html


def test_units_indicators_periods_and_method_are_told(writable, visit, script):
    script()
    html = html_of(opened(visit))
    assert "Vad uppgifterna gäller" in html and "2031 till 2032" in html and ">A<" in html
    assert "Regionnen" in html and "Känns igen på" in html and ">svar<" in html
    assert "1 utelämnade enligt svar" in html


def test_a_column_is_corrected_and_the_file_read_again(writable, visit, script):
    played = script()
    app = opened(visit)
    (file_id,) = app.session_state[importing_reading.READ]
    app.session_state[f"ratta-{file_id}"] = True  # unfolded
    app = app.run()
    select(app, "Kolumn B").set_value("varde|period=2024")
    app = button(app, "Läs om filen med ändringarna").click().run()
    assert played.calls[-1]["answers"] == {f"column:{readings.FINGERPRINT}:utfall 2023": "varde|period=2024"}


def test_a_large_change_is_shown_and_must_be_ticked_before_it_is_stored(writable, visit, script):
    script(CHANGE)
    app = opened(visit)
    html = html_of(app)
    assert "Stora ändringar: bekräfta dem före importen" in html
    assert "2 nya, 0 ändrade" in html  # the changes can be seen
    assert "Importera filen" not in labels(app) and "Läses inte in nu: rörig.xlsx" in html
    app = app.checkbox[0].check().run()
    before = len(writable.store.batches())
    button(app, "Importera filen").click().run()
    assert len(writable.store.batches()) == before + 1


def test_a_change_is_not_asked_about_while_there_are_other_questions(writable, visit, script):
    script(UNIT, CHANGE)
    app = opened(visit)
    assert "Väntar på svar på 1 fråga" in html_of(app)
    assert not app.checkbox
    app = button(app, "Godta förslaget").click().run()
    assert len(app.checkbox) == 1


def test_the_sound_rows_of_a_faulty_file_can_be_read_in_alone(writable, visit, script):
    def made(name, sha256, left, given):
        accepted = played.calls[-1]["accept_valid"]
        fault = Fault("not_a_number", "Här ska stå ett tal.", sheet="Blad1", row=6, column="B · Utfall 2023", value="abc")
        whole = readings.reading(name, sha256)
        return replace(whole, faults=[fault], faults_total=1, facts=whole.facts if accepted else None, rows_accepted=2 if accepted else 0)

    played = script(made=made)
    app = opened(visit)
    assert "Kan inte läsas in: 1 fel" in html_of(app)
    app = app.checkbox[0].check().run()
    html = html_of(app)
    assert "Klar att läsas in" in html and "Fel i rörig.xlsx" in html
    app = app.checkbox[0].uncheck().run()
    assert "Kan inte läsas in: 1 fel" in html_of(app)


def test_new_changed_unchanged_and_rejected_are_counted(writable, visit, script):
    script()
    html = html_of(opened(visit))
    assert 'class="mb-outcome"' in html
    for word in ("nya", "ändrade", "oförändrade", "rader förkastade"):
        assert f"<span>{word}</span>" in html


def test_what_is_remembered_is_listed_and_one_answer_forgotten(writable, visit):
    writable.store.remember({UNIT.id: "REGION", f"column:{readings.FINGERPRINT}:kommentar": SKIP}, "Anna")
    app = visit(navigation.IMPORT)
    html = html_of(app)
    assert "Svar som sparats från tidigare filer" in html and "”regionnen”" in html and "läses inte" in html and "Anna" in html
    app.session_state["glom-svar"] = True  # unfolded
    app = app.run()
    app.selectbox(key="glom-val").set_value(UNIT.id)
    app = button(app, "Glöm svaret").click().run()
    assert "Det gick inte" in html_of(app)  # without a reason
    app.text_input(key="glom-skal").set_value("fel enhet")
    app = button(app, "Glöm svaret").click().run()
    assert UNIT.id not in writable.store.memory().answers
    assert app.success and not app.exception


def test_a_faulty_workbook_comes_back_with_its_faults_marked(writable, visit, monkeypatch):
    from pages._ui import importing_file

    made = []
    real = importing_file.marked_workbook
    monkeypatch.setattr(importing_file, "marked_workbook", lambda *a: made.append(real(*a)) or made[-1])
    app = upload(visit(navigation.IMPORT), ("fel.xlsx", values_file("abc")))
    assert [d.label for d in app.get("download_button")] == ["Hämta arbetsboken med felen markerade", "Hämta fellistan som CSV"]
    held = next(iter(app.session_state[importing_reading.READ].values()))
    book = openpyxl.load_workbook(io.BytesIO(importing_file._marked(held, held.reading.faults)))
    cell = book.worksheets[1]["E2"]
    assert made and cell.comment is not None and cell.fill.fgColor.rgb.endswith("FFD9A0")
