"""How a setting's value is read and written by people."""

from __future__ import annotations

import re
from typing import Any

from app.fields import whole_number
from app.words import kr, say
from catalogue.edition import Setting
from catalogue.terms import Payer

# Units that count whole things; whole amounts are öre, and shares basis points: both are hundredths to people.
COUNTED = frozenset({"days", "working_days", "minutes", "mbit"})
PAYERS = (Payer.DIRECT.value, Payer.INVEST.value)


def setting_in_words(setting: Setting, value: Any) -> str:
    """A value with its unit, as people read it; no value is the default."""
    if value is None:
        return say("administration.setting.default", value=setting_in_words(setting, setting.default))
    if isinstance(value, bool):
        return say(f"administration.change.{'yes' if value else 'no'}")
    if setting.unit == "address":
        return str(value) or say("administration.setting.no_address")
    if setting.unit == "mail":
        return str(value) or say("administration.setting.no_mail")
    if setting.unit == "basis_points":
        return say("administration.unit.percent", value=_decimal(value))
    if setting.unit == "payer":
        return say(f"administration.payer.{value}")
    return say(f"administration.unit.{setting.unit}", value=value) if setting.unit in COUNTED else kr(value)


def typed(setting: Setting, value: Any) -> str:
    """A value as it stands in a field."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return _decimal(value) if has_decimals(setting) else str(value)


def read(setting: Setting, text: str) -> int | str | bool:
    """What was typed as the setting's value: amounts in kronor, shares in percent; raises ValueError."""
    text = " ".join(text.split())
    if isinstance(setting.default, bool):
        return {"ja": True, "nej": False}[text]
    if setting.unit == "payer":
        return PAYERS[PAYERS.index(text)]
    if setting.unit == "address":
        return _address(text)
    if setting.unit == "mail":
        return _mail(text)
    if not has_decimals(setting):
        return whole_number(text)
    whole, _, rest = text.replace(" ", "").replace(".", ",").partition(",")
    if len(rest) > 2:
        raise ValueError(text)
    return whole_number(whole) * 100 + whole_number(rest.ljust(2, "0") if rest else "0")


def _address(text: str) -> str:
    """A web address that people may be sent to, or nothing; raises ValueError for any other."""
    if text and not re.fullmatch(r"https://[^\s/?#<>\"']+(?:[/?#][^\s<>\"']*)?", text):
        raise ValueError(text)
    return text


def _mail(text: str) -> str:
    """A mail address, or nothing; raises ValueError for any other."""
    if text and not re.fullmatch(r"[^\s@<>\"',;]{1,64}@[^\s@<>\"',;]+\.[^\s@<>\"',;.]+", text):
        raise ValueError(text)
    return text


def has_decimals(setting: Setting) -> bool:
    """Whether people write the value with decimals: an amount in kronor or a share in percent."""
    return isinstance(setting.default, int) and not isinstance(setting.default, bool) and setting.unit not in COUNTED


def _decimal(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02d}".rstrip("0") if rest else str(whole)
