"""Was a number in a file a number, or a text that looks like one? A workbook's number 1.234 is certain; a text "1.234" may be a thousand.

Looked up only when such a cell occurs. The bytes have been checked already (size, depth, ratio) when they come here.
"""

from __future__ import annotations

import io
import re
import zipfile

_DIGITS = rb"[+\-]?[1-9][0-9]{0,2}[.,][0-9]{3}"
_IN_XML = re.compile(rb">\s*" + _DIGITS + rb"(?:\s|\xc2\xa0|%)*</(?:\w+:)?t>")
_IN_CONTENT = re.compile(rb'value-type="string"[^>]*>\s*<text:p[^>]*>(?:<text:span[^>]*>)?\s*' + _DIGITS + rb"(?:\s|\xc2\xa0|%)*</")
_FORMULA_TEXT = re.compile(rb't="str"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>\s*' + _DIGITS + rb"\s*%?\s*</v>")
_BYTES = re.compile(rb"(?<![0-9.,])" + _DIGITS + rb"(?![0-9.,])")
_WIDE = re.compile(rb"(?<![0-9.,]\x00)[1-9]\x00(?:[0-9]\x00){0,2}[.,]\x00(?:[0-9]\x00){3}(?![0-9.,]\x00)")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XML_PARTS = re.compile(r"(?:^|/)(?:sharedStrings\.xml|content\.xml|worksheets/[^/]+\.xml)$", re.IGNORECASE)
_BINARY_PARTS = re.compile(r"(?:^|/)(?:sharedStrings\.bin|worksheets/[^/]+\.bin)$", re.IGNORECASE)


def is_typed(data: bytes) -> bool:
    """Does the file tell numbers from texts? Workbooks do; in text files every cell is text."""
    return data.startswith((_OLE, b"PK"))


def has_texts_like_numbers(data: bytes) -> bool:
    """May a text cell of the file be of the form "1.234"? Always so in a text file, where every cell is text.

    In workbooks true also when in doubt: then the controller is asked once more than needed, which does no harm.
    """
    if data.startswith(_OLE):
        return bool(_BYTES.search(data) or _WIDE.search(data))
    if not is_typed(data):
        return True
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if _XML_PARTS.search(name):
                part = package.read(name)
                if any(pattern.search(part) for pattern in (_IN_XML, _FORMULA_TEXT, _IN_CONTENT)):
                    return True
            elif _BINARY_PARTS.search(name) and _WIDE.search(package.read(name)):
                return True
    return False
