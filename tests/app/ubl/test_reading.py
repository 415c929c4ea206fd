"""XML that others send: read whole, or refused in words."""

import pytest

from app.refusal import Refused
from app.ubl import is_xml, parse


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "dangerous"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"), "dangerous"),
        (b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>', "dangerous"),
        (b"<?php echo 1 ?><a/>", "dangerous"),
        (b"<a><b></a>", "broken"),
        (b"<a>" * 40 + b"</a>" * 40, "deep"),
        (b"<a>" + b"<b/>" * 30_000 + b"</a>", "deep"),
        (b"<a>" + b" " * 1024 * 1024 + b"</a>", "large"),
    ],
)  # fmt: skip
def test_dangerous_broken_and_boundless_xml_is_refused(data: bytes, key: str) -> None:
    assert is_xml(data)
    with pytest.raises(Refused) as refused:
        parse(data)
    assert refused.value.key == f"ubl.refused.{key}"


def test_a_reader_of_larger_documents_says_how_large() -> None:
    assert parse(b"<a>" + b" " * 1024 * 1024 + b"</a>", most=2 * 1024 * 1024).name == "a"


def test_escapes_and_whole_texts_are_kept() -> None:
    assert parse("<a><b>å &amp; &lt;ö&#x41;</b></a>".encode()).one("b") == "å & <öA"
