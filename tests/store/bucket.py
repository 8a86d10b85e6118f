"""As much of an S3 service as DuckDB needs to keep a lake's files in: one bucket in memory, no passwords."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Bucket(ThreadingHTTPServer):
    """``files``: path → content. Start with ``with``; ``url`` is its address."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Bucket:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **{k.replace("_", "-"): v for k, v in headers.items()}}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    @property
    def _place(self) -> tuple[str, dict[str, list[str]]]:
        parts = urlsplit(self.path)
        return parts.path, parse_qs(parts.query, keep_blank_values=True)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def do_HEAD(self) -> None:
        content = self.server.files.get(self._place[0])
        if content is None:
            self._answer(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("ETag", f'"{len(content)}"')
        self.end_headers()

    def do_GET(self) -> None:
        content = self.server.files.get(self._place[0])
        if content is None:
            self._answer(404)
        elif wanted := self.headers.get("Range"):
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            start, stop = int(first), min(int(last or len(content)), len(content) - 1)
            self._answer(206, content[start : stop + 1], Content_Range=f"bytes {start}-{stop}/{len(content)}", ETag=f'"{len(content)}"')
        else:
            self._answer(200, content)

    def do_PUT(self) -> None:
        path, query = self._place
        body = self._body()
        if "partNumber" in query:
            self.server.parts.setdefault(path, {})[int(query["partNumber"][0])] = body
        else:
            self.server.files[path] = body
        self._answer(200, ETag='"del"')

    def do_POST(self) -> None:
        path, query = self._place
        self._body()
        if "uploads" in query:
            self._answer(200, b"<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>")
        else:
            parts = self.server.parts.pop(path)
            self.server.files[path] = b"".join(parts[number] for number in sorted(parts))
            self._answer(200, b"<CompleteMultipartUploadResult><ETag>hel</ETag></CompleteMultipartUploadResult>")

    def do_DELETE(self) -> None:
        self.server.files.pop(self._place[0], None)
        self._answer(204)
