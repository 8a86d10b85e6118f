"""The bundled frontend as we serve it: its English texts in Swedish, and drawings let through.

The frontend is a bundle of JavaScript files in the installed package, without a translation file. The texts that a user can meet are
replaced when a file is served. Each replacement must be found: a test fails when a new version of the frontend words something otherwise.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path


def static_dir() -> Path:
    """Where the frontend's files are."""
    spec = find_spec("streamlit")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("streamlit")
    return Path(spec.origin).parent / "static"


# File name up to the first full stop → (text in the bundle, Swedish). In the bundle a whole literal stands in back quotes.
REPLACED: dict[str, tuple[tuple[str, str], ...]] = {
    "index": (
        ("`Skip to main content`", "`Hoppa till innehållet`"),
        ("`Notifications`", "`Meddelanden`"),
        ("`Please wait...`", "`Vänta …`"),
        ("`Running...`", "`Arbetar …`"),
        ("`Stopping...`:`Stop`", "`Avbryter …`:`Avbryt`"),
        ("`Connection error`", "`Ingen kontakt med servern`"),
        ("`Connecting`", "`Ansluter`"),
        ("`Connecting to Streamlit server`", "`Ansluter till servern`"),
        ("`Unable to connect to Streamlit server`", "`Ingen kontakt med servern`"),
        (
            "`Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:`",
            "`Servern svarar inte. Om den har stoppats, starta den igen:`",
        ),
        ("`streamlit run yourscript.py`", "`make run`"),
        (
            "`Streamlit server is not responding. Are you connected to the internet?`",
            "`Servern svarar inte. Kontrollera att den är igång och att du har kontakt med nätet.`",
        ),
        ("`Cannot connect to Streamlit (HTTP status: 403).", "`Servern nekade anslutningen (403)."),
        ("`Connection timed out.`", "`Servern svarade inte i tid.`"),
        (
            "`Connection lost. Please wait for the app to reconnect, then try again.`",
            "`Kontakten bröts. Vänta tills den är tillbaka och försök igen.`",
        ),
        ("`Page not found`", "`Sidan finns inte`"),
        ("`The page that you have requested does not seem to exist`", "`Sidan som du har begärt finns inte`"),
        ("${t}. Running the app's main page.", "${t}. Läget visas i stället."),
        ("`Script execution error`", "`Något gick fel`"),
        ("`No message`", "`Inget meddelande`"),
        ("`Bad message format`", "`Svaret från servern gick inte att läsa`"),
        ("?`Step`:`Expander`", "?`Steg`:`Visa mer`"),
        ("kind:V.SECONDARY,onClick:e.onClose,children:`Close`", "kind:V.SECONDARY,onClick:e.onClose,children:`Stäng`"),
        ("stateLabel:`running`", "stateLabel:`pågår`"),
        ("stateLabel:`complete`", "stateLabel:`klart`"),
        ("stateLabel:`error`", "stateLabel:`fel`"),
    ),
    "FileUploader": (
        ("`Drag and drop files here`", "`Dra och släpp filer här`"),
        ("`Drag and drop a file here`", "`Dra och släpp en fil här`"),
        ("`Drag and drop directories here`", "`Dra och släpp mappar här`"),
        ("`Upload directories`", "`Välj mappar`"),
        (":`Upload`", ":`Välj filer`"),
        # The icon's own name ("add icon") would be read out after the button's, and the field behind the button as one more button.
        (
            '"aria-label":`Add files`,children:r(N,{icon:`:material/add:`})',
            '"aria-label":`Lägg till filer`,children:r(`span`,{"aria-hidden":!0,children:r(N,{icon:`:material/add:`})})',
        ),
        ('"data-testid":`stFileUploaderDropzoneInput`,', '"data-testid":`stFileUploaderDropzoneInput`,"aria-hidden":!0,'),
        (" per file`", " per fil`"),
        ("`${e.type} files are not allowed.`", "`Filtypen kan inte läsas.`"),
    ),
    "InputInstructions": (
        ("`Press Enter to ${e}`", "`Tryck på Retur för att ${e}`"),
        ("`submit form`", "`skicka`"),
    ),
    "Selectbox": (
        ("locale:`en-US`", "locale:`sv-SE`"),
        ("`No results`", "`Inga träffar`"),
        ("`Clear value`", "`Rensa`"),
        ("`Selectbox options`", "`Alternativ`"),
        ("`Open`", "`Öppna`"),
        ("`Selectbox`", "`Välj`"),
    ),
    "utils": (
        ("`Cancel upload of ${e.name}`", "`Avbryt uppladdningen av ${e.name}`"),
        ("`Remove ${e.name}`", "`Ta bort ${e.name}`"),
        ("`Error: `", "`Fel: `"),
        ("`File must be ${$(n,`b`)} or smaller.`", "`Filen får vara högst ${$(n,`b`)}.`"),
        ("return`${t.type} files are not allowed.`", "return`Filtypen kan inte läsas.`"),
        ("`${e.toFixed(n)}${t.toUpperCase()}`", '`${e.toFixed(n).replace(".",",")} ${t.toUpperCase()}`'),
        ("`File is larger than ${q(e)}`", "`Filen är för stor`"),
        ("`File is smaller than ${q(e)}`", "`Filen är för liten`"),
        ("`Only one file is allowed.`", "`Välj en fil i taget.`"),
        ("`Too many files`", "`För många filer`"),
        ("`File size is too small.`", "`Filen är för liten.`"),
        ("`Click to retry upload`", "`Försök igen`"),
        ("`Upload failed`", "`Uppladdningen misslyckades`"),
        ("`Unexpected error. Please try again.`", "`Uppladdningen misslyckades. Försök igen.`"),
        ("`file upload`", "`Välj filer`"),
        ("`Choose an option`", "`Välj`"),
        ("`No options to select`", "`Inget att välja`"),
    ),
    "NumberInput": (
        ("`Increment`", "`Öka`"),
        ("`Decrement`", "`Minska`"),
        ("`Clear value`", "`Rensa`"),
        ("`Number is above the allowed range. Please enter a value less than or equal to ${r}.`", "`Talet är för stort. Högst ${r}.`"),
        ("`Number is below the allowed range. Please enter a value greater than or equal to ${n}.`", "`Talet är för litet. Minst ${n}.`"),
        ("`Number is above the allowed range.`", "`Talet är för stort.`"),
        ("`Number is below the allowed range.`", "`Talet är för litet.`"),
        ("`Number is outside the allowed range. Please enter a value between ${n} and ${r}.`", "`Talet ska vara mellan ${n} och ${r}.`"),
    ),
    "TextInput": (("`Clear entry`", "`Rensa`"), ("`Invalid input.`", "`Texten går inte att använda.`")),
    "Toolbar": (("`Fullscreen`", "`Hela skärmen`"),),
    "requiredField": (("`This field is required.`", "`Fältet måste fyllas i.`"),),
    "useFormValidation": (("`Invalid value.`", "`Värdet går inte att använda.`"),),
    "useFloatingOverlay": (("`Dismiss`", "`Stäng`"),),
    # Not a text: st.html is cleaned of everything but HTML, and so of our inline drawings. Cleaned SVG is let through as well.
    "Html": (("USE_PROFILES:{html:!0}", "USE_PROFILES:{html:!0,svg:!0}"),),
}


class TextNotFound(LookupError):
    """The installed frontend words a text otherwise than ``REPLACED`` says."""


def files(stem: str, texts: tuple[tuple[str, str], ...]) -> list[Path]:
    """The bundle's files of that name that hold any of the texts."""
    found = sorted((static_dir() / "static" / "js").glob(f"{stem}.*.js"))
    return [f for f in found if any(old in f.read_text(encoding="utf-8") for old, _ in texts)]


@cache
def scripts() -> dict[str, tuple[bytes, str]]:
    """File name → (the file in Swedish, its ETag). Raises TextNotFound when a text is nowhere in its file."""
    made: dict[str, tuple[bytes, str]] = {}
    for stem, texts in REPLACED.items():
        missing = {old for old, _ in texts}
        for path in files(stem, texts):
            body = path.read_text(encoding="utf-8")
            for old, new in texts:
                if old in body:
                    missing.discard(old)
                    body = body.replace(old, new)
            made[path.name] = (body.encode(), etag(body.encode()))
        if missing:
            raise TextNotFound(f"{stem}: {sorted(missing)}")
    return made


def etag(body: bytes) -> str:
    """A strong ETag of the content."""
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'
