"""Writes UBL 2.1: pairs of names and values, in the order the schema wants them, become bytes.

A value that is a list stands in the namespace of aggregates, any other in that of plain values. None, an empty text and
a list where nothing is left write nothing at all, for no element may be empty (PEPPOL-EN16931-R008).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias
from xml.etree import ElementTree as ET  # written only, never read

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
PLAIN, AGGREGATE = f"{UBL}CommonBasicComponents-2", f"{UBL}CommonAggregateComponents-2"
# What no XML 1.0 document may hold, escaped or not: control signs and halves of pairs.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ORE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text with attributes, such as a currency or a scheme."""

    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


Value: TypeAlias = "str | int | dt.date | Leaf | Pairs | None"
Pairs: TypeAlias = "Sequence[tuple[str, Value]]"


def amount(ore: int | None) -> Leaf | None:
    """An amount of öre as kronor with two decimals."""
    return None if ore is None else Leaf(f"{Decimal(ore) / ORE:.2f}", {"currencyID": "SEK"})


def number(value: Decimal) -> str:
    """A decimal number in plain digits, without an exponent or zeroes that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def coded(text: str | None, **attributes: str) -> Leaf | None:
    """A text with its attributes, or nothing for no text."""
    return Leaf(text, attributes) if text else None


def write(root: str, pairs: Pairs) -> bytes:
    """The bytes of the document `root` ("Invoice", "Order" …); the same pairs always give the same bytes.

    Raises ValueError for a document without anything in it.
    """
    top = ET.Element(root, {"xmlns": f"{UBL}{root}-2", "xmlns:cac": AGGREGATE, "xmlns:cbc": PLAIN})
    _fill(top, pairs)
    if not len(top):
        raise ValueError(f"{root} is empty")
    text: str = ET.tostring(top, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _fill(parent: ET.Element, pairs: Pairs) -> None:
    for name, value in pairs:
        if isinstance(value, (list, tuple)):
            part = ET.Element(f"cac:{name}")
            _fill(part, value)
            if len(part):
                parent.append(part)
        elif (leaf := _leaf(value)).text:
            ET.SubElement(parent, f"cbc:{name}", dict(leaf.attributes)).text = leaf.text


def _leaf(value: Value) -> Leaf:
    leaf = value if isinstance(value, Leaf) else Leaf(_text(value))
    return Leaf(FORBIDDEN.sub("", leaf.text).strip(), leaf.attributes)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else "" if value is None else str(value)
