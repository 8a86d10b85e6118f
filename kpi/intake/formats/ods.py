"""OpenDocument spreadsheets (.ods), read as XML events: nothing is expanded, fetched or run."""

from __future__ import annotations

from kpi.intake.formats.odstable import Reader
from kpi.intake.formats.package import Clock, Package, check_declarations, damaged, protected
from kpi.intake.formats.sheet import Sheet
from kpi.intake.limits import Limits

_CONTENT = "content.xml"
_MANIFEST = "meta-inf/manifest.xml"


def read_ods(package: Package, limits: Limits, clock: Clock) -> tuple[list[Sheet], str]:
    """All sheets, and the document's properties as text. Raises Refusal for what cannot or must not be read."""
    manifest = package.read(_MANIFEST)
    check_declarations(manifest)
    if b"encryption-data" in manifest or package.has("encrypted-package"):
        raise protected()
    if not package.has(_CONTENT):
        raise damaged()
    reader = Reader(limits, clock)
    for chunk in package.chunks(_CONTENT):
        reader.feed(chunk)
    sheets = reader.close()
    properties = package.properties()
    package.count_rest()
    return sheets, properties
