"""Which file was handed to whom: an address below /media/ answers the person it was sent to, while that person's roles are as they were.

The frontend keeps a file for a download button under an address that anyone who knows it may fetch. Here it is seen going out on a
connection, in the two messages that can hold one, and remembered together with the person whose connection it is. That the address stands
in some text of a page counts for nothing: whoever put it into their own address bar would otherwise be let in by the echo.
"""

from __future__ import annotations

import posixpath
from collections import OrderedDict
from threading import Lock

from google.protobuf.message import DecodeError
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from kpi.access.grants import Standing

MEDIA = "/media/"
_MOST = 20_000  # files and persons remembered; the oldest are forgotten, and are fetched anew by opening the page again


def file_of(address: str) -> str:
    """The file of an address: the frontend goes by the name without its ending."""
    return posixpath.splitext(address.removeprefix(MEDIA))[0]


def files_in(frame: bytes) -> list[str]:
    """The files whose addresses a message to the browser hands out."""
    if MEDIA.encode() not in frame:
        return []
    try:
        message = ForwardMsg.FromString(frame)
    except DecodeError:
        return []
    given = (message.delta.new_element.download_button.url, message.backend_operation_response.deferred_file.url)
    return [file_of(address) for address in given if address.startswith(MEDIA)]


class Handed:
    """Files by id and person, with the roles that the person had at the time; safe between threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._given: OrderedDict[tuple[str, str], Standing] = OrderedDict()

    def give(self, file: str, person: str, standing: Standing) -> None:
        """The person has been sent the file's address."""
        with self._lock:
            self._given[file, person] = standing
            self._given.move_to_end((file, person))
            while len(self._given) > self._most:
                self._given.popitem(last=False)

    def may_fetch(self, file: str, person: str, standing: Standing) -> bool:
        """Was it given to the person, who has lost nothing since? One who had no role was shown no file."""
        with self._lock:
            then = self._given.get((file, person))
        return bool(then) and then <= standing


handed = Handed()
