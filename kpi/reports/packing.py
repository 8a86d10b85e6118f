"""Office files made to be the same each time: a zip whose entries have one fixed date, and workbooks inside it likewise."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold
_WORKBOOK = ".xlsx"
_CORE = "docProps/core.xml"
_MADE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def settled(data: bytes, made: datetime) -> bytes:
    """The package with every entry's date fixed and the times of its properties, and of those of workbooks within it, set to ``made``."""
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(_WORKBOOK):
                content = settled(content, made)
            elif name == _CORE:
                content = _MADE.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, content)
    return out.getvalue()
