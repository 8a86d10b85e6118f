"""The frame around the frontend: Swedish, closed to the outside, nothing served that is not ours or needed."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.responses import PlainTextResponse

from kpi.charts import tokens
from pages._ui import frontend, navigation, server

pytestmark = pytest.mark.xdist_group("pages")

ROOT = Path(__file__).parents[2]


class Answer:
    """What an ASGI app sent."""

    def __init__(self, messages: list[dict]) -> None:
        self.kind = messages[0]["type"]
        self.code = messages[0].get("code")
        self.status_code = messages[0].get("status")
        self.headers = {k.decode(): v.decode() for k, v in messages[0].get("headers", ())}
        self.content = b"".join(m.get("body", b"") for m in messages[1:])
        self.text = self.content.decode()


class Client:
    """Asks an ASGI app, without a network."""

    def __init__(self, app) -> None:
        self.app = app

    def get(self, url: str, kind: str = "http", server: str = "127.0.0.1", **headers: str) -> Answer:
        path, _, query = url.partition("?")
        named = {"host": "localhost:8501", **{k.replace("_", "-"): v for k, v in headers.items()}}
        scope = {
            "type": kind, "method": "GET", "path": unquote(path), "query_string": query.encode(), "server": (server, 8501),
            "headers": [(k.encode(), v.encode()) for k, v in named.items()],
        }  # fmt: skip
        sent: list[dict] = []

        async def receive() -> dict:
            return {"type": "http.request", "body": b""}

        async def send(message: dict) -> None:
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        return Answer(sent)


@pytest.fixture
def client(filled):
    return Client(server.Frame(PlainTextResponse("frontend")))


@pytest.mark.parametrize(("stem", "old"), [(stem, swap.old) for stem, swaps in frontend.REPLACED.items() for swap in swaps])
def test_every_replaced_text_is_still_in_the_frontend(stem, old):
    bodies = [p.read_text(encoding="utf-8") for p in (frontend.static_dir() / "static" / "js").glob(f"{stem}.*.js")]
    assert sum(b.count(old) for b in bodies) >= 1


def test_a_text_that_is_nowhere_stops_the_start(monkeypatch):
    monkeypatch.setitem(frontend.REPLACED, "Toolbar", (frontend.Swap("`Nowhere to be found`", "`x`"),))
    frontend.scripts.cache_clear()
    with pytest.raises(frontend.TextNotFound, match=r"Nowhere"):
        frontend.scripts()
    monkeypatch.undo()
    frontend.scripts.cache_clear()
    assert frontend.scripts()


def test_a_script_is_served_in_swedish_and_asked_for_again_only_when_changed(client):
    name = next(n for n in frontend.scripts() if n.startswith("FileUploader."))
    answer = client.get(f"/static/js/{name}")
    assert "`Välj filer`" in answer.text and "`Upload`" not in answer.text
    again = client.get(f"/static/js/{name}", if_none_match=answer.headers["etag"])
    assert again.status_code == 304 and not again.content


def test_the_document_is_swedish_and_ours(client):
    text = client.get("/").text
    assert '<html lang="sv">' in text and "<title>Läget · Målbild</title>" in text
    assert "favicon.svg" in text and "malbild.css" in text and "boot.js" in text
    assert "You need" not in text and "openapi" not in text and "<script>" not in text


def test_each_page_has_its_document_and_other_addresses_do_not(client, filled):
    for entry in navigation.entries(filled.programme):
        assert client.get(f"/{entry.link}").status_code == 200
    for odd in (
        "/lage/lage",
        "/pages/lage/lage.py",
        "/app.py",
        "/x",
        "/%2e%2e/app.py",
        "/indikator/x",
        "/favicon.png/x",
        "/malbild/../server.py",
    ):
        answer = client.get(odd)
        assert answer.status_code == 404, odd
        assert "mb-card" not in answer.text


def test_the_start_page_has_one_address(client):
    answer = client.get("/lage?ar=2024")
    assert answer.status_code == 307 and answer.headers["location"] == "/?ar=2024"
    assert client.get("/katalog/").headers["location"] == "/katalog"


@pytest.mark.parametrize("path", ["/", "/x", "/malbild/boot.js", "/_stcore/health"])
def test_every_answer_has_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.5:8501", "localhost.evil.example", ""])
def test_a_foreign_host_is_turned_away(client, host):
    answer = client.get("/", host=host)
    assert answer.status_code == 403
    assert "bara användas från samma dator" in answer.text


def test_a_socket_from_a_foreign_host_is_closed(client):
    answer = client.get("/_stcore/stream", kind="websocket", host="evil.example")
    assert (answer.kind, answer.code) == ("websocket.close", 1008)


def test_a_request_on_another_network_interface_is_turned_away(client):
    assert client.get("/", server="192.168.1.5").status_code == 403
    assert client.get("/", server="::1", host="[::1]:8501").status_code == 200


def test_the_server_refuses_to_listen_to_others(tmp_path):
    command = [sys.executable, str(ROOT / "app.py"), "--address", "0.0.0.0", "--port", "0"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, cwd=tmp_path, env={"KPI_STORE": str(tmp_path / "kpi.duckdb"), "PATH": ""}
    )
    assert done.returncode == 2
    assert "Servern startar inte" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "kpi.duckdb").exists()


def test_a_half_said_provider_stops_the_start_and_keeps_its_secrets(tmp_path):
    secrets = tmp_path / "hemligt.toml"
    secrets.write_text('[auth]\ncookie_secret = "abcdefghijklmnopqrstuvwxyz-0123456789"\n', encoding="utf-8")
    environ = {"KPI_STORE": str(tmp_path / "kpi.duckdb"), "KPI_SECRETS": str(secrets), "PATH": ""}
    command = [sys.executable, str(ROOT / "app.py"), "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path, env=environ)
    assert done.returncode == 2
    assert "redirect_uri saknas" in done.stderr and "Traceback" not in done.stderr and "abcdef" not in done.stderr


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_theme_has_the_tokens_colours(mode):
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][mode]
    palette = tokens.palette(mode)
    wanted = {"primaryColor": palette.accent, "backgroundColor": palette.paper, "secondaryBackgroundColor": palette.surface}
    wanted |= {"textColor": palette.text, "linkColor": palette.accent}
    assert {k: theme[k] for k in wanted} == wanted


def test_the_style_sheet_names_no_colour_of_its_own():
    text = (server.ASSETS / "malbild.css").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", text) in ([], ["#fff"])  # white paper when printed


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("", True), ("http://localhost:8501", True), ("http://localhost:9999", False), ("http://evil.se", False), ("null", False)],
)
def test_a_page_of_another_program_cannot_open_a_connection(origin, allowed):
    async def app(scope, receive, send):
        await send({"type": "websocket.accept"})

    headers = {"origin": origin} if origin else {}
    answer = Client(server.Frame(app)).get("/_stcore/stream", kind="websocket", **headers)
    assert answer.kind == ("websocket.accept" if allowed else "websocket.close")


@pytest.mark.parametrize("path", ["/_stcore/x", "/_stcore/stream", "/_stcore/script-health-check"])
def test_the_frontends_own_document_in_english_is_never_served(path, filled):
    answer = Client(server.Frame(PlainTextResponse("theirs"))).get(path)
    assert answer.status_code == 404 and "Sidan finns inte" in answer.text
    assert Client(server.Frame(PlainTextResponse("theirs"))).get("/_stcore/health").text == "theirs"
