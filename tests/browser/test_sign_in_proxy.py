"""Behind a reverse proxy that signs people in: its headers count with its secret, on the page and on the connection behind it."""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from kpi.runtime import Runtime
from tests.browser import signing
from tests.browser.conftest import ready, running, settings
from tests.browser.test_sign_in import grant

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SECRET = secrets.token_hex(24)
PROXY = """
[malbild.proxy]
address = "http://127.0.0.1:{port}"
secret = "{secret}"
secret_header = "X-Malbild-Secret"
person_header = "X-Remote-User"
name_header = "X-Remote-Name"
"""


@pytest.fixture(scope="module")
def server(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard that listens on every address, which it may since a proxy vouches for people."""
    path = tmp_path_factory.mktemp("proxy") / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    with Runtime.open(settings(path)) as runtime:
        runtime.store.change_access([grant("anna")], {}, "Prov Provsson")
    port = signing.free_port()
    file = path.with_suffix(".toml")
    file.write_text(PROXY.format(port=port, secret=SECRET), encoding="utf-8")
    with running(path, port, KPI_SECRETS=str(file), KPI_ADDRESS="0.0.0.0"):
        yield f"http://127.0.0.1:{port}"


def said(person: str, secret: str = SECRET, name: str = "") -> dict[str, str]:
    return {"X-Remote-User": person, "X-Malbild-Secret": secret} | ({"X-Remote-Name": name} if name else {})


def socket(server: str, headers: dict[str, str]):
    return connect(f"{server.replace('http', 'ws')}/_stcore/stream", additional_headers=headers, origin=server, open_timeout=10)


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Remote-User": "anna@region.example"}, said("anna@region.example", "0" * 48), {"X-Malbild-Secret": SECRET},
     {"X-Malbild-Person": "anna@region.example", "X-Malbild-Until": "9999999999", "X-Malbild-Checked": "x"}],
    ids=["nothing", "no secret", "wrong secret", "nobody", "the door's own"],
)  # fmt: skip
def test_nobody_comes_in_beside_the_proxy(server, headers):
    for address in ("/", "/_stcore/health", "/static/js/x.js", "/media/x.csv"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(urllib.request.Request(server + address, headers=headers), timeout=10)
        assert refused.value.code == 403
        assert "<svg" not in refused.value.read().decode()
    with pytest.raises(InvalidStatus) as closed, socket(server, headers):
        pass
    assert closed.value.response.status_code == 403


def test_the_proxys_word_is_who_one_is(server, browser: Browser):
    for person, name, sees in (("Anna@Region.example", "Anna Ek", True), ("bo@region.example", "Bo", False)):
        context = browser.new_context(extra_http_headers=said(person, name=name), locale="en-US")
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(server)
        ready(page)
        assert (page.locator(".mb-card").count() > 0) is sees
        text = page.inner_text("body")
        if sees:
            assert "Inloggad som Anna Ek, controller" in text and "Logga ut" not in text
        else:
            assert "Du är inloggad men har ingen behörighet" in text and "bo@region.example" in text
        assert SECRET not in json.dumps(page.content())
        context.close()
