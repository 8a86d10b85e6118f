"""What every answer says to the browser about what it may do with it."""

from __future__ import annotations

import re

# A year, and only said where people come by TLS.
HSTS = "max-age=31536000"
SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
    "permissions-policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), geolocation=(), gyroscope=(), hid=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), "
        "xr-spatial-tracking=()"
    ),
}
# Nothing is fetched from or sent to anywhere else, and nothing is allowed that is not named. Inline styles are the frontend's way of
# styling; data: are the charts' and the frontend's own small pictures.
CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'{socket}; manifest-src 'self'; object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


def security(host: str, *, secure: bool) -> dict[str, str]:
    """The headers of an answer. ``host``: as asked for; in the policy only when written as hosts are. ``secure``: people come by TLS."""
    socket = f" {'wss' if secure else 'ws'}://{host}" if HOST.fullmatch(host) else ""
    made = SECURITY | {"content-security-policy": CONTENT.format(socket=socket)}
    return made | ({"strict-transport-security": HSTS} if secure else {})
