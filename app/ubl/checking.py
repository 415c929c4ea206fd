"""What an order must hold before it leaves as a Peppol document; the official rules themselves are run by the tests."""

from __future__ import annotations

from collections.abc import Iterator

from app.ubl.orders import PaperOrder, Party

DIGITS, PLACE_DIGITS = 10, 13


def faults(paper: PaperOrder) -> list[str]:
    """Keys of what is missing or wrong (words in `ubl.fault`); nothing may leave while there are any."""
    return list(dict.fromkeys(_faults(paper)))


def company_is_sound(digits: str) -> bool:
    """Whether ten digits are an organisation number, check digit and all."""
    return len(digits) == DIGITS and _is_number(digits) and luhn(digits)


def place_is_sound(digits: str) -> bool:
    """Whether thirteen digits are a location number, check digit and all."""
    if len(digits) != PLACE_DIGITS or not _is_number(digits):
        return False
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return weighed % 10 == 0


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _faults(paper: PaperOrder) -> Iterator[str]:
    for name, party in (("buyer", paper.buyer), ("seller", paper.seller)):
        yield from (f"{name}_{fault}" for fault in _party_faults(party))
    if not paper.reference.strip():
        yield "reference"
    if not paper.lines:
        yield "lines"
    if len({line.position for line in paper.lines}) < len(paper.lines):
        yield "positions"
    for line in paper.lines:
        if not (line.article.strip() and line.name.strip()):
            yield "item"
        if line.quantity < 1 or line.price < 0 or line.net != line.price * line.quantity:
            yield "amounts"


def _party_faults(party: Party) -> Iterator[str]:
    if not party.name.strip():
        yield "name"
    if not company_is_sound(party.company):
        yield "company"
    if party.place and not place_is_sound(party.place):
        yield "place"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
