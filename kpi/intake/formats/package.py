"""A workbook that is a zip, unpacked once and within bounds: sizes are counted while unpacking, and the first limit ends it."""

from __future__ import annotations

import copy
import io
import lzma
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from isal import isal_zlib

from kpi.errors import Refusal
from kpi.intake.limits import MIB, Limits
from kpi.language import tr

_CHUNK = 2 * MIB
_PACKED_CHUNK = MIB // 4
_PROPERTIES = ("docprops/core.xml", "docprops/custom.xml", "meta.xml")
# What unpacking raises where bytes of a zip are lost or changed.
_INFLATING = (zlib.error, isal_zlib.error, lzma.LZMAError)
_BROKEN = (*_INFLATING, zipfile.BadZipFile, struct.error, EOFError, OSError, ValueError, LookupError, OverflowError)


class Clock:
    """Ends the reading of a file that takes longer than the limits allow."""

    def __init__(self, limits: Limits) -> None:
        self._seconds = limits.seconds
        self._until = time.monotonic() + limits.seconds

    def check(self) -> None:
        """Raises Refusal ``too_slow`` when the time is out."""
        if time.monotonic() > self._until:
            raise Refusal(
                tr(
                    "Filen tar för lång tid att läsa (mer än {seconds} sekunder). Dela upp den eller exportera den på nytt.",
                    seconds=format(self._seconds, ".0f"),
                ),
                code="too_slow",
            )


class Package:
    """The parts of a zip, by name in any case. What is unpacked is counted against the limits, once."""

    def __init__(self, archive: zipfile.ZipFile, packed: int, limits: Limits, clock: Clock) -> None:
        self._archive = archive
        self._packed = packed
        self._limits = limits
        self._clock = clock
        self._unpacked = 0
        self._infos = {info.filename.lower(): info for info in archive.infolist()}
        self._unread = set(self._infos)

    @property
    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._infos)

    def has(self, name: str) -> bool:
        """Is there such a part?"""
        return name.lower() in self._infos

    def written(self, name: str) -> str:
        """The name of a part as the package writes it."""
        return self._infos[name.lower()].filename

    def unread(self, name: str) -> bool:
        """Is there such a part, not unpacked yet?"""
        return name.lower() in self._unread

    def size(self, name: str) -> int:
        """Bytes that a part says it takes unpacked; never more are unpacked. 0 when there is no such part."""
        info = self._infos.get(name.lower())
        return info.file_size if info else 0

    def read(self, name: str) -> bytes:
        """A part whole; b"" when there is none. Raises Refusal at a limit."""
        return b"".join(self.chunks(name)) if self.has(name) else b""

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part piece by piece. Raises Refusal at a limit."""
        name = name.lower()
        counted = name in self._unread
        self._unread.discard(name)
        for chunk in _unpacked(self._archive, self._infos[name]):
            self._clock.check()
            if counted:
                self._unpacked += len(chunk)
                check_size(self._unpacked, self._packed, self._limits)
            yield chunk

    def properties(self) -> str:
        """What the document says of itself (title, subject, keywords, custom properties), as the text of its XML."""
        found = [self.read(name)[:MIB] for name in _PROPERTIES]
        for part in found:
            check_declarations(part)
        return b"\n".join(found).decode("utf-8", "replace")

    def count_rest(self) -> None:
        """Unpack and count the parts that nobody asked for, so that what harms in them is found whatever reads the workbook next."""
        for name in list(self._unread):
            for i, chunk in enumerate(self.chunks(name)):
                if i == 0 and name.endswith((".xml", ".rels")):
                    check_declarations(chunk)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces of about _CHUNK bytes, no more in all than it says that it is. Raises what ``_BROKEN`` has for one that is damaged.

    What is deflated is taken out as it lies, and inflated three times as fast as the standard library does.
    """
    if info.compress_type != zipfile.ZIP_DEFLATED:
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                yield chunk
        return
    packed = copy.copy(info)
    packed.compress_type, packed.file_size = zipfile.ZIP_STORED, info.compress_size
    del packed.CRC  # it is of the inflated bytes
    inflating, left, crc = isal_zlib.decompressobj(-zlib.MAX_WBITS), info.file_size, 0
    with archive.open(packed) as part:
        while left and not inflating.eof:
            waiting = inflating.unconsumed_tail or part.read(_PACKED_CHUNK)
            chunk = inflating.decompress(waiting, min(_CHUNK, left))
            if not chunk and not waiting:
                raise EOFError
            left -= len(chunk)
            crc = isal_zlib.crc32(chunk, crc)
            if chunk:
                yield chunk
    if crc != info.CRC:
        raise zipfile.BadZipFile


def check_size(unpacked: int, packed: int, limits: Limits) -> None:
    """Raises Refusal ``zip_bomb`` when so much has been unpacked that the file cannot be an honest workbook."""
    dense = unpacked > limits.zip_ratio_from_bytes and unpacked > limits.zip_ratio * packed
    if unpacked > limits.unpacked_bytes or dense:
        raise Refusal(
            tr(
                "Arbetsboken blir orimligt stor när den packas upp (mer än {unpacked} MB av {packed} MB). Ta bort överflödig formatering "
                "eller dela upp filen.",
                unpacked=unpacked // MIB,
                packed=max(1, packed // MIB),
            ),
            code="zip_bomb",
        )


@contextmanager
def opened(data: bytes, limits: Limits, clock: Clock) -> Iterator[Package]:
    """The package that these bytes are. Whatever is wrong with the zip is raised as a Refusal, also from within the block."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > limits.zip_entries:
                raise Refusal(
                    tr("Arbetsboken består av fler än {most} delar. Spara den på nytt ur Excel.", most=limits.zip_entries),
                    code="too_large",
                )
            if any(i.flag_bits & 1 for i in infos):
                raise protected()
            if len({i.filename.lower() for i in infos}) != len(infos):  # two parts of one name: readers disagree on which counts
                raise zipfile.BadZipFile
            yield Package(archive, len(data), limits, clock)
    except NotImplementedError as e:  # a way of packing that no spreadsheet program uses
        raise damaged() from e
    except RuntimeError as e:  # a zip entry that asks for a password
        raise protected() from e
    except _BROKEN as e:
        raise damaged() from e


def damaged() -> Refusal:
    """The refusal of a workbook that cannot be read."""
    return Refusal(
        tr("Arbetsboken är skadad eller ofullständig. Öppna den i Excel och spara på nytt, eller exportera den igen."), code="damaged_file"
    )


def protected() -> Refusal:
    """The refusal of a workbook that asks for a password."""
    return Refusal(tr("Arbetsboken är skyddad med lösenord. Ta bort lösenordet i Excel och spara på nytt."), code="encrypted")


def check_declarations(part: bytes) -> None:
    """Raises Refusal ``unsafe_file`` for XML that declares a document type: only entities, outer files and attacks need one."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise Refusal(
            tr("Filen innehåller en dokumenttyp eller entiteter, som inget kalkylprogram skriver. Öppna den i Excel och spara på nytt."),
            code="unsafe_file",
        )
