"""Who someone is, from claims and settings: nothing half said is believed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kpi.access.identity import Person, local_person, person_id, person_of_claims
from kpi.access.provider import LOCAL, provider_of
from kpi.errors import Refusal
from kpi.settings import read_secrets

CLAIMS = {"preferred_username": "Anna.Andersson@Region.example", "name": "Anna Andersson", "exp": 1_800_000_000}
AUTH = {
    "redirect_uri": "https://malbild.example/oauth2callback",
    "cookie_secret": "k" * 32,
    "client_id": "malbild",
    "client_secret": "x",
    "server_metadata_url": "https://login.example/realms/region/.well-known/openid-configuration",
}
PROXY = {"secret": "s" * 32, "secret_header": "X-Malbild-Secret", "person_header": "X-Remote-User", "address": "https://malbild.example"}


def of(claims: dict, claim: str = "preferred_username") -> Person | None:
    return person_of_claims(claims, claim=claim, name_claim="name")


def test_a_person_is_the_claim_that_the_settings_name():
    ends = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
    assert of(CLAIMS) == Person("anna.andersson@region.example", "Anna Andersson", "oidc", ends)
    assert of({**CLAIMS, "oid": "A-1"}, "oid") == Person("a-1", "Anna Andersson", "oidc", ends)


def test_a_sign_in_ends_at_its_very_second():
    found = of(CLAIMS)
    assert found.expired(datetime(2027, 1, 15, 8, 0, tzinfo=UTC))
    assert not found.expired(datetime(2027, 1, 15, 7, 59, 59, tzinfo=UTC))
    assert not local_person("eva").expired(datetime.max.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    "change",
    [
        {"preferred_username": None},
        {"preferred_username": ""},
        {"preferred_username": "  "},
        {"preferred_username": 17},
        {"preferred_username": ["anna"]},
        {"preferred_username": "anna\u200b"},
        {"preferred_username": "anna\nbo"},
        {"preferred_username": "a" * 201},
        {"exp": None},
        {"exp": "1800000000"},
        {"exp": True},
        {"exp": 1e300},
    ],
    ids=str,
)
def test_claims_that_do_not_say_who_or_until_when_are_nobody(change):
    assert of({**CLAIMS, **change}) is None


def test_an_address_that_the_provider_has_not_verified_is_nobody():
    assert of({**CLAIMS, "email": "a@b.se"}, "email") == of({**CLAIMS, "email": "a@b.se", "email_verified": True}, "email")
    assert of({**CLAIMS, "email": "a@b.se", "email_verified": False}, "email") is None
    assert of({**CLAIMS, "email": "a@b.se", "email_verified": "true"}, "email") is None


def test_two_ways_to_write_the_same_letters_are_one_person_and_look_alikes_are_not():
    assert person_id("A\u030asa@x.se") == person_id("åsa@x.se")
    assert person_id("\uff41nna") != person_id("anna")


def test_without_settings_nobody_vouches():
    assert provider_of({}) == LOCAL
    assert not LOCAL.vouches


def test_an_oidc_provider_is_read():
    found = provider_of({"auth": AUTH, "malbild": {"person_claim": "oid", "allowed_hosts": ["10.0.0.7"]}})
    assert (found.source, found.claim, found.origin, found.secure) == ("oidc", "oid", "https://malbild.example", True)
    assert found.hosts == {"malbild.example", "10.0.0.7"}


def test_a_proxy_is_read_and_does_not_show_its_secret():
    found = provider_of({"malbild": {"proxy": PROXY}})
    assert (found.source, found.proxy.person_header, found.proxy.minutes) == ("proxy", "x-remote-user", 60)
    assert PROXY["secret"] not in repr(found)


@pytest.mark.parametrize(
    ("secrets", "said"),
    [
        *[({"auth": {k: v for k, v in AUTH.items() if k != name}}, name) for name in AUTH],
        ({"auth": {**AUTH, "cookie_secret": "kort"}}, "minst 32"),
        ({"auth": {**AUTH, "redirect_uri": "https://malbild.example/"}}, "/oauth2callback"),
        ({"auth": {**AUTH, "redirect_uri": "http://malbild.example/oauth2callback"}}, "https://"),
        ({"auth": {**AUTH, "server_metadata_url": "http://login.example/x"}}, "https://"),
        ({"auth": {**AUTH, "server_metadata_url": "https://login.example/common/v2.0/x"}}, "alla organisationers"),
        ({"auth": {**AUTH, "redirect_uri": "https://u:p@malbild.example/oauth2callback"}}, "hel adress"),
        ({"auth": {**AUTH, "other": {"client_id": "x"}}}, "auth.other"),
        ({"auth": AUTH, "malbild": {"proxy": PROXY}}, "välj en"),
        ({"auth": AUTH, "malbild": {"person_clam": "oid"}}, "person_clam"),
        ({"auth": AUTH, "malbild": {"allowed_hosts": ["*.example"]}}, "utan"),
        ({"auth": "x"}, "avsnitt"),
        ({"malbild": {"person_claim": "oid"}}, "varken"),
        ({"malbild": {"proxy": {**PROXY, "secret": "kort"}}}, "minst 32"),
        ({"malbild": {"proxy": {**PROXY, "secret_header": "x-remote-user"}}}, "eget huvud"),
        ({"malbild": {"proxy": {**PROXY, "session_minutes": 0}}}, "1 till 1440"),
        ({"malbild": {"proxy": {**PROXY, "session_minutes": True}}}, "1 till 1440"),
        ({"malbild": {"proxy": {**PROXY, "address": "http://malbild.example"}}}, "https://"),
    ],
)
def test_what_is_half_said_stops_the_start(secrets, said):
    with pytest.raises(Refusal, match=r"Servern startar inte") as refused:
        provider_of(secrets)
    assert said in refused.value.message
    assert "k" * 32 not in refused.value.message and "s" * 32 not in refused.value.message


def test_a_provider_on_the_same_machine_may_be_without_tls():
    near = {**AUTH, "redirect_uri": "http://127.0.0.1:8501/oauth2callback", "server_metadata_url": "http://localhost:9000/x"}
    found = provider_of({"auth": near})
    assert (found.origin, found.hosts, found.secure) == ("http://127.0.0.1:8501", {"127.0.0.1"}, False)


def test_secrets_are_read_from_the_file_that_is_named(tmp_path):
    path = tmp_path / "hemligt.toml"
    with pytest.raises(Refusal, match="går inte att läsa"):
        read_secrets({"KPI_SECRETS": str(path)})
    path.write_text("[auth]\nclient_secret = öppet", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_secrets({"KPI_SECRETS": str(path)})
    assert "öppet" not in refused.value.message
    path.write_text('[auth]\nclient_id = "x"', encoding="utf-8")
    assert read_secrets({"KPI_SECRETS": str(path)}) == {"auth": {"client_id": "x"}}
