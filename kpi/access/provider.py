"""Who vouches for people, as the server's secrets file says it. What is half said stops the start: nothing here is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kpi.access.identity import Source, is_loopback
from kpi.errors import Refusal
from kpi.language import tr

CALLBACK = "/oauth2callback"  # where the provider sends people back to
SHORTEST_SECRET = 32  # characters
DEFAULT_CLAIM = "preferred_username"
DEFAULT_MINUTES = 60
# Directories in which anyone can make themselves any name.
ANY_DIRECTORY = ("/common/", "/organizations/", "/consumers/")
UNFILLED = "BYT"  # what the example has where a value of one's own must stand
REQUIRED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
KNOWN = {"person_claim", "name_claim", "allowed_hosts", "proxy"}
KNOWN_PROXY = {"secret", "secret_header", "person_header", "name_header", "session_minutes", "address"}


@dataclass(frozen=True, slots=True)
class Proxy:
    """The headers of a reverse proxy that has signed people in. Names in lower case; ``minutes``: how long one connection is believed."""

    secret: str = field(repr=False)
    secret_header: str
    person_header: str
    name_header: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Provider:
    """Who vouches, and by what address people come here.

    ``source``: "local" when nobody vouches. ``origin``: scheme and host of the public address, "" when local. ``hosts``: the host names
    (without port) that requests may ask for; empty when local: then only loopback names. ``claim``, ``name_claim``: of the ID token.
    """

    source: Source
    origin: str = ""
    hosts: frozenset[str] = frozenset()
    claim: str = DEFAULT_CLAIM
    name_claim: str = "name"
    proxy: Proxy | None = None

    @property
    def vouches(self) -> bool:
        """True when someone signs people in; then other addresses than loopback may be used."""
        return self.source != "local"

    @property
    def secure(self) -> bool:
        """True when people come here by TLS."""
        return self.origin.startswith("https://")


LOCAL = Provider("local")


def provider_of(secrets: Mapping[str, object]) -> Provider:
    """The provider of a secrets file's sections [auth] and [malbild]. Neither: nobody vouches. Raises Refusal for anything half said."""
    ours = _section(secrets, "malbild")
    _only(ours, KNOWN, "[malbild]")
    auth = _section(secrets, "auth")
    proxy = _section(ours, "proxy")
    if auth and proxy:
        raise _fault(tr("både [auth] och [malbild.proxy] finns: välj en av dem"))
    if auth:
        return _oidc(auth, ours)
    if proxy:
        return _proxy(proxy, ours)
    if ours:
        raise _fault(tr("[malbild] finns, men varken [auth] eller [malbild.proxy]"))
    return LOCAL


def _oidc(auth: Mapping[str, object], ours: Mapping[str, object]) -> Provider:
    named = [name for name, value in auth.items() if isinstance(value, Mapping) and name != "client_kwargs"]
    if named:
        raise _fault(tr("[auth.{name}]: en (1) inloggningstjänst stöds, och dess uppgifter står direkt under [auth]", name=named[0]))
    values = {name: _text(auth, name, "[auth]") for name in REQUIRED}
    _long_enough(values["cookie_secret"], "[auth] cookie_secret")
    if urlsplit(values["redirect_uri"]).path != CALLBACK:
        raise _fault(tr("[auth] redirect_uri ska vara Målbilds adress följd av {callback}", callback=CALLBACK))
    metadata = values["server_metadata_url"]
    _address(metadata, "[auth] server_metadata_url")
    if any(part in metadata.lower() for part in ANY_DIRECTORY):
        raise _fault(tr("[auth] server_metadata_url pekar på alla organisationers katalog: ange den egna organisationens id i stället"))
    origin = _address(values["redirect_uri"], "[auth] redirect_uri")
    claim = _text(ours, "person_claim", "[malbild]", DEFAULT_CLAIM)
    return Provider("oidc", origin, _hosts(origin, ours), claim, _text(ours, "name_claim", "[malbild]", "name"))


def _proxy(proxy: Mapping[str, object], ours: Mapping[str, object]) -> Provider:
    _only(proxy, KNOWN_PROXY, "[malbild.proxy]")
    where = "[malbild.proxy]"
    secret = _text(proxy, "secret", where)
    _long_enough(secret, f"{where} secret")
    minutes = proxy.get("session_minutes", DEFAULT_MINUTES)
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 1 <= minutes <= 24 * 60:
        raise _fault(tr("{where} session_minutes ska vara ett heltal från 1 till 1440", where=where))
    origin = _address(_text(proxy, "address", where), f"{where} address")
    names = {key: _text(proxy, key, where).lower() for key in ("secret_header", "person_header")}
    names["name_header"] = _text(proxy, "name_header", where, names["person_header"]).lower()
    if names["secret_header"] in (names["person_header"], names["name_header"]):
        raise _fault(tr("{where} secret_header ska vara ett eget huvud", where=where))
    return Provider("proxy", origin, _hosts(origin, ours), proxy=Proxy(secret, minutes=minutes, **names))


def _hosts(origin: str, ours: Mapping[str, object]) -> frozenset[str]:
    more = ours.get("allowed_hosts", [])
    if not isinstance(more, list) or not all(isinstance(host, str) and host.strip() and "*" not in host for host in more):
        raise _fault(tr("[malbild] allowed_hosts ska vara en lista av värdnamn, utan *"))
    return frozenset({urlsplit(origin).hostname or "", *(host.strip().lower() for host in more)})


def _address(url: str, where: str) -> str:
    """Scheme and host of an address that a secret may be sent to: by TLS, or on the same machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise _fault(tr("{where} är ingen adress", where=where)) from error
    if not host or parts.username is not None or parts.scheme not in ("http", "https"):
        raise _fault(tr("{where} ska vara en hel adress, https://…", where=where))
    if parts.scheme == "http" and not is_loopback(host):
        raise _fault(tr("{where} ska börja med https://, annars kan inloggningen läsas på vägen", where=where))
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _section(values: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = values.get(name, {})
    if not isinstance(found, Mapping):
        raise _fault(tr("[{name}] ska vara ett avsnitt", name=name))
    return found


def _text(values: Mapping[str, object], name: str, where: str, default: str = "") -> str:
    found = values.get(name, default)
    if not isinstance(found, str) or not found.strip():
        raise _fault(tr("{where} {name} saknas", where=where, name=name))
    if UNFILLED in found:
        raise _fault(tr("{where} {name} står kvar som i exemplet", where=where, name=name))
    return found.strip()


def _only(values: Mapping[str, object], known: set[str], where: str) -> None:
    unknown = sorted(set(values) - known)
    if unknown:
        raise _fault(tr("{where} {name} är okänt", where=where, name=unknown[0]))


def _long_enough(secret: str, where: str) -> None:
    if len(secret) < SHORTEST_SECRET:
        raise _fault(tr("{where} ska vara minst {n} slumpade tecken", where=where, n=SHORTEST_SECRET))


def _fault(what: str) -> Refusal:
    return Refusal(tr("Servern startar inte: inställningen för inloggning är fel. {what}.", what=what), code="identity_settings")
