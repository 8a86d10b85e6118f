"""Who is asking when there is no identity provider: a local controller, and only on a loopback address."""

from __future__ import annotations

import ipaddress

from kpi.access.scope import Role, Scope
from kpi.errors import Refusal


def is_loopback(address: str) -> bool:
    """True for 127.0.0.0/8, ::1 (also written as IPv4-mapped) and the name localhost. Anything else, also an empty address, is False.

    Other names are not looked up: what a name means can change after the check.
    """
    text = address.strip().strip("[]").lower()
    if text == "localhost":
        return True
    try:
        parsed = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback


def local_controller(root: str, user: str) -> Scope:
    """The scope of someone at the machine itself: a controller who reaches all units."""
    return Scope(role=Role.CONTROLLER, units=(root,), user=user)


def identity_for(address: str, *, root: str, user: str) -> Scope:
    """The scope of a caller at ``address`` when no identity provider is set up. Raises Refusal for anything but loopback."""
    if not is_loopback(address):
        raise Refusal(
            "Du är inte inloggad. Utan inloggningstjänst får sidan bara användas från samma dator som den körs på.",
            code="not_allowed",
        )
    return local_controller(root, user)


def check_listen_address(address: str, *, identity_provider: bool = False) -> None:
    """To be called before the server starts to listen: refuses a non-loopback address when no identity provider is set up."""
    if identity_provider or is_loopback(address):
        return
    shown = address.strip() or "alla adresser"
    raise Refusal(
        f"Servern startar inte: den skulle lyssna på {shown}, men ingen inloggningstjänst är inställd. "
        "Utan inloggning är alla lokala controllers, så bara 127.0.0.1, ::1 eller localhost är tillåtna. "
        "Ställ in inloggning eller låt servern lyssna på 127.0.0.1.",
        code="not_loopback",
    )
