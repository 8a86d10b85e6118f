"""What controllers have answered about files: kept with its history, taken back with a reason, part of backup and check."""

from __future__ import annotations

import duckdb
import pytest

from kpi.errors import Refusal
from kpi.store import backup, open_store, opening, restore
from tests.store import test_actions
from tests.store.conftest import Place
from tests.store.world import Clock, another, batch, damage_for, fact, facts, fill, found_with, make_older, programme, unit, value

UNIT, SCALE = "unit:norra vc", "scale:3f2a:andel"


def refused(work) -> str:
    with pytest.raises(Refusal) as found:
        work()
    return found.value.code


def test_an_empty_store_remembers_nothing(store):
    assert store.memory().answers == {}
    assert store.memory().history == ()


def test_answers_are_kept_with_who_and_when_and_what_they_replaced(store):
    clock = Clock()
    store = another(store, clock=clock)
    assert store.remember({UNIT: "A", SCALE: "100"}, "eva") == 2
    clock.on(days=1)
    assert store.remember({UNIT: "B", SCALE: "100"}, " bo ") == 1
    assert store.memory().answers == {UNIT: "B", SCALE: "100"}
    newest, *first = store.memory().history
    assert (newest.question, newest.answer, newest.replaced, newest.user, newest.seq) == (UNIT, "B", "A", "bo", 2)
    assert newest.time[:10] == "2026-03-02"
    assert [(r.question, r.answer, r.replaced, r.user, r.latest) for r in first] == [
        (SCALE, "100", None, "eva", True),
        (UNIT, "A", None, "eva", False),
    ]
    assert store.memory(as_of="2026-03-01").answers == {UNIT: "A", SCALE: "100"}
    assert [(e.kind, e.user, e.answers) for e in store.events()] == [("answer", "bo", 1), ("answer", "eva", 2)]
    assert store.check() == []


def test_the_same_answers_again_are_no_write(store):
    store.remember({UNIT: "A"}, "eva")
    assert store.remember({UNIT: "A"}, "bo") == 0
    assert store.remember({}, "bo") == 0
    assert store.data_version() == len(store.events()) == 1


def test_to_leave_something_out_is_an_answer_too(store):
    store.remember({UNIT: ""}, "eva")
    assert store.memory().answers == {UNIT: ""}
    assert store.remember({UNIT: ""}, "eva") == 0


def test_a_forgotten_answer_is_asked_for_again_and_its_history_stands(store):
    store.remember({UNIT: "A", SCALE: "1"}, "eva")
    store.forget(UNIT, "bo", " fel enhet ")
    assert store.memory().answers == {SCALE: "1"}
    newest = store.memory().history[0]
    assert (newest.question, newest.answer, newest.replaced, newest.user, newest.why) == (UNIT, None, "A", "bo", "fel enhet")
    assert store.events()[0].text == f"{UNIT}: svaret borttaget. fel enhet"
    assert store.remember({UNIT: "A"}, "eva") == 1
    assert store.memory().answers == {SCALE: "1", UNIT: "A"}
    assert store.check() == []


def test_only_what_is_remembered_can_be_forgotten_and_only_by_someone_for_a_reason(store):
    store.remember({UNIT: "A"}, "eva")
    assert refused(lambda: store.forget(SCALE, "bo", "fel")) == "unknown_answer"
    assert refused(lambda: store.forget(UNIT, "bo", "  ")) == "reason_missing"
    assert refused(lambda: store.forget(UNIT, " ", "fel")) == "no_user"
    assert refused(lambda: store.remember({SCALE: "1"}, "")) == "no_user"
    store.forget(UNIT, "bo", "fel")
    assert refused(lambda: store.forget(UNIT, "bo", "fel")) == "unknown_answer"
    assert store.data_version() == 2


def test_answers_come_with_their_import_in_one_write(store):
    done = store.commit(batch(), facts(fact("TOPP", 1.0, 50)), None, answers={UNIT: "A", SCALE: "100"})
    assert done.data_version == store.data_version() == 1
    assert store.memory().answers == {UNIT: "A", SCALE: "100"}
    (event,) = store.events()
    assert (event.kind, event.batch, event.answers) == ("import", done.batch, 2)
    assert {(r.seq, r.user) for r in store.memory().history} == {(1, "eva")}
    assert store.check() == []


def test_answers_of_an_import_that_fails_are_not_kept(store):
    def fail(share: float, text: str) -> None:
        raise RuntimeError(text)

    with pytest.raises(RuntimeError):
        store.commit(batch(), facts(fact("TOPP", 1.0, 50)), None, progress=fail, answers={UNIT: "A"})
    assert refused(lambda: store.commit(batch(), facts(), None, answers={UNIT: "A"})) == "empty_batch"
    assert store.memory().history == ()
    assert store.data_version() == 0


def test_answers_about_a_file_that_is_already_there_are_kept(store):
    new, table = batch(), facts(fact("TOPP", 1.0, 50))
    store.commit(new, table, None, answers={UNIT: "A"})
    assert store.commit(new, table, None, answers={UNIT: "A"}).data_version == 1
    again = store.commit(new, table, None, answers={UNIT: "B"})
    assert (again.state, again.data_version) == ("unchanged", 2)
    assert store.memory().answers == {UNIT: "B"}
    assert store.check() == []


def test_undoing_an_import_leaves_what_it_taught(store):
    done = store.commit(batch(), facts(fact("TOPP", 1.0, 50)), None, answers={UNIT: "A"})
    store.undo(done.batch, "bo", "fel")
    assert store.memory().answers == {UNIT: "A"}


ALL_GONE, ELSEWHERE = "DELETE FROM answer", "UPDATE answer SET seq = 99"
DAMAGE = {
    ALL_GONE: {"log_answer"},
    "INSERT INTO answer SELECT * FROM answer": {"bad_answer"},
    ELSEWHERE: {"orphans", "log_answer"},
    "UPDATE answer SET answer = NULL": {"bad_answer_text"},
    "UPDATE answer SET who = 'annan'": {"log_answer_said"},
}


def test_damage_to_what_is_remembered_is_found(store):
    store.remember({UNIT: "A"}, "eva")
    for damage, wanted in damage_for(store, DAMAGE, ALL_GONE, ELSEWHERE):
        assert found_with(store, damage) == wanted, damage


# Stores from before answers were kept


@pytest.fixture
def older(new_place) -> Place:
    """A store as the version before answers made it, with an import in it."""
    place = new_place(empty=True)
    store = place.open()
    fill(store, [unit("A")], fact("A", 10.0, 50))
    store._connection.write(lambda cursor: make_older(cursor, 1))
    store.close()
    return place


def test_an_older_store_is_brought_up_to_date_with_what_it_holds(older):
    store = older.open()
    assert value(store, "A") == 10.0
    assert store.data_version() == 2
    assert store.memory().answers == {}
    store.remember({UNIT: "A"}, "eva")
    store.change_actions([test_actions.new()], "eva")
    store.close()
    store = older.open()
    assert store.memory().answers == {UNIT: "A"}
    assert len(store.actions().changes) == 1
    assert store.check() == []
    store.close()


def test_an_older_backup_can_be_read_in(tmp_path, monkeypatch, new_place):
    source = open_store(str(tmp_path / "gammal.duckdb"), programme())
    fill(source, [unit("A")], fact("A", 10.0, 50))
    path = source.backup(tmp_path / "kopia.duckdb")
    source.close()
    as_before(path)
    content = path.read_bytes()
    target = new_place()
    assert restore(path, target.url, programme(), data_path=target.data_path) == 3
    store = target.open()
    assert value(store, "A") == 10.0
    assert store.check() == []
    store.close()
    assert path.read_bytes() == content


def as_before(path) -> None:
    """Makes a backup what it was before answers were kept."""
    with duckdb.connect(str(path)) as copy:
        make_older(copy, 1)


def test_a_backup_of_a_version_that_is_not_known_is_refused(tmp_path):
    source = open_store(str(tmp_path / "ny.duckdb"), programme())
    path = source.backup(tmp_path / "kopia.duckdb")
    source.close()
    for version, code in (("99", "store_newer"), ("", "bad_backup"), ("elva", "bad_backup")):
        with duckdb.connect(str(path)) as copy:
            copy.execute("UPDATE meta SET text = $version WHERE name = 'schema_version'", {"version": version})
        assert refused(lambda: restore(path, str(tmp_path / "mal.duckdb"), programme())) == code, version
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kopia.duckdb", "mal.duckdb", "ny.duckdb"]


def test_a_store_whose_version_is_newer_or_cannot_be_read_is_refused(place):
    store = place.open()
    for version, code in (("99", "store_newer"), ("", "store_unreadable"), ("elva", "store_unreadable")):
        store._connection.write(lambda cursor, version=version: opening.set_meta(cursor, "schema_version", version))
        assert refused(place.open) == code, version
    store.close()


def test_the_backup_holds_every_table_of_the_store(store):
    with store._connection.read() as cursor:
        tables = opening._tables(cursor)
    assert tables == {*backup._TABLES, "rollup"}
