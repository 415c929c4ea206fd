"""Serial numbers and IMEIs: one way to write them, and the check digit."""

from __future__ import annotations

import re
import unicodedata

from stdnum import luhn

from app.refusal import Refused

SERIAL = re.compile(r"[A-Z0-9][A-Z0-9./_-]{3,39}")
IMEI_DIGITS = 15


def serial_number(text: str) -> str:
    """A serial number in capitals without spaces; raises Refused when it cannot be one."""
    serial = re.sub(r"\s", "", unicodedata.normalize("NFC", text)).upper()
    if not serial:
        raise Refused("devices.serial.missing")
    if not SERIAL.fullmatch(serial):
        raise Refused("devices.serial.form")
    return serial


def imei_number(text: str) -> str | None:
    """An IMEI as fifteen digits, None when nothing was typed; raises Refused for a wrong length or check digit."""
    digits = re.sub(r"[\s/-]", "", text)
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) == IMEI_DIGITS):
        raise Refused("devices.imei.digits", count=len(digits))
    if not luhn.is_valid(digits) or not digits.strip("0"):
        raise Refused("devices.imei.check")
    return digits
