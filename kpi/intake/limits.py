"""How large an extract may be. A file beyond a limit is refused before it is unpacked, so that one upload cannot fill the memory."""

from __future__ import annotations

from dataclasses import dataclass, replace

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest sizes that are read. Bytes, counts; ``zip_ratio`` is unpacked bytes per packed byte of the whole workbook."""

    file_bytes: int = 200 * MIB
    unpacked_bytes: int = 1024 * MIB
    zip_ratio: int = 300
    zip_ratio_from_bytes: int = 50 * MIB  # below this a high ratio harms nobody: short workbooks pack well
    zip_entries: int = 2_000
    sheets: int = 50
    rows: int = 1_000_000
    columns: int = 256
    cells: int = 25_000_000  # the rectangle from A1 to the last used cell
    cells_whole: int = 8_000_000  # the same where a sheet is read as a whole: it takes memory for blank cells too
    memory_bytes: int = 800 * MIB  # that reading a sheet as a whole may take by estimate; pieces take far less
    seconds: float = 300.0  # for reading one file; an honest one of a million rows takes some ten on an idle machine
    header_within_rows: int = 20  # the header row is looked for in this many rows
    faults_listed: int = 1_000

    def of_whole_sheets(self) -> Limits:
        """The limits for sheets that are not read in pieces."""
        return replace(self, cells=min(self.cells, self.cells_whole))


LIMITS = Limits()
