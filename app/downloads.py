"""Files that people take with them."""

from __future__ import annotations

from flask import Response
from werkzeug.http import dump_options_header


def download(data: bytes, media_type: str, name: str) -> Response:
    """A file with its name as an answer; nothing in it can act as a page of ours."""
    answer = Response(data, mimetype=media_type)
    answer.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer
