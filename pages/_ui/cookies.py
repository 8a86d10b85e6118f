"""The frontend's sign-in cookie, read and made shorter-lived. The only place that knows how the frontend keeps it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

OURS = (USER_COOKIE_NAME, TOKENS_COOKIE_NAME)
_MAX_AGE = re.compile(r"(?i);\s*max-age=[^;]*")
_EXPIRES = re.compile(r"(?i);\s*expires=[^;]*")


def claims(values: Mapping[str, str]) -> dict[str, object]:
    """The claims of the sign-in cookie (in one piece or several); empty when there is none, or its signature is not ours."""
    secret = get_cookie_secret()

    def single(name: str) -> bytes | None:
        return decode_signed_value(secret, name, values[name]) if secret and name in values else None

    try:
        found = get_cookie_with_chunks(single, USER_COOKIE_NAME)
        made = json.loads(found) if found else {}
    except (ValueError, TypeError, KeyError):
        return {}
    return made if isinstance(made, dict) else {}


def without_sign_in(header: str) -> str:
    """The Cookie header without the sign-in."""
    kept = (part for part in header.split(";") if not _is_ours(part.partition("=")[0].strip()))
    return ";".join(kept).strip()


def set_values(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Name → value of what an answer sets; what it takes away has the value ""."""
    made: dict[str, str] = {}
    for name, value in headers:
        if name.lower() == b"set-cookie":
            key, _, rest = value.decode("latin-1").partition("=")
            made[key.strip()] = rest.partition(";")[0].strip().strip('"')
    return made


def harden(headers: list[tuple[bytes, bytes]], *, until: datetime | None, secure: bool) -> list[tuple[bytes, bytes]]:
    """The headers with sign-in cookies that end with the token instead of after 30 days, and only go over TLS where people come by TLS."""
    left = max(0, int((until - datetime.now(UTC)).total_seconds())) if until else None
    return [(name, _hardened(value, left, secure) if name.lower() == b"set-cookie" else value) for name, value in headers]


def _hardened(raw: bytes, left: int | None, secure: bool) -> bytes:
    text = raw.decode("latin-1")
    name, _, rest = text.partition("=")
    if left is not None and _is_ours(name) and rest.partition(";")[0].strip('"'):
        text = f"{_EXPIRES.sub('', _MAX_AGE.sub('', text))}; Max-Age={left}"
    if secure and "; secure" not in text.lower():
        text = f"{text}; Secure"
    return text.encode("latin-1")


def _is_ours(name: str) -> bool:
    return any(name == own or (name.startswith(f"{own}_") and name[len(own) + 1 :].strip("_").isdigit()) for own in OURS)
