"""What a page was asked for in its address, carried on to the next page and to its files."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request


def asked_of(page: str) -> dict[str, str]:
    """What was asked, without what is empty and without `page`, the field that says where in the list one stands."""
    return {name: value for name, value in request.args.items() if value and name != page}


def asking(url: str, asked: dict[str, str], **more: object) -> str:
    """An address with what was asked behind it.

    Names in an address are anybody's: given to the framework as arguments they would collide with its own.
    """
    words = urlencode({**asked, **more})
    return f"{url}?{words}" if words else url
