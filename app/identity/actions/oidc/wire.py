"""How the shop asks an identity provider: in time, without being led elsewhere, and taking only a small answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from authlib.integrations.requests_client import OAuth2Session

from app.refusal import Refused

CONNECT, READ, WHOLE = 4, 10, 10
LARGEST = 512 * 1024
PIECE = 16 * 1024
AT_ONCE = 2
PATIENCE = 5
REST = 10


def seconds() -> int:
    """Whole seconds on a clock that never goes back."""
    return int(time.monotonic())


def unavailable(why: str) -> Refused:
    """The provider cannot be asked now; `why` is for the log."""
    return Refused("signing.refused.unavailable", why=why)


class Careful(OAuth2Session):
    """Follows no redirect, waits ten seconds at most, and reads half a megabyte at most."""

    def request(self, method: str, url: str, **options: Any) -> Any:
        """Ask; raises requests.RequestException for a redirect, a slow or a large answer."""
        options |= {"allow_redirects": False, "timeout": (CONNECT, READ), "stream": True}
        until = seconds() + WHOLE
        response = super().request(method, url, **options)
        with response:
            if response.is_redirect or 300 <= response.status_code < 400:
                raise requests.TooManyRedirects(f"{response.status_code} leads elsewhere")
            body = bytearray()
            for piece in response.iter_content(PIECE):
                body += piece
                if len(body) > LARGEST:
                    raise requests.RequestException("the answer is too large")
                if seconds() > until:
                    raise requests.Timeout("the answer took too long")
            response._content = bytes(body)  # what requests itself would have read
        return response


class Line:
    """The line to one provider: few ask at once, and after a failure nobody does for a while.

    So that a provider that hangs holds up some sign-ins but never all threads of the shop.
    """

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._rests_until = 0

    @contextmanager
    def open(self) -> Iterator[None]:
        """Ask the provider; raises Refused when it does not answer, or did not just now."""
        if seconds() < self._rests_until:
            raise unavailable("resting after a failure")
        if not self._places.acquire(timeout=PATIENCE):
            raise unavailable("others are waiting already")
        try:
            yield
        except requests.RequestException as error:
            self._rests_until = seconds() + REST
            raise unavailable(f"{type(error).__name__}: {error}"[:300]) from error
        finally:
            self._places.release()
