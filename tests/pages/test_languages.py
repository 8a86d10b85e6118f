"""A page speaks the language of its programme, all of it: the Danish pack, and the region's own pack told in Danish and in English.

A pack's own texts stay as they are in the pack, and what is stored stays as it was stored: both are taken away before what is left is read.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from starlette.responses import PlainTextResponse
from streamlit.testing.v1 import AppTest

from kpi.access.identity import Person
from kpi.access.scope import Role
from kpi.language import LANGUAGES, SOURCE, current, speaking, tr
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.runtime import Runtime
from kpi.settings import DEFAULT_PROGRAMME, Settings
from kpi.store.grant import NewGrant
from pages._ui import frontend, navigation, programmes, server, signin, state
from pages._ui.later import later
from tests.extent import some
from tests.language.texts import texts_of
from tests.pages.conftest import Open
from tests.pages.test_import import upload, workbook
from tests.pages.test_server import Client
from tests.programme.pair import SECOND, write_pair

pytestmark = pytest.mark.xdist_group("pages")

DANISH = load_programme(programme_dir("region-midtjylland"))
OWN = load_programme(programme_dir(DEFAULT_PROGRAMME))
INDICATOR = OWN.planned[0].id
MONTHLY = "korttidssjukfranvaro"
AREA = OWN.areas[0]
# Letters that the language has not, and words that are Swedish and neither Danish nor English.
WORDS = "och|inte|ej|av|till|utan|sedan|saknas|siffror|siffran|visas|visa|enhet|enheten|enheter|uppgift|kvinnor|skyddat|samma|alla|inget"
SWEDISH = {"da": re.compile(rf"[äöÄÖ]|\b(?:{WORDS})\b"), "en": re.compile(rf"[åäöÅÄÖ]|\b(?:{WORDS}|som|eller|ingen|med|kan)\b")}
# What is not marked is said in Swedish whatever the language: at each change English, in which more of Swedish is told apart. In Danish are
# then the Danish pack's own pages, its faults of a file and its refusals (below, and in tests/packs). That each catalogue has every text is
# for tests/language.
SPOKEN = some(list(SWEDISH), ["en"])
SAID = {"label", "help", "placeholder", "options", "body", "alt", "text", "caption"}  # fields of what the frontend is sent
_OF: dict[str, list[str]] = {}  # digest of a pack → its texts
TAG, ATTRIBUTE = re.compile(r"<[^>]*>"), re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')
PLAN = load_programme(programme_dir("region-vasterbotten"))
PLANNED: list[tuple[str, dict[str, str]]] = [
    *((entry.path, {}) for entry in navigation.entries(PLAN)),
    *((area.id, {"delmal": area.milestones[0].id}) for area in PLAN.areas if area.milestones),
    *((navigation.MAP, {"samband": elements[0].id}) for elements in (PLAN.plan_goals, PLAN.strategies, PLAN.foundations) if elements),
]
ADDRESSES: list[tuple[str, dict[str, str]]] = [
    *((entry.path, {"ar": "2023"}) for entry in navigation.entries(OWN)),
    (navigation.INDICATOR, {"indikator": INDICATOR, "ar": "2023"}),
    (navigation.INDICATOR, {"indikator": INDICATOR, "ar": "2023", "visa": navigation.ORIGIN}),
    (navigation.INDICATOR, {"indikator": MONTHLY, "ar": "2023", "serie": "manad"}),
    (navigation.INDICATOR, {"indikator": MONTHLY, "ar": "2023", "serie": "kvartal", "kvartal": "2"}),
    (navigation.CATALOGUE, {"indikator": INDICATOR}),
    (navigation.ACTIONS, {"atgard": AREA.actions[0].id}),
    (navigation.ACTIONS, {"gruppera": "ansvar"}),
    (navigation.YEAR_STATUS, {"ar": "2024", "jamfor": "2022"}),
    (navigation.YEAR_STATUS, {"ar": "2024", "skriv": f"mal:{AREA.id}"}),
    (navigation.YEAR_STATUS, {"ar": "2024", "skriv": f"indikator:{INDICATOR}"}),
    (navigation.YEAR_STATUS, {"ar": "2024", "skriv": "visad"}),
    (navigation.START, {"ar": "2023", "per": "2000-01-01"}),
    (navigation.START, {"ar": "tjugo"}),
    (navigation.START, {"enhet": "X"}),
    (navigation.START, {"roll": "X"}),
    (navigation.START, {"som": "X"}),
    (navigation.INDICATOR, {"indikator": INDICATOR, "kon": "X"}),
    (navigation.INDICATOR, {"indikator": MONTHLY, "manad": "13"}),
]


def read(app: AppTest) -> list[str]:
    """What someone who sees or hears the page is told, piece by piece."""
    sent = (MessageToDict(node.proto, preserving_proto_field_name=True) for node in app._tree if getattr(node, "proto", None))
    return [text for one in sent for text in _said(one) if text.strip()]


def _said(sent: Any) -> Iterator[str]:
    if isinstance(sent, list):
        for one in sent:
            yield from _said(one)
    elif isinstance(sent, dict):
        for name, value in sent.items():
            if name == "spec":
                yield from _of_chart(json.loads(value))
            elif name == "body":
                yield from map(html.unescape, (*TAG.split(value), *ATTRIBUTE.findall(value)))
            elif name in SAID:
                yield from texts_of(value)
            else:
                yield from _said(value)


def _of_chart(spec: Any) -> Iterator[str]:
    if isinstance(spec, list):
        for one in spec:
            yield from _of_chart(one)
    elif isinstance(spec, dict):
        for name, value in spec.items():
            if name in {"text", "hovertext", "hovertemplate", "name", "ticktext"}:
                yield from (TAG.sub(" ", text) for text in texts_of(value))
            else:
                yield from _of_chart(value)


def swedish(texts: Iterable[str], language: str, kept: Iterable[str] = ()) -> list[str]:
    """The pieces that are still Swedish when the product's name and what is ``kept`` as it is have been taken out."""
    found = [text for text in dict.fromkeys(texts) if SWEDISH[language].search(text)]  # to take out whole names makes no new words
    return [text for text in found if SWEDISH[language].search(_any_of(frozenset(kept)).sub(" ", text))]


@lru_cache(maxsize=8)  # the same of a pack is kept on all its pages
def _any_of(kept: frozenset[str]) -> re.Pattern[str]:
    names = sorted({re.escape(text.strip()) for text in (*kept, "Målbild") if len(text.strip()) > 1}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", re.IGNORECASE)


def use(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's runtime, with nothing kept of what others were shown."""
    monkeypatch.setattr(state, "_runtime", runtime)
    state.rendered.clear()


def say_in(pack: Path, language: str) -> None:
    """Let a pack whose screen is Swedish have another language."""
    text = (pack / "programme.toml").read_text(encoding="utf-8")
    (pack / "programme.toml").write_text(
        re.sub(r"(?m)^organisation = ", f'language = "{language}"\n\\g<0>', text, count=1), encoding="utf-8"
    )


# ------------------------------------------------------------------------------------ the Danish pack


@pytest.fixture(scope="module")
def danish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    path = tmp_path_factory.mktemp("dansk") / "kpi.duckdb"
    with Runtime.open(Settings.read({"KPI_STORE": str(path), "KPI_USER": "Prøve Prøvesen", "KPI_PROGRAMME": DANISH.id})) as runtime:
        yield runtime


@pytest.mark.parametrize("path", [entry.path for entry in navigation.entries(DANISH)])
def test_the_danish_packs_pages_are_danish(danish: Runtime, visit: Open, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    use(danish, monkeypatch)
    app = visit(path)
    assert not app.exception
    assert swedish(read(app), "da") == []


# ------------------------------------------------------------------------------------ the region's own pack, told in another language


@pytest.fixture(scope="module")
def told(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Runtime]]:
    """The small sample, opened with a copy of the pack whose screen is Danish, and one whose screen is English; by language."""
    made = {}
    for language in SPOKEN:
        folder = tmp_path_factory.mktemp(language)
        pack = Path(shutil.copytree(programme_dir(DEFAULT_PROGRAMME), folder / DEFAULT_PROGRAMME))
        say_in(pack, language)
        store = folder / "kpi.duckdb"
        store.write_bytes(filled_store.read_bytes())
        made[language] = Runtime.open(Settings.read({"KPI_STORE": str(store), "KPI_USER": "P. Q.", "KPI_PROGRAMME": str(pack)}))
        assert made[language].programme.language == language
    yield made
    for runtime in made.values():
        runtime.close()


def kept(runtime: Runtime) -> list[str]:
    """What the pack says, and what has been stored: told as it is."""
    stored = [(e.text, e.user, e.batch or "") for e in runtime.views.events(runtime.scope)]
    stored += [(b.file, b.user, b.batch) for b in runtime.views.batches(runtime.scope)]
    units = [(u.name, u.level) for u in runtime.views.context(runtime.scope, 2023).units]
    return [*_of(runtime.programme), *texts_of([stored, units])]


def _of(programme: Programme) -> list[str]:
    """The pack's own texts, taken out of it once."""
    if programme.digest not in _OF:
        _OF[programme.digest] = list(texts_of(programme.model_dump(exclude={"language", "digest"})))
    return _OF[programme.digest]


def assert_told(app: AppTest, runtime: Runtime, language: str, *as_it_is: str) -> None:
    """The page is told in the language, but for what is told ``as_it_is``."""
    assert not app.exception
    assert swedish(read(app), language, [*kept(runtime), *as_it_is]) == []


@pytest.mark.parametrize(("path", "query"), ADDRESSES, ids=[f"{p}-{'-'.join(q.values())}" for p, q in ADDRESSES])
@pytest.mark.parametrize("language", SPOKEN)
def test_a_page_is_told_in_the_language_of_its_programme(
    told: dict[str, Runtime], visit: Open, monkeypatch: pytest.MonkeyPatch, language: str, path: str, query: dict[str, str]
) -> None:
    use(told[language], monkeypatch)
    assert_told(visit(path, **query), told[language], language)


def test_the_regions_own_pack_is_told_in_swedish(filled: Runtime, visit: Open) -> None:
    """So the test above would find what it looks for."""
    assert swedish(read(visit(ar="2023")), "da", kept(filled)) != []


@pytest.mark.parametrize("language", SPOKEN)
def test_a_file_is_read_and_told_in_the_language_of_the_programme(
    told: dict[str, Runtime], visit: Open, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    runtime = told[language]
    use(runtime, monkeypatch)
    rows = [["År", "Enhet", "Kön", "Indikator", "Värde", "Antal (n)"], [2024, "REGION", "T", MONTHLY, "3,1", 7000]]
    faulty = [*rows, [2024, "NOWHERE", "T", MONTHLY, "3,1", 70], [2024, "REGION", "K", MONTHLY, "abc", 70]]
    for name, sheet in (("a.xlsx", rows), ("b.xlsx", faulty)):
        app = upload(visit(navigation.IMPORT), (name, workbook(sheet)))
        assert_told(app, runtime, language, *map(str, rows[0]), "Enhet NOWHERE")


# ------------------------------------------------------------------------------------ a plan told in words, and who is not let in


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Runtime]]:
    """A plan in words, over an empty store, in Danish and in English."""
    made = {}
    for language in SPOKEN:
        folder = tmp_path_factory.mktemp(f"plan-{language}")
        pack = Path(shutil.copytree(programme_dir(PLAN.id), folder / PLAN.id))
        text = (pack / "programme.toml").read_text(encoding="utf-8")
        (pack / "programme.toml").write_text(text.replace('language = "sv"', f'language = "{language}"', 1), encoding="utf-8")
        env = {"KPI_STORE": str(folder / "kpi.duckdb"), "KPI_USER": "P. Q.", "KPI_PROGRAMME": str(pack)}
        made[language] = Runtime.open(Settings.read(env))
        assert made[language].programme.language == language
    yield made
    for runtime in made.values():
        runtime.close()


@pytest.mark.parametrize(("path", "query"), PLANNED, ids=[f"{p}-{'-'.join(q.values())}" for p, q in PLANNED])
@pytest.mark.parametrize("language", SPOKEN)
def test_a_plan_in_words_is_told_in_the_language_of_its_programme(
    planned: dict[str, Runtime], visit: Open, monkeypatch: pytest.MonkeyPatch, language: str, path: str, query: dict[str, str]
) -> None:
    use(planned[language], monkeypatch)
    assert_told(visit(path, **query), planned[language], language)


@pytest.mark.parametrize("language", SPOKEN)
def test_who_is_not_let_in_is_told_in_the_language_of_the_programme(
    told: dict[str, Runtime], visit: Open, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    runtime = told[language]
    use(runtime, monkeypatch)
    nobody = Person("nobody@prov.se", "Nobody", "oidc", datetime.now(UTC) + timedelta(hours=1))
    for arrival in (*(signin.Arrival(None, why) for why in signin.Why), signin.Arrival(nobody)):
        monkeypatch.setattr(signin, "arrival", lambda arrival=arrival: arrival)
        assert_told(visit(), runtime, language, "nobody@prov.se")


# ------------------------------------------------------------------------------------ the document, and what is done after a run


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """Two programmes in one installation: the first in Swedish, the second in Danish, which alone is open to Bo."""
    folder = tmp_path_factory.mktemp("tva-sprak")
    first, second = write_pair(folder)
    say_in(second, "da")
    with Runtime.open(Settings.read({"KPI_STORE": str(folder / "kpi.duckdb"), "KPI_PROGRAMME": f"{first},{second}"})) as runtime:
        runtime.of(SECOND).store.change_access([NewGrant("bo@prov.se", "Bo", Role.BOARD.value, "2020-01-01", "prov")], {}, "prov")
        yield runtime


@pytest.fixture
def client(two: Runtime, monkeypatch: pytest.MonkeyPatch) -> Client:
    use(two, monkeypatch)
    return Client(server.Frame(PlainTextResponse("frontend")))


@pytest.mark.parametrize(("address", "language"), [("/", "sv"), (f"/?program={SECOND}", "da"), ("/?program=x", "sv")])
def test_the_document_speaks_the_language_of_the_programme_in_the_address(client: Client, address: str, language: str) -> None:
    text = client.get(address).text
    assert f'<html lang="{language}">' in text
    assert (f'src=".{frontend.place(language)}js/index.' in text) and "<title>Streamlit" not in text
    assert swedish([TAG.sub(" ", text)], "da") == ([] if language == "da" else [TAG.sub(" ", text)])


def test_our_own_small_pages_do_too(client: Client) -> None:
    assert '<html lang="da">' in client.get(f"/x?program={SECOND}").text and "Siden findes ikke" in client.get(f"/x?program={SECOND}").text
    assert '<html lang="sv">' in client.get("/x").text
    turned = client.get(f"/?program={SECOND}", host="evil.example")
    assert turned.status_code == 403 and '<html lang="da">' in turned.text and swedish([TAG.sub(" ", turned.text)], "da") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_frontends_own_texts_are_in_the_language_of_the_document(client: Client, language: str) -> None:
    """Its files name each other relative to the one that asks, so a document's first file decides the language of all."""
    name = next(n for n in frontend.scripts() if n.startswith("FileUploader."))
    answer = client.get(f"{frontend.place(language)}js/{name}")
    assert (
        f"`{ {'sv': 'Välj filer', 'da': 'Vælg filer', 'en': 'Choose files'}[language] }`" in answer.text and "`Upload`" not in answer.text
    )
    assert client.get(f"{frontend.place(language)}js/{name}", if_none_match=answer.headers["etag"]).status_code == 304
    theirs = next(p.name for p in (frontend.static_dir() / "static" / "js").glob("*.js") if p.name not in frontend.scripts())
    assert client.get(f"{frontend.place(language)}js/{theirs}").text == "frontend"  # served by the frontend's server from its own folder
    with speaking(language):
        texts = [tr(text) for swaps in frontend.REPLACED.values() for swap in swaps for text in swap.texts]
    assert not any("`" in text for text in texts)  # it would end the literal that it stands in


def test_without_a_name_in_the_address_the_first_programme_that_is_open_decides(two: Runtime) -> None:
    bo, nobody = (Person(f"{who}@prov.se", who, "oidc", None) for who in ("bo", "nobody"))
    local = Person("lokal", "Lokal", "local", None)
    assert [programmes.language(two, who, None) for who in (bo, nobody, local, None)] == ["da", "sv", "sv", "sv"]
    assert programmes.language(two, bo, two.programme.id) == "sv"  # it will be refused, in the language that it was asked for in
    assert programmes.language(two, None, SECOND) == "da"


def test_what_is_done_after_a_run_is_said_in_its_language() -> None:
    with speaking("da"):
        done = later(lambda: current())
    assert (done(), current()) == ("da", SOURCE)
