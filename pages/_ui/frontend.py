"""The bundled frontend as we serve it: its English texts in the document's language, and drawings let through.

The frontend is a bundle of JavaScript files in the installed package, without a translation file. The texts that a user can meet are
replaced when a file is served. Each replacement must be found: a test fails when a new version of the frontend words something otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from kpi.language import LANGUAGES, N_, SOURCE, current, number_marks, speaking, tr


def static_dir() -> Path:
    """Where the frontend's files are."""
    spec = find_spec("streamlit")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("streamlit")
    return Path(spec.origin).parent / "static"


class Swap(NamedTuple):
    """What of the bundle is replaced by what: ``new``'s ¤ are the ``texts`` in the language it is served in, their {places} filled with
    what the bundle has there; {locale} and {decimal} are the language's own."""

    old: str
    new: str
    texts: tuple[str, ...] = ()
    values: Mapping[str, str] = {}

    def said(self) -> str:
        """``new`` in the language of this run."""
        made = self.new.replace("{locale}", LOCALES[current()]).replace("{decimal}", number_marks().decimal)
        for text in self.texts:
            made = made.replace("¤", tr(text, **self.values), 1)
        return made


def _whole(old: str, text: str, **values: str) -> Swap:
    """A literal that is one text. In the bundle a literal stands in back quotes."""
    return Swap(f"`{old}`", "`¤`", (text,), values)


LOCALES = {"sv": "sv-SE", "da": "da-DK", "en": "en-GB"}
# Of the files named so up to the first full stop.
REPLACED: dict[str, tuple[Swap, ...]] = {
    "index": (
        _whole("Skip to main content", N_("Hoppa till innehållet")),
        _whole("Notifications", N_("Meddelanden")),
        _whole("Please wait...", N_("Vänta …")),
        _whole("Running...", N_("Arbetar …")),
        Swap("`Stopping...`:`Stop`", "`¤`:`¤`", (N_("Avbryter …"), N_("Avbryt"))),
        _whole("Connection error", N_("Ingen kontakt med servern")),
        _whole("Connecting", N_("Ansluter")),
        _whole("Connecting to Streamlit server", N_("Ansluter till servern")),
        _whole("Unable to connect to Streamlit server", N_("Ingen kontakt med servern")),
        _whole(
            "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:",
            N_("Servern svarar inte. Om den har stoppats, starta den igen:"),
        ),
        Swap("`streamlit run yourscript.py`", "`make run`"),
        _whole(
            "Streamlit server is not responding. Are you connected to the internet?",
            N_("Servern svarar inte. Kontrollera att den är igång och att du har kontakt med nätet."),
        ),
        Swap("`Cannot connect to Streamlit (HTTP status: 403).", "`¤", (N_("Servern nekade anslutningen (403)."),)),
        _whole("Connection timed out.", N_("Servern svarade inte i tid.")),
        _whole(
            "Connection lost. Please wait for the app to reconnect, then try again.",
            N_("Kontakten bröts. Vänta tills den är tillbaka och försök igen."),
        ),
        _whole("Page not found", N_("Sidan finns inte")),
        _whole("The page that you have requested does not seem to exist", N_("Sidan som du har begärt finns inte")),
        Swap("${t}. Running the app's main page.", "${t}. ¤", (N_("Läget visas i stället."),)),
        _whole("Script execution error", N_("Något gick fel")),
        _whole("No message", N_("Inget meddelande")),
        _whole("Bad message format", N_("Svaret från servern gick inte att läsa")),
        Swap("?`Step`:`Expander`", "?`¤`:`¤`", (N_("Steg"), N_("Visa mer"))),
        Swap("kind:V.SECONDARY,onClick:e.onClose,children:`Close`", "kind:V.SECONDARY,onClick:e.onClose,children:`¤`", (N_("Stäng"),)),
        Swap("stateLabel:`running`", "stateLabel:`¤`", (N_("pågår"),)),
        Swap("stateLabel:`complete`", "stateLabel:`¤`", (N_("klart"),)),
        Swap("stateLabel:`error`", "stateLabel:`¤`", (N_("fel"),)),
    ),
    "FileUploader": (
        _whole("Drag and drop files here", N_("Dra och släpp filer här")),
        _whole("Drag and drop a file here", N_("Dra och släpp en fil här")),
        _whole("Drag and drop directories here", N_("Dra och släpp mappar här")),
        _whole("Upload directories", N_("Välj mappar")),
        Swap(":`Upload`", ":`¤`", (N_("Välj filer"),)),
        # The icon's own name ("add icon") would be read out after the button's, and the field behind the button as one more button.
        Swap(
            '"aria-label":`Add files`,children:r(N,{icon:`:material/add:`})',
            '"aria-label":`¤`,children:r(`span`,{"aria-hidden":!0,children:r(N,{icon:`:material/add:`})})',
            (N_("Lägg till filer"),),
        ),
        Swap('"data-testid":`stFileUploaderDropzoneInput`,', '"data-testid":`stFileUploaderDropzoneInput`,"aria-hidden":!0,'),
        Swap(" per file`", " ¤`", (N_("per fil"),)),
        _whole("${e.type} files are not allowed.", N_("Filtypen kan inte läsas.")),
    ),
    "InputInstructions": (
        _whole("Press Enter to ${e}", N_("Tryck på Retur för att {action}"), action="${e}"),
        _whole("submit form", N_("skicka")),
    ),
    "Selectbox": (
        Swap("locale:`en-US`", "locale:`{locale}`"),
        _whole("No results", N_("Inga träffar")),
        _whole("Clear value", N_("Rensa")),
        _whole("Selectbox options", N_("Alternativ")),
        _whole("Open", N_("Öppna")),
        _whole("Selectbox", N_("Välj")),
    ),
    "utils": (
        _whole("Cancel upload of ${e.name}", N_("Avbryt uppladdningen av {name}"), name="${e.name}"),
        _whole("Remove ${e.name}", N_("Ta bort {name}"), name="${e.name}"),
        _whole("Error: ", N_("Fel: ")),
        _whole("File must be ${$(n,`b`)} or smaller.", N_("Filen får vara högst {size}."), size="${$(n,`b`)}"),
        Swap("return`${t.type} files are not allowed.`", "return`¤`", (N_("Filtypen kan inte läsas."),)),
        Swap("`${e.toFixed(n)}${t.toUpperCase()}`", '`${e.toFixed(n).replace(".","{decimal}")} ${t.toUpperCase()}`'),
        _whole("File is larger than ${q(e)}", N_("Filen är för stor")),
        _whole("File is smaller than ${q(e)}", N_("Filen är för liten")),
        _whole("Only one file is allowed.", N_("Välj en fil i taget.")),
        _whole("Too many files", N_("För många filer")),
        _whole("File size is too small.", N_("Filen är för liten.")),
        _whole("Click to retry upload", N_("Försök igen")),
        _whole("Upload failed", N_("Uppladdningen misslyckades")),
        _whole("Unexpected error. Please try again.", N_("Uppladdningen misslyckades. Försök igen.")),
        _whole("file upload", N_("Välj filer")),
        _whole("Choose an option", N_("Välj")),
        _whole("No options to select", N_("Inget att välja")),
    ),
    "NumberInput": (
        _whole("Increment", N_("Öka")),
        _whole("Decrement", N_("Minska")),
        _whole("Clear value", N_("Rensa")),
        _whole(
            "Number is above the allowed range. Please enter a value less than or equal to ${r}.",
            N_("Talet är för stort. Högst {most}."),
            most="${r}",
        ),
        _whole(
            "Number is below the allowed range. Please enter a value greater than or equal to ${n}.",
            N_("Talet är för litet. Minst {least}."),
            least="${n}",
        ),
        _whole("Number is above the allowed range.", N_("Talet är för stort.")),
        _whole("Number is below the allowed range.", N_("Talet är för litet.")),
        _whole(
            "Number is outside the allowed range. Please enter a value between ${n} and ${r}.",
            N_("Talet ska vara mellan {least} och {most}."),
            most="${r}",
            least="${n}",
        ),
    ),
    "TextInput": (
        _whole("Clear entry", N_("Rensa")),
        _whole("Invalid input.", N_("Texten går inte att använda.")),
    ),
    "Toolbar": (_whole("Fullscreen", N_("Hela skärmen")),),
    "requiredField": (_whole("This field is required.", N_("Fältet måste fyllas i.")),),
    "useFormValidation": (_whole("Invalid value.", N_("Värdet går inte att använda.")),),
    "useFloatingOverlay": (_whole("Dismiss", N_("Stäng")),),
    # Not a text: st.html is cleaned of everything but HTML, and so of our inline drawings. Cleaned SVG is let through as well.
    "Html": (Swap("USE_PROFILES:{html:!0}", "USE_PROFILES:{html:!0,svg:!0}"),),
}


class TextNotFound(LookupError):
    """The installed frontend words a text otherwise than ``REPLACED`` says."""


def files(stem: str, swaps: tuple[Swap, ...]) -> list[Path]:
    """The bundle's files of that name that hold any of the texts."""
    found = sorted((static_dir() / "static" / "js").glob(f"{stem}.*.js"))
    return [f for f in found if any(swap.old in f.read_text(encoding="utf-8") for swap in swaps)]


@cache
def scripts(language: str = SOURCE) -> dict[str, tuple[bytes, str]]:
    """File name → (the file in that language, its ETag). Raises TextNotFound when a text is nowhere in its file."""
    made: dict[str, tuple[bytes, str]] = {}
    with speaking(language):
        for stem, swaps in REPLACED.items():
            missing = {swap.old for swap in swaps}
            for path in files(stem, swaps):
                body = path.read_text(encoding="utf-8")
                for swap in swaps:
                    if swap.old in body:
                        missing.discard(swap.old)
                        body = body.replace(swap.old, swap.said())
                made[path.name] = (body.encode(), etag(body.encode()))
            if missing:
                raise TextNotFound(f"{stem}: {sorted(missing)}")
    return made


def place(language: str) -> str:
    """The folder in the address that a document takes its files from. They name each other relative to it, so all of them are then in the
    document's language."""
    return "/static/" if language == SOURCE else f"/static/{language}/"


def placed(path: str) -> tuple[str, str]:
    """The language that an address of a file asks for, and the file's own address."""
    for language in LANGUAGES:
        if path.startswith(f"/static/{language}/"):
            return language, "/static/" + path.removeprefix(f"/static/{language}/")
    return SOURCE, path


def etag(body: bytes) -> str:
    """A strong ETag of the content."""
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'
