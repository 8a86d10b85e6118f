"""The door: whose word counts, from where, and what is said when someone is not let in."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest
from starlette.responses import PlainTextResponse, RedirectResponse
from streamlit import config
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from kpi.access.provider import provider_of
from kpi.access.scope import Role
from kpi.access.throttle import Throttle
from kpi.errors import Refusal
from pages._ui import cookies, door, handed, server, signin, sockets, standing, state, warm
from pages._ui.logins import Ended, key_of
from tests.pages.test_server import Client
from tests.unit.test_identity import AUTH, PROXY

pytestmark = pytest.mark.xdist_group("pages")

HOST = "malbild.example"
SECRET = PROXY["secret"]
CONTROLLER = frozenset({(Role.CONTROLLER, None)})
VOUCHED = {"host": HOST, "x_malbild_secret": SECRET, "x_remote_user": "Anna@Region.example"}


@pytest.fixture(autouse=True)
def clean(filled, monkeypatch):
    monkeypatch.setattr(door, "failures", Throttle())
    monkeypatch.setattr(signin, "ended", Ended())
    monkeypatch.setattr(sockets, "ended", signin.ended)
    # Anna is a controller, who has been sent these files; what others may is in test_standing.py.
    monkeypatch.setattr(standing, "of", lambda person: CONTROLLER)
    for file in ("a", "abc", "x"):
        handed.handed.give(file, "anna@region.example", CONTROLLER)
    yield
    state.use_provider(None)


@pytest.fixture
def proxy():
    state.use_provider(provider_of({"malbild": {"proxy": PROXY}}))


@pytest.fixture
def oidc(monkeypatch):
    state.use_provider(provider_of({"auth": AUTH}))
    monkeypatch.setattr(cookies, "get_cookie_secret", lambda: AUTH["cookie_secret"])


class Seen:
    """The frontend's place: remembers the headers that it was asked with."""

    def __init__(self, answer=None) -> None:
        self.answer = answer or PlainTextResponse("frontend")
        self.headers: dict[str, str] | None = None

    async def __call__(self, scope, receive, send):
        self.headers = {k.decode(): v.decode("latin-1") for k, v in scope["headers"]}
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await self.answer(scope, receive, send)


def claims(seconds: float = 600, **more) -> dict:
    made = {"is_logged_in": True, "sub": "1", "nonce": "n", "preferred_username": "Anna@Region.example", "exp": int(time.time() + seconds)}
    return made | {"origin": "https://malbild.example", "provider": "default"} | more


def cookie(given: dict, secret: str = AUTH["cookie_secret"]) -> str:
    made = {}
    sign = lambda name, value: create_signed_value(secret, name, value)  # noqa: E731
    set_cookie_with_chunks(lambda n, v: made.__setitem__(n, sign(n, v).decode()), sign, USER_COOKIE_NAME, given, cookie_attr_size=80)
    return "; ".join(f"{name}={value}" for name, value in made.items())


def ask(path: str = "/_stcore/health", kind: str = "http", app=None, **headers):
    seen = Seen(app)
    return seen, Client(server.Frame(seen)).get(path, kind=kind, server="10.0.0.5", **headers)


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_the_proxys_word_counts_with_its_secret(proxy, kind):
    seen, answer = ask("/_stcore/stream" if kind == "websocket" else "/_stcore/health", kind, **VOUCHED)
    assert answer.kind in ("http.response.start", "websocket.accept") and answer.status_code in (200, None)
    assert "x-malbild-secret" not in seen.headers and "x-remote-user" not in seen.headers
    arrival = signin.of_headers(seen.headers)
    assert (arrival.person.id, arrival.person.source) == ("anna@region.example", "proxy")
    assert timedelta(minutes=59) < arrival.person.expires - datetime.now(UTC) <= timedelta(minutes=60)


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "change",
    [
        {"x_malbild_secret": None},
        {"x_malbild_secret": ""},
        {"x_malbild_secret": SECRET[:-1]},
        {"x_malbild_secret": SECRET + "s"},
        {"x_malbild_secret": SECRET.upper()},
        {"x_remote_user": None},
        {"x_remote_user": " "},
        {"x_remote_user": "anna\u00ad"},
    ],
    ids=str,
)
def test_anyone_elses_word_is_refused(proxy, kind, change):
    seen, answer = ask(kind=kind, **{k: v for k, v in (VOUCHED | change).items() if v is not None})
    assert seen.headers is None
    assert answer.status_code == 403 if kind == "http" else answer.kind == "websocket.close"


def test_two_headers_of_a_name_are_nobodys_word(proxy):
    for name in (b"x-malbild-secret", b"x-remote-user"):
        headers = [(k.replace("_", "-").encode(), v.encode()) for k, v in VOUCHED.items()] + [
            (name, VOUCHED[name.decode().replace("-", "_")].encode())
        ]
        assert isinstance(door.admit({"type": "http", "method": "GET", "path": "/", "headers": headers}), door.Turned)


def test_a_secret_is_compared_in_constant_time(proxy, monkeypatch):
    compared = []
    monkeypatch.setattr(door.hmac, "compare_digest", lambda a, b: compared.append((a, b)) or False)
    assert ask(**VOUCHED)[1].status_code == 403
    assert compared == [(SECRET.encode(), SECRET.encode())]


@pytest.mark.parametrize("source", ["local", "oidc", "proxy"])
def test_what_only_the_door_may_say_is_taken_away_from_others(request, source):
    if source != "local":
        request.getfixturevalue(source)
    forged = {"x_malbild_person": "eva", "x_malbild_until": "9999999999", "x_malbild_checked": signin.MARK, "X_Malbild_Name": "Eva"}
    base = {"host": "localhost:8501"} if source == "local" else VOUCHED if source == "proxy" else {"host": HOST}
    seen = Seen()
    where = "127.0.0.1" if source == "local" else "10.0.0.5"
    assert Client(server.Frame(seen)).get("/_stcore/health", server=where, **base, **forged).status_code == 200
    person = signin.of_headers(seen.headers).person
    assert (person and person.id) == ("anna@region.example" if source == "proxy" else None)


@pytest.mark.parametrize(
    "change", [{signin.CHECKED: "x"}, {signin.CHECKED: ""}, {signin.PERSON: ""}, {signin.UNTIL: "1000000000"}], ids=str
)
def test_headers_without_this_processs_mark_are_nobody(change):
    given = {signin.PERSON: "eva", signin.NAME: "Eva", signin.UNTIL: "9999999999", signin.CHECKED: signin.MARK}
    assert signin.of_headers(given).person.id == "eva"
    assert signin.of_headers(given | change).person is None


def test_the_proxys_headers_mean_nothing_without_a_proxy_in_the_settings(oidc):
    seen, answer = ask("/media/x.csv", **VOUCHED)
    assert answer.status_code == 401 and seen.headers is None
    assert (
        Client(server.Frame(Seen())).get("/", **{**VOUCHED, "host": HOST}, server="127.0.0.1").status_code == 200
    )  # the sign-in page's document


def test_a_stranger_can_fill_neither_the_log_nor_the_memory(proxy, caplog):
    with caplog.at_level(logging.INFO, "kpi.audit"):
        for _ in range(60):
            assert ask(**VOUCHED | {"x_malbild_secret": "fel"})[1].status_code == 403
    assert len(caplog.records) == 20
    assert ask(**VOUCHED)[1].status_code == 200
    small = Throttle(limit=2, addresses=3)
    for number in range(50):
        small.fail(str(number), 0.0)
    assert len(small._failures) == 3


@pytest.mark.parametrize("host", ["evil.example", "malbild.example.evil.se", "malbild.example@evil.se", "127.0.0.1", "", "[x]"])
def test_only_hosts_of_ones_own_are_answered(oidc, host):
    assert ask(host=host)[1].status_code == 403
    assert ask(host=HOST)[1].status_code == 200
    assert ask(host=f"{HOST.upper()}.:443")[1].status_code == 200


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "via", "x_real_ip", "x_forwarded_host"])
def test_nobody_behind_a_proxy_is_taken_for_someone_at_the_machine(header):
    client = Client(server.Frame(Seen()))
    assert client.get("/_stcore/health").status_code == 200
    assert client.get("/_stcore/health", **{header: "for=10.0.0.9"}).status_code == 403


def test_without_a_sign_in_no_file_is_handed_out_or_taken_in(oidc):
    for path in ("/media/abc.csv", "/_stcore/upload_file/s/f"):
        for given in ("", cookie(claims(-1)), cookie(claims(), secret="z" * 32), cookie(claims(preferred_username=None)), "x=1"):
            seen, answer = ask(path, host=HOST, cookie=given)
            assert (answer.status_code, seen.headers) == (401, None), path
        assert ask(path, host=HOST, cookie=cookie(claims()))[1].status_code == 200


def test_a_sign_in_that_has_ended_never_reaches_the_frontend(oidc):
    for given, why in ((claims(-1), "expired"), (claims(preferred_username=""), "unnamed")):
        seen, _ = ask("/_stcore/stream", "websocket", host=HOST, cookie=f"a=1; {cookie(given)}; b=2")
        assert USER_COOKIE_NAME not in seen.headers["cookie"] and "a=1" in seen.headers["cookie"] and "b=2" in seen.headers["cookie"]
        assert seen.headers[signin.WHY] == why
    seen, _ = ask("/_stcore/stream", "websocket", host=HOST, cookie=cookie(claims()))
    assert USER_COOKIE_NAME in seen.headers["cookie"] and signin.WHY not in seen.headers


def test_a_long_sign_in_in_several_cookies_is_one(oidc):
    long = claims(groups=[hashlib.sha256(str(n).encode()).hexdigest() for n in range(120)])
    assert cookie(long).count(USER_COOKIE_NAME) > 2
    assert ask("/media/x.csv", host=HOST, cookie=cookie(long))[1].status_code == 200
    seen, _ = ask(host=HOST, cookie=cookie(long | {"exp": 1}))
    assert USER_COOKIE_NAME not in seen.headers["cookie"]


def test_the_frontends_cookie_ends_with_the_token_and_keeps_to_tls(oidc):
    set_by = [
        (b"set-cookie", f"{name}=x; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax".encode())
        for name in (USER_COOKIE_NAME, TOKENS_COOKIE_NAME)
    ]
    until = datetime.now(UTC) + timedelta(seconds=90)
    for _, value in cookies.harden(
        [*set_by, (b"set-cookie", f"{USER_COOKIE_NAME}__2=y; Max-Age=2592000".encode())], until=until, secure=True
    ):
        text = value.decode()
        assert "2592000" not in text and text.count("Max-Age=") == 1 and 88 <= int(text.split("Max-Age=")[1].split(";")[0]) <= 90
        assert text.endswith("; Secure")
    gone = (b"set-cookie", f'{USER_COOKIE_NAME}=""; Max-Age=0; Path=/'.encode())
    assert cookies.harden([gone], until=until, secure=False) == [gone]


def test_signing_in_is_logged_and_failing_to_is_told(oidc, caplog):
    answer = RedirectResponse("/", status_code=302)
    for part in cookie(claims()).split("; "):
        name, _, value = part.partition("=")
        answer.set_cookie(name, value, max_age=2592000)
    with caplog.at_level(logging.INFO, "kpi.audit"):
        done = ask("/oauth2callback?code=x&state=y", app=answer, host=HOST)[1]
        lost = ask("/oauth2callback?error=access_denied&state=y", app=RedirectResponse("/", status_code=302), host=HOST)[1]
        out = ask("/oauth2callback", app=RedirectResponse("/", status_code=302), host=HOST)[1]
    assert done.headers["location"] == "/" and "Max-Age=2592000" not in str(done.headers)
    assert lost.headers["location"] == "/?inloggning=misslyckades" and out.headers["location"] == "/?inloggning=avslutad"
    assert [r.getMessage() for r in caplog.records] == [
        "user=anna@region.example action=sign_in source=oidc",
        "user=- action=sign_in_failed reason=provider_error address=?",
    ]


def test_too_many_failed_sign_ins_have_to_wait(oidc):
    for _ in range(20):
        ask("/oauth2callback?error=x", app=RedirectResponse("/", status_code=302), host=HOST)
    for path in ("/oauth2callback?code=x", "/auth/login?provider=x"):
        seen, answer = ask(path, host=HOST)
        assert (answer.status_code, seen.headers) == (429, None)
        assert 0 < int(answer.headers["retry-after"]) <= 301 and "minuter" in answer.text


def test_signing_out_ends_every_copy_of_the_sign_in(oidc, caplog):
    said = claims()
    mine, other = cookie(said), cookie(said | {"nonce": "m"})
    with caplog.at_level(logging.INFO, "kpi.audit"):
        answer = ask("/auth/logout", app=RedirectResponse("/", status_code=302), host=HOST, cookie=mine)[1]
    assert answer.headers["location"] == "/?inloggning=avslutad"
    assert "action=sign_out" in caplog.text
    assert signin.of_claims(said).why is signin.Why.ENDED
    assert ask("/media/x.csv", host=HOST, cookie=mine)[1].status_code == 401
    assert ask("/media/x.csv", host=HOST, cookie=other)[1].status_code == 200


def test_a_link_on_another_site_signs_nobody_out(oidc):
    mine = cookie(claims())
    assert ask("/auth/logout", host=HOST, cookie=mine, sec_fetch_site="cross-site")[1].status_code == 403
    assert ask("/media/x.csv", host=HOST, cookie=mine)[1].status_code == 200


@pytest.mark.parametrize("how", ["token", "sign-out"])
def test_an_open_connection_ends_with_the_sign_in(oidc, how):
    given = claims(2 if how == "token" else 600)
    let = door.admit(
        {"type": "websocket", "path": "/_stcore/stream", "headers": [(b"host", HOST.encode()), (b"cookie", cookie(given).encode())]}
    )
    sent, got, begun = [], [], asyncio.Event()

    async def frontend(scope, receive, send):
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] != "websocket.disconnect":
            got.append(message)
            begun.set()

    async def talk():
        messages = [{"type": "websocket.connect"}]

        async def receive():
            return messages.pop() if messages else await asyncio.Event().wait()

        async def send(message):
            sent.append(message)

        running = asyncio.create_task(sockets.run(frontend, let, receive, send))
        await asyncio.wait_for(begun.wait(), 5)
        assert not running.done()
        if how == "sign-out":
            sockets.end(let.key, let.person.expires)
        await asyncio.wait_for(running, 5)

    asyncio.run(talk())
    assert got == [{"type": "websocket.connect"}]
    assert sent[-1] == {"type": "websocket.close", "code": sockets.OVER if how == "token" else sockets.LEFT}
    assert not sockets._open


def test_an_ended_sign_in_is_forgotten_when_its_token_would_have_ended():
    kept = Ended()
    kept.add("a", datetime.now(UTC) - timedelta(seconds=1))
    kept.add("b", datetime.now(UTC) + timedelta(seconds=60))
    assert len(kept) == 1 and "b" in kept
    assert key_of(claims()) != key_of(claims(nonce="m"))


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE", "TRACE"])
def test_nothing_is_altered_by_a_request_except_uploads(oidc, method):
    request = {"type": "http", "method": method, "path": "/", "headers": [(b"host", HOST.encode()), (b"cookie", cookie(claims()).encode())]}
    assert door.admit(request).status == 405
    upload = {**request, "path": "/_stcore/upload_file/s/f", "method": "PUT"}
    assert isinstance(door.admit(upload), door.Let)
    foreign = {**upload, "headers": [*upload["headers"], (b"origin", b"https://evil.example")]}
    assert door.admit(foreign).reason == "origin"


@pytest.mark.parametrize(("size", "status"), [("5", None), (str(200 * 1024 * 1024), None), (str(202 * 1024 * 1024), 413), ("9" * 30, 413)])
def test_an_upload_that_is_too_large_is_refused(oidc, size, status):
    headers = [(b"host", HOST.encode()), (b"cookie", cookie(claims()).encode()), (b"content-length", size.encode())]
    found = door.admit({"type": "http", "method": "PUT", "path": "/_stcore/upload_file/s/f", "headers": headers})
    assert getattr(found, "status", None) == status


def test_a_fault_shows_its_number_and_nothing_else(caplog):
    async def broken(scope, receive, send):
        raise RuntimeError("hem" + "lig")

    answer = Client(server.Frame(broken)).get("/_stcore/health")
    assert answer.status_code == 500 and "hemlig" not in answer.text and "Traceback" not in answer.text
    number = answer.text.split("felnumret ")[1].split(" ")[0]
    assert number in caplog.text and "hemlig" not in caplog.text


def test_tls_is_asked_for_where_people_come_by_tls(oidc):
    headers = ask(host=HOST)[1].headers
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert f"connect-src 'self' wss://{HOST};" in headers["content-security-policy"]
    state.use_provider(None)
    local = Client(server.Frame(Seen())).get("/_stcore/health").headers
    assert "strict-transport-security" not in local and "ws://localhost:8501;" in local["content-security-policy"]


def test_a_file_of_figures_is_never_kept_and_its_fetching_is_logged(oidc, caplog):
    figures = PlainTextResponse(
        "x", headers={"content-disposition": "attachment; filename*=utf-8''v%C3%A4rden.csv", "cache-control": "public"}
    )
    with caplog.at_level(logging.INFO, "kpi.audit"):
        answer = ask("/media/a.csv", app=figures, host=HOST, cookie=cookie(claims()))[1]
    assert answer.headers["cache-control"] == "no-store"
    assert [r.getMessage() for r in caplog.records] == ["user=anna@region.example action=export file=värden.csv"]


@pytest.mark.parametrize(
    ("option", "value"),
    [("server.trustedUserHeaders", {"x-user": "user"}), ("server.enableXsrfProtection", False), ("server.enableCORS", False)],
)
def test_the_frontend_may_not_be_told_to_believe_others(option, value):
    before = config.get_option(option)
    warm.check_address("127.0.0.1")
    config.set_option(option, value)
    try:
        with pytest.raises(Refusal, match=option):
            warm.check_address("127.0.0.1")
    finally:
        config.set_option(option, before)


def test_the_claims_of_a_cookie_are_read_as_the_frontend_reads_them(oidc):
    given = claims()
    assert cookies.claims(dict(part.split("=", 1) for part in cookie(given).split("; "))) == json.loads(json.dumps(given))


def test_a_look_at_a_units_figures_is_logged_once_and_without_figures(visit, caplog):
    state.use_provider(None)
    with caplog.at_level(logging.INFO, "kpi.audit"):
        app = visit(ar="2024")
        app.run()
        visit("katalog")
    lines = [r.getMessage() for r in caplog.records if "action=view" in r.getMessage()]
    assert lines == ['user="Prov Provsson" action=view page=lage unit=REGION year=2024']
