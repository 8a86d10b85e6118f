"""Does one session's import of 200 000 rows freeze the others? Reruns of *Läget* while a file is read, and while it is stored.

Two visitors of the same server: one uploads, looks at the preview and confirms; the other runs *Läget* over and over. Its reruns during
the other's work are held against its reruns just before, on the idle server. The longest single wait is told beside it.
"""

from __future__ import annotations

import http.client
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.importing import finished_figures
from bench.session import PATIENCE, Visitor, server, visitor
from bench.table import Result, show
from kpi.intake import Intake
from kpi.programme.loader import load_programme, programme_dir
from kpi.store import open_store
from pages._ui.navigation import IMPORT

AT_MOST = 2.0
WARM, IDLE = 10, 60
PAUSE = 0.05  # seconds between two reruns, as a busy reader clicks; never less than a few runs a second
BOUNDARY = "malbild-matning"


def measure() -> list[Result]:
    """Another session's reruns while a large file is read and while it is stored, against the idle server."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programme = load_programme(programme_dir("region-vastmanland"))
        shape = finished_figures(programme, folder)
        store = open_store(str(folder / "bench.duckdb"), programme)
        assert Intake(programme, store).run(shape.organisation, "bench").state == "active"
        store.close()
        with server(["app.py"], {"KPI_STORE": str(folder / "bench.duckdb")}) as (_, port), visitor(port) as busy, visitor(port) as reader:
            reader.rerun()
            busy.rerun(page=IMPORT)
            chosen = _upload(busy, port, shape.workbook)
            results = [_beside(reader, "läses och jämförs", lambda: busy.rerun(page=IMPORT, widgets=[chosen]))]
            button = _button(busy)
            results.append(_beside(reader, "sparas", lambda: busy.rerun(page=IMPORT, widgets=[chosen, button])))
            assert not busy.faults and not reader.faults, busy.faults + reader.faults
            assert any("Så gick det" in d.new_element.html.body for d in busy.page.values()), "the file was not stored"
        return results


def _beside(reader: Visitor, what: str, work: Callable[[], float]) -> Result:
    """The reader's reruns beside ``work``, against those before it."""
    for _ in range(WARM):
        reader.rerun()
    idle = statistics.median(reader.rerun() for _ in range(IDLE))
    took: list[float] = []
    lasted: list[float] = []
    worker = threading.Thread(target=lambda: lasted.append(work()))
    worker.start()
    while worker.is_alive():
        took.append(reader.rerun())
        time.sleep(PAUSE)
    worker.join()
    assert lasted, "the work failed"
    beside = statistics.median(took)
    detail = f"{show(beside)} mot {show(idle)}; {len(took)} omkörningar under {show(lasted[0])}, längst {show(max(took))}"
    return Result("freeze", f"andras omkörningar medan 200\u00a0000 rader {what}", beside / idle, AT_MOST, False, detail)


def _upload(visit: Visitor, port: int, path: Path) -> WidgetState:
    """Put the file on the server as the frontend does; returns the file field's state with it chosen."""
    field = next(d.new_element.file_uploader.id for d in visit.page.values() if d.new_element.WhichOneof("type") == "file_uploader")
    urls = _urls(visit, path.name)
    body = b"".join(
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n'.encode(),
            b"Content-Type: application/octet-stream\r\n\r\n",
            path.read_bytes(),
            f"\r\n--{BOUNDARY}--\r\n".encode(),
        )
    )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/_stcore/health")
    answer = connection.getresponse()
    answer.read()
    cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2]}
    connection.request("PUT", urls.upload_url, body, headers)
    answer = connection.getresponse()
    assert answer.status == 204, (answer.status, answer.read())
    connection.close()
    state = WidgetState(id=field)
    state.file_uploader_state_value.uploaded_file_info.add(name=path.name, size=path.stat().st_size, file_id=urls.file_id, file_urls=urls)
    return state


def _urls(visit: Visitor, name: str) -> FileURLs:
    ask = BackMsg()
    ask.file_urls_request.request_id = "1"
    ask.file_urls_request.file_names.append(name)
    ask.file_urls_request.session_id = visit.session_id
    visit.socket.send(ask.SerializeToString())
    while True:
        message = ForwardMsg.FromString(visit.socket.recv(timeout=PATIENCE))
        if message.WhichOneof("type") == "file_urls_response":
            return message.file_urls_response.file_urls[0]


def _button(visit: Visitor) -> WidgetState:
    """The button that stores the file, pressed."""
    buttons = [d.new_element.button for d in visit.page.values() if d.new_element.WhichOneof("type") == "button"]
    pressed = next((b.id for b in buttons if b.label == "Importera filen"), None)
    assert pressed is not None, [d.new_element.html.body[:500] for d in visit.page.values() if d.new_element.WhichOneof("type") == "html"]
    return WidgetState(id=pressed, trigger_value=True)
