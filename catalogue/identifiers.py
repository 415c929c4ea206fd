"""The numbers that name companies and accounts: bare of what people put between the digits, and their check digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

BETWEEN = re.compile(r"[\s\-\u2010\u2011\u2013.]")
DIGITS = re.compile(r"[0-9]+")
LETTER_A = 10


def bare(text: str) -> str:
    """The characters that count, in capitals: no blanks, hyphens or points."""
    return BETWEEN.sub("", text).upper()


def luhn(digits: str) -> str:
    """The check digit that follows these digits (modulus 10)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 - place % 2)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def holds_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before."""
    return len(digits) > 1 and _is_digits(digits) and luhn(digits[:-1]) == digits[-1]


def is_org_number(text: str) -> bool:
    """A Swedish organisation number: ten digits with a check digit (SE-R-003, -004, -013)."""
    return len(text) == 10 and holds_luhn(text)


def is_vat_number(text: str) -> bool:
    """A Swedish VAT number: SE, the organisation number and 01 (SE-R-001, -002)."""
    return len(text) == 14 and text.startswith("SE") and text.endswith("01") and is_org_number(text[2:12])


def is_bankgiro(text: str) -> bool:
    """Seven or eight digits with a check digit (SE-R-008, -009)."""
    return len(text) in (7, 8) and holds_luhn(text)


def is_plusgiro(text: str) -> bool:
    """Two to eight digits with a check digit (SE-R-007, -010)."""
    return 2 <= len(text) <= 8 and holds_luhn(text)


def is_gln(text: str) -> bool:
    """Thirteen digits whose last is the check digit of GS1: threes and ones, from the right."""
    if len(text) != 13 or not _is_digits(text):
        return False
    total = sum(int(digit) * (3 - 2 * (place % 2)) for place, digit in enumerate(reversed(text[:-1])))
    return -total % 10 == int(text[-1])


def is_iban(text: str) -> bool:
    """An account number for payments across borders, whose two check digits hold (modulus 97)."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", text):
        return False
    turned = text[4:] + text[:4]
    return int("".join(_value(char) for char in turned)) % 97 == 1


def is_bic(text: str) -> bool:
    """The code of a bank, eight or eleven characters."""
    return bool(re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", text))


IDENTIFIERS: Mapping[str, Callable[[str], bool]] = {
    "org_number": is_org_number,
    "vat_number": is_vat_number,
    "bankgiro": is_bankgiro,
    "plusgiro": is_plusgiro,
    "gln": is_gln,
    "iban": is_iban,
    "bic": is_bic,
}


def ocr(number: str) -> str:
    """The payment reference of an invoice: its number, a length digit and a check digit; raises ValueError past 25."""
    if not _is_digits(number) or len(number) > 23:
        raise ValueError("an invoice number is at most 23 digits")
    with_length = f"{number}{(len(number) + 2) % 10}"
    return with_length + luhn(with_length)


def is_ocr(text: str) -> bool:
    """Whether a payment reference has the right length digit and check digit."""
    return 2 < len(text) <= 25 and holds_luhn(text) and int(text[-2]) == len(text) % 10


def giro_shown(digits: str, kind: str) -> str:
    """A giro number as people read it: 123-4567 for bankgiro, 12 34 56-7 for plusgiro."""
    if kind == "bankgiro":
        return f"{digits[:-4]}-{digits[-4:]}"
    body = digits[:-1]
    odd = len(body) % 2
    pairs = [body[:odd], *(body[place : place + 2] for place in range(odd, len(body), 2))]
    return " ".join(pair for pair in pairs if pair) + f"-{digits[-1]}"


def org_number_shown(digits: str) -> str:
    """An organisation number as people read it: 212000-1926."""
    return f"{digits[:6]}-{digits[6:]}"


def _is_digits(text: str) -> bool:
    return bool(DIGITS.fullmatch(text))


def _value(char: str) -> str:
    return char if char.isdigit() else str(ord(char) - ord("A") + LETTER_A)
