"""What goes wrong with the bytes of a file, and with those of a part of an archive: chosen at random but repeatable."""

from __future__ import annotations

import io
import random
import zipfile


def raw(data: bytes, pick: random.Random) -> tuple[bytes, str]:
    """Bytes of the file changed."""
    at = pick.randrange(len(data))
    match pick.randrange(6):
        case 0:
            return data[:at] + bytes([data[at] ^ 1 << pick.randrange(8)]) + data[at + 1 :], f"a bit of byte {at} turned"
        case 1:
            return data[:at], f"cut off at byte {at}"
        case 2:
            size = pick.choice((1, 2, 16, 200))
            return data[:at] + data[at + size :], f"{size} bytes lost at {at}"
        case 3:
            more = pick.randbytes(pick.choice((1, 4, 100)))
            return data[:at] + more + data[at:], f"{len(more)} bytes pushed in at {at}"
        case 4:
            size, there = pick.choice((4, 64, 400)), pick.randrange(len(data))
            return data[:at] + data[there : there + size] + data[at + size :], f"{size} bytes of {there} over {at}"
        case _:
            return data[:at] + pick.choice((b"\x00", b"\xff" * 4, b'"', b";", b"\n", b"\r", b"9", b"<", b"\xc3")) + data[
                at + 1 :
            ], f"byte {at} overwritten"


def part(data: bytes, pick: random.Random) -> tuple[bytes, str]:
    """Bytes of a part of the archive changed; the archive itself is sound again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {i.filename: archive.read(i) for i in archive.infolist()}
    names = [n for n in parts if parts[n]]
    favoured = [n for n in names if "sheet" in n.lower() or "content" in n or "Strings" in n or "styles" in n or "workbook" in n]
    name = pick.choice(favoured if favoured and pick.random() < 0.85 else names)
    content = parts[name]
    if pick.random() < 0.08:
        del parts[name]
        what = f"part {name} deleted"
    elif pick.random() < 0.4:
        parts[name], what = _token(content, pick)
        what = f"{name}: {what}"
    else:
        parts[name], what = raw(content, pick)
        what = f"{name}: {what}"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, value in parts.items():
            archive.writestr(key, value)
    return out.getvalue(), what


_TOKENS = (
    (b'r="', b'x="'), (b't="s"', b't="n"'), (b't="s"', b't="str"'), (b't="n"', b't="s"'), (b"<v>", b"<w>"), (b"</row>", b""),
    (b"</c>", b""), (b"<row ", b"<col "), (b' s="1"', b' s="0"'), (b'count="', b'count="9'),
    (b"sheetData", b"sheetDatx"), (b"2024", b"2023"),
    (b"2023", b"2024"), (b"<si>", b"<si><t>x</t></si><si>"), (b"</si>", b""), (b'rId1"', b'rId2"'), (b"utf-8", b"utf-16"),
    (b"UTF-8", b"ISO-8859-1"),
    (b'value="', b'value="1'),
    (b"number-columns-repeated", b"number-rows-repeated"),
    (b"<table:table-cell", b"<table:covered-table-cell"),
    (b'office:value-type="float"', b'office:value-type="percentage"'), (b"<mergeCell ", b"<mergeCell x"), (b'state="', b'stat="'),
)  # fmt: skip


def _token(content: bytes, pick: random.Random) -> tuple[bytes, str]:
    fitting = [(a, b) for a, b in _TOKENS if a in content]
    if not fitting:
        return raw(content, pick)
    old, new = pick.choice(fitting)
    places = content.count(old)
    nth = pick.randrange(places)
    at = -1
    for _ in range(nth + 1):
        at = content.index(old, at + 1)
    return content[:at] + new + content[at + len(old) :], f"{old!r} no. {nth + 1} → {new!r}"
