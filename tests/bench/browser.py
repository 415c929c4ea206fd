"""A browser that calls a WSGI app in this process and adds up the CPU its answers cost, the database's included."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Meter:
    """CPU seconds of this process, and of the database's own processes where it has any."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.files: list[Path] = []

    def find(self) -> None:
        """Find the database's processes that serve this one; call it when the pool is warm."""
        if self.engine.dialect.name != "postgresql":
            return
        question = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        aside = sa.create_engine(self.engine.url, poolclass=sa.NullPool)
        with aside.connect() as connection:
            files = [Path(f"/proc/{pid}/schedstat") for pid in connection.scalars(sa.text(question))]
        self.files = [file for file in files if file.exists()]

    def __call__(self) -> float:
        return time.process_time() + sum(int(file.read_text().split()[0]) for file in self.files) / 1e9


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return next(value for name, value in self.headers if name == "Location")


@dataclass
class Browser:
    """Sends requests with its cookies; `spent` is CPU seconds, `size` bytes and `requests` how many since `reset`."""

    app: Application
    meter: Callable[[], float]
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    spent: float = 0.0
    size: int = 0
    requests: int = 0

    def reset(self) -> None:
        """Begin a journey."""
        self.spent, self.size, self.requests = 0.0, 0, 0

    def get(self, path: str, *, partial: bool = False) -> Answer:
        """Open a page, or a piece of it as HTMX does."""
        asked = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"} if partial else {}
        return self._send("GET", path, b"", asked, expect=200)

    def post(self, path: str, data: dict[str, Any], *, referer: str = "/") -> Answer:
        """Send a form; it must answer with a redirect."""
        if not self.token:
            self._learn_token()
        body = urlencode({"csrf_token": self.token, **data}).encode()
        return self._send("POST", path, body, {"HTTP_REFERER": f"http://localhost{referer}"}, expect=303)

    def _learn_token(self) -> None:
        before = (self.spent, self.size, self.requests)
        found = CSRF.search(self.get("/hjalp").body.decode())
        assert found, "no CSRF token on the page"
        self.token = found[1]
        self.spent, self.size, self.requests = before

    def _send(self, method: str, path: str, body: bytes, extra: dict[str, str], *, expect: int) -> Answer:
        environ = self._environ(method, path, body) | extra
        answer = Answer(0, [], b"")

        def start(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> Any:
            answer.status, answer.headers = int(status[:3]), headers

        began = self.meter()
        chunks = self.app(environ, start)
        answer.body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        self.spent += self.meter() - began
        self.size += len(answer.body)
        self.requests += 1
        self._remember(answer)
        assert answer.status == expect, f"{method} {path} answered {answer.status}: {answer.body[:400].decode()}"
        return answer

    def _environ(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        where, _, query = path.partition("?")
        return {
            "REQUEST_METHOD": method, "PATH_INFO": where, "QUERY_STRING": query, "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(),
            "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "wsgi.multithread": False,
            "wsgi.multiprocess": True, "wsgi.run_once": False,
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if body else "",
            "HTTP_ACCEPT": "text/html", "HTTP_ACCEPT_LANGUAGE": "sv", "HTTP_USER_AGENT": "Mozilla/5.0 bench",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }  # fmt: skip

    def _remember(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
