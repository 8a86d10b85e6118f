"""What roles give at the door and while nobody touches the page: sending files, fetching files, and losing a role."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.responses import PlainTextResponse
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from kpi.access.grants import today
from kpi.access.identity import Person
from kpi.access.provider import provider_of
from kpi.store.grant import NewGrant
from pages._ui import door, handed, server, sockets, standing, state
from tests.pages.test_server import Client
from tests.unit.test_identity import PROXY

pytestmark = pytest.mark.xdist_group("pages")

HOST, UPLOAD = "malbild.example", "/_stcore/upload_file/s/f"
ADDRESS = "/media/0123456789abcdef0123456789abcdef.csv"
YESTERDAY = (today() - timedelta(days=1)).isoformat()


@pytest.fixture(autouse=True)
def behind_a_proxy(empty, monkeypatch):
    monkeypatch.setattr(handed, "handed", handed.Handed())
    for module in (door, sockets):
        monkeypatch.setattr(module, "handed", handed.handed)
    state.use_provider(provider_of({"malbild": {"proxy": PROXY}}))
    yield
    state.use_provider(None)


def grant(person: str, role: str, *units: str, **more: str) -> NewGrant:
    return NewGrant(person, person, role, "2020-01-01", "Prov", units, **more)


def give(runtime, *given: NewGrant, **revoked: str):
    return runtime.store.change_access(list(given), revoked, "eva")


def named(who: str) -> dict[str, str]:
    return {"host": HOST, "x-malbild-secret": PROXY["secret"], "x-remote-user": who}


def ask(who: str, path: str, method: str = "GET"):
    client = Client(None)

    async def as_asked(scope, receive, send):
        await server.Frame(PlainTextResponse("frontend"))({**scope, "method": method}, receive, send)

    client.app = as_asked
    return client.get(path, server="10.0.0.5", **named(who))


@pytest.mark.parametrize(
    ("role", "status"), [("controller", 200), ("admin", 200), ("manager", 403), ("board", 403), ("nobody", 403), ("left", 403)]
)
def test_a_file_is_taken_in_from_those_who_have_files_to_send(empty, caplog, role, status):
    units = ("A",) if role == "manager" else ()
    if role == "left":
        give(empty, grant("cia", "controller", valid_to=YESTERDAY))
    elif role != "nobody":
        give(empty, grant("cia", role, *units))
    with caplog.at_level(logging.INFO, "kpi.audit"):
        answer = ask("cia", UPLOAD, "PUT")
    assert answer.status_code == status
    assert ("ingen roll som får importera filer" in answer.text) == (status == 403)
    assert ("user=cia action=refused reason=upload" in caplog.text) == (status == 403)
    assert ask("cia", UPLOAD, "DELETE").status_code == 200  # what was sent before a role was taken away can still be taken back


def test_one_of_several_roles_is_enough_to_send_and_the_last_to_go_ends_it(empty):
    made = give(empty, grant("cia", "manager", "A"), grant("cia", "controller"))
    assert ask("cia", UPLOAD, "PUT").status_code == 200
    give(empty, **{next(g.id for g in made if g.role == "controller"): "slutat"})
    assert ask("cia", UPLOAD, "PUT").status_code == 403


def download(address: str = ADDRESS) -> bytes:
    message = ForwardMsg()
    message.delta.new_element.download_button.url = address
    return message.SerializeToString()


def deferred(address: str = ADDRESS) -> bytes:
    message = ForwardMsg()
    message.backend_operation_response.deferred_file.url = address
    return message.SerializeToString()


def echo(address: str = ADDRESS) -> bytes:
    message = ForwardMsg()
    message.delta.new_element.html.body = address
    return message.SerializeToString()


def person(who: str, seconds: float = 600) -> Person:
    return Person(who, who, "proxy", datetime.now(UTC) + timedelta(seconds=seconds))


def connect(who: str, *frames: bytes, meanwhile=None, seconds: float = 0.2, for_: float = 600) -> list[dict]:
    """What is sent to the browser on a connection on which the frontend sends ``frames`` and then hears nothing more."""
    sent: list[dict] = []

    async def frontend(scope, receive, send):
        await send({"type": "websocket.accept"})
        for frame in frames:
            await send({"type": "websocket.send", "bytes": frame})
        while (await receive())["type"] != "websocket.disconnect":
            pass

    async def send(message):
        sent.append(message)

    async def talk():
        silence = asyncio.Event()
        let = door.Let({"type": "websocket"}, person(who, for_))
        running = asyncio.create_task(sockets.run(frontend, let, silence.wait, send))
        await asyncio.sleep(0.1)
        if meanwhile is not None:
            await asyncio.to_thread(meanwhile)
        await asyncio.wait({running}, timeout=seconds)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(talk())
    return sent


@pytest.mark.parametrize("frame", [download, deferred])
def test_a_file_is_for_the_one_it_was_given_to(empty, caplog, frame):
    give(empty, grant("cia", "controller"), grant("mia", "manager", "A"), grant("bo", "controller"))
    assert ask("cia", ADDRESS).status_code == 403  # nobody has been given it
    assert connect("cia", frame())[1]["bytes"] == frame()
    assert ask("cia", ADDRESS).status_code == 200
    with caplog.at_level(logging.INFO, "kpi.audit"):
        refused = [ask(who, ADDRESS) for who in ("mia", "bo", "eva")]
    assert [(a.status_code, "frontend" in a.text) for a in refused] == [(403, False)] * 3
    assert "user=mia action=refused reason=file_of_others" in caplog.text
    for address in ("/media/", "/media/0123456789abcdef0123456789abcdee.csv", "/media/../media/x", f"{ADDRESS}/x"):
        assert ask("cia", address).status_code == 403


def test_an_address_that_is_only_said_on_a_page_lets_nobody_in(empty):
    give(empty, grant("mia", "manager", "A"))
    connect("mia", echo(), b"/media/0123456789abcdef0123456789abcdef.csv", download("https://elsewhere.example" + ADDRESS))
    assert ask("mia", ADDRESS).status_code == 403


def test_a_file_is_no_longer_for_one_who_has_lost_a_role_or_unit(empty):
    both = give(empty, grant("mia", "manager", "A", "B"))[0]
    give(empty, grant("bo", "manager", "A"))
    connect("mia", download())
    connect("bo", download())
    give(empty, grant("bo", "board"))
    assert ask("bo", ADDRESS).status_code == 200  # more than before
    give(empty, grant("mia", "manager", "A", replaces=both.id))
    assert ask("mia", ADDRESS).status_code == 403


def test_the_oldest_files_are_forgotten():
    kept, held = handed.Handed(most=2), frozenset({("board", None)})
    for file in "abc":
        kept.give(file, "bo", held)
    assert [kept.may_fetch(file, "bo", held) for file in "abc"] == [False, True, True]
    kept.give("d", "bo", frozenset())
    assert not kept.may_fetch("d", "bo", frozenset())  # with no role one is shown no file


@pytest.mark.parametrize("how", ["revoked", "narrowed", "added", "expired"])
def test_an_untouched_page_is_told_when_a_role_is_taken_away(empty, monkeypatch, how):
    monkeypatch.setattr(sockets, "CHECK_SECONDS", 0.05)
    (held,) = give(empty, grant("mia", "manager", "A", "B"))
    change = {
        "revoked": lambda: give(empty, **{held.id: "slutat"}),
        "narrowed": lambda: give(empty, replace(grant("mia", "manager", "A"), replaces=held.id)),
        "added": lambda: give(empty, grant("mia", "board")),
        "expired": lambda: monkeypatch.setattr(standing.grants, "today", lambda: today() - timedelta(days=10_000)),
    }[how]
    sent = connect("mia", meanwhile=change, seconds=1.0 if how == "added" else 10)
    closed = [{"type": "websocket.close", "code": sockets.LOST}] if how != "added" else []
    assert sent[1:] == closed
    assert not sockets._open


def test_a_page_is_not_cleared_because_the_store_is_away_for_a_moment(empty, monkeypatch, caplog):
    monkeypatch.setattr(sockets, "CHECK_SECONDS", 0.05)
    (held,) = give(empty, grant("mia", "manager", "A"))
    of, failing = standing.of, [True] * 3

    def sometimes(person):
        if failing and sockets._open:
            failing.pop()
            raise OSError("bor" + "ta")
        return of(person)

    monkeypatch.setattr(standing, "of", sometimes)
    assert connect("mia", seconds=0.6)[1:] == [] and not failing
    assert "OSError" in caplog.text and "borta" not in caplog.text
    assert connect("mia", meanwhile=lambda: give(empty, **{held.id: "slutat"}), seconds=10)[-1]["code"] == sockets.LOST


def test_at_the_machine_itself_there_is_nobody_else(empty):
    here = Person("lokal", "Prov", "local", None)
    for path, method in ((UPLOAD, "PUT"), (ADDRESS, "GET")):
        assert door.permit(door.Let({"path": path, "method": method}, here)) is None
    assert standing.may(here, *door.SENDING)
