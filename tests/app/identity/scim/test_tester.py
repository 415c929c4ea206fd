"""The public test suite for SCIM servers passes against the running shop, over real HTTP."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from scim2_client import BaseSyncSCIMClient
from scim2_tester import Status, check_server
from werkzeug.serving import make_server

from tests.databases import SCIM_TOKENS, Database


@dataclass
class Answer:
    """An answer as the client wants it."""

    status_code: int
    headers: Any
    content: bytes

    @property
    def text(self) -> str:
        """The body."""
        return self.content.decode()


class Loopback(BaseSyncSCIMClient):
    """Talks to a port of this machine."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    def _stays_under_base_url(self, endpoint: str) -> bool:
        return True

    def _parse_json(self, response: Any) -> Any:
        return json.loads(response.content)

    def request(self, method: str, url: str, **options: Any) -> Any:
        """One request with the token."""
        own = f"http://127.0.0.1:{self.port}/scim/v2"
        path = url.removeprefix(own) + ("?" + urlencode(options["params"], doseq=True) if options.get("params") else "")
        body = json.dumps(options["json"]).encode() if options.get("json") is not None else options.get("content")
        headers = {**options.get("headers", {}), "Authorization": f"Bearer {SCIM_TOKENS['laxa']}"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        line.request(method, f"/scim/v2{path}", body=body, headers=headers)
        answer = line.getresponse()
        found = Answer(answer.status, answer.headers, answer.read())
        line.close()
        return found


@pytest.fixture
def port(database: Database) -> Iterator[int]:
    """The shop behind a port."""
    server = make_server("127.0.0.1", 0, database.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_check_of_the_suite_passes(port: int) -> None:
    results = check_server(Loopback(port))
    failed = [f"{each.title} {each.resource_type}: {each.reason}" for each in results if each.status != Status.SUCCESS]
    assert failed == []
    assert len(results) > 60
