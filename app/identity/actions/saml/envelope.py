"""Opens what came by post or by redirect: how large it may be and what kind of text, before any parser sees it."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

MOST_SENT = 256 * 1024
MOST_OPENED = 1024 * 1024
_DECLARATION = re.compile(r"<\?xml\s[^<>?]*\?>")
_ENCODING = re.compile(r"encoding\s*=\s*[\"']([^\"']*)[\"']")


class NotAccepted(Exception):
    """A message that the shop does not act upon; the text is for the log alone."""


def from_post(sent: str) -> bytes:
    """The XML of a message that a form carried; raises NotAccepted."""
    return _plain(_unpack(sent))


def from_redirect(sent: str) -> bytes:
    """The XML of a deflated message that an address carried; raises NotAccepted."""
    opening = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        opened = opening.decompress(_unpack(sent), MOST_OPENED)
    except zlib.error as error:
        raise NotAccepted("the message cannot be inflated") from error
    if not opening.eof or opening.unused_data:
        raise NotAccepted("the message is too large when inflated, or not whole")
    return _plain(opened)


def packed(xml: bytes) -> str:
    """The way back, as the library wants to be given a message that was opened here."""
    return base64.b64encode(xml).decode("ascii")


def _unpack(sent: str) -> bytes:
    if len(sent) > MOST_SENT:
        raise NotAccepted("the message is larger than 256 KiB")
    try:
        return base64.b64decode("".join(sent.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAccepted("the message is not base64") from error


def _plain(xml: bytes) -> bytes:
    """UTF-8 without declarations of types, comments, instructions and CDATA: what is signed is what is read."""
    try:
        text = xml.decode("utf-8").removeprefix("\ufeff").lstrip()
    except UnicodeDecodeError as error:
        raise NotAccepted("the message is not UTF-8") from error
    declaration = _DECLARATION.match(text)
    if declaration:
        named = _ENCODING.search(declaration[0])
        if named and named[1].lower() != "utf-8":
            raise NotAccepted(f"the message declares the encoding {named[1][:20]}")
        text = text[declaration.end() :]
    if "\0" in text or "<!" in text or "<?" in text:
        raise NotAccepted("the message holds a document type, an entity, a comment, CDATA or an instruction")
    return text.strip().encode()
