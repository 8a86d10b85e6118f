"""Who is asking: a person, told by an identity provider or a proxy; without either a local controller, on a loopback address only."""

from __future__ import annotations

import ipaddress
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from kpi.language import tr

Source = Literal["local", "oidc", "proxy"]
LONGEST_ID = 200  # characters; longer ones are no user names


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who has been told apart from everyone else. What they may see is for ``kpi.access.grants`` to say.

    ``id``: the claim or header that the settings name, casefolded, never empty. ``name``: to be shown, never to be compared. ``source``:
    who vouches. ``expires``: when the sign-in ends, aware and in UTC; None for someone at the machine itself.
    """

    id: str
    name: str
    source: Source
    expires: datetime | None

    @property
    def logged_as(self) -> str:
        """Who the audit log says it was: the id, and at the machine itself the name of the computer's user."""
        return self.name if self.source == "local" else self.id

    def expired(self, now: datetime) -> bool:
        """True from the very moment that the sign-in ends."""
        return self.expires is not None and self.expires <= now


def person_id(text: object) -> str | None:
    """A claim or header as an id: composed, trimmed and casefolded. None when it is no text, empty, too long or has hidden characters.

    Composed only in the way that makes no character its look-alike (NFC): otherwise whoever registers the look-alike would be the other.
    """
    if not isinstance(text, str) or len(text) > LONGEST_ID:
        return None
    made = unicodedata.normalize("NFC", text).strip().casefold()
    if not made or any(not c.isprintable() for c in made):
        return None
    return made


def person_of_claims(claims: Mapping[str, object], *, claim: str, name_claim: str) -> Person | None:
    """The person of an ID token's claims. None: the claim is missing, an e-mail address is not verified, or the token has no end."""
    found = person_id(claims.get(claim))
    if found is None or (claim == "email" and claims.get("email_verified", True) is not True):
        return None
    ends = claims.get("exp")
    if isinstance(ends, bool) or not isinstance(ends, int | float):
        return None
    try:
        expires = datetime.fromtimestamp(ends, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    name = claims.get(name_claim)
    return Person(found, name.strip() if isinstance(name, str) and name.strip() else found, "oidc", expires)


def local_person(user: str) -> Person:
    """Someone at the machine itself, by the name of the computer's user."""
    return Person(person_id(user) or "lokal", user, "local", None)


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


def local_controller(root: str, user: str, programme: str = "") -> Scope:
    """The scope of someone at the machine itself: a controller who reaches all units."""
    return Scope(role=Role.CONTROLLER, units=(root,), user=user, programme=programme)


def check_local(address: str) -> None:
    """For a server without identity provider that listens on ``address``: raises Refusal for anything but loopback."""
    if not is_loopback(address):
        raise Refusal(
            tr("Du är inte inloggad. Utan inloggningstjänst får sidan bara användas från samma dator som den körs på."),
            code="not_allowed",
        )


def check_listen_address(address: str, *, identity_provider: bool = False) -> None:
    """To be called before the server starts to listen: refuses a non-loopback address when no identity provider is set up."""
    if identity_provider or is_loopback(address):
        return
    shown = address.strip() or tr("alla adresser")
    raise Refusal(
        tr(
            "Servern startar inte: den skulle lyssna på {shown}, men ingen inloggningstjänst är inställd. Utan inloggning är "
            "alla lokala controllers, så bara 127.0.0.1, ::1 eller localhost är tillåtna. Ställ in inloggning eller låt servern "
            "lyssna på 127.0.0.1.",
            shown=shown,
        ),
        code="not_loopback",
    )
