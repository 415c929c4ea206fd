"""What the forms of the administration share: the version of what was shown, days, and checked numbers."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from stdnum import ean
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.se import orgnr, postnummer
from wtforms import Form
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from app.fields import DayField, WholeNumberField
from app.words import say

DOMAIN = re.compile(r"(?=.{4,120}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")
EMAIL = re.compile(r"[^@\s<>]{1,64}@(?=.{4,90}$)([A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{3,30}")
SCHEME, GLN_SCHEME, ORG_SCHEME = re.compile(r"\d{4}:[A-Za-z0-9.-]{2,35}"), "0088", "0007"


class VersionedForm(Form):
    """A form that knows which version of the row it was filled in for."""

    version = WholeNumberField(widget=HiddenInput())


class Tidy:
    """A validator that also writes the value as it is written; empty is left to other validators."""

    def __init__(self, check: Any, words: str) -> None:
        self.check, self.words = check, words

    def __call__(self, form: Form, field: Any) -> None:
        """Tidy the field's text; raises ValidationError in words."""
        if not field.data:
            return
        try:
            field.data = self.check(field.data)
        except (WrongNumber, ValueError):
            raise ValidationError(say(self.words)) from None


def org_number(text: str) -> str:
    """An organisation number with its dash; raises for a wrong check digit."""
    return str(orgnr.format(orgnr.validate(text)))


def gln(text: str) -> str:
    """A GLN of thirteen digits; raises for a wrong check digit."""
    found = str(ean.validate(text))
    if len(found) != 13:
        raise ValueError(text)
    return found


def peppol(text: str) -> str:
    """A Peppol address as `0007:2120000035`; the number behind a known scheme must be right too."""
    text = text.replace(" ", "")
    if not SCHEME.fullmatch(text):
        raise ValueError(text)
    scheme, _, number = text.partition(":")
    if scheme == GLN_SCHEME:
        gln(number)
    if scheme == ORG_SCHEME:
        number = str(orgnr.compact(orgnr.validate(number)))
    return f"{scheme}:{number}"


def postal_code(text: str) -> str:
    """A Swedish postal code as `695 30`."""
    return str(postnummer.format(postnummer.validate(text)))


def email(text: str) -> str:
    """A mail address."""
    if not EMAIL.fullmatch(text):
        raise ValueError(text)
    return text


def phone(text: str) -> str:
    """A telephone number as it was written."""
    if not PHONE.fullmatch(text):
        raise ValueError(text)
    return text


def domains(text: str) -> list[str]:
    """E-mail domains, one on each line, without what stands before an @; raises ValueError with the wrong one."""
    found: list[str] = []
    for line in re.split(r"[\s,;]+", text.strip().lower()):
        name = line.rpartition("@")[2].rstrip(".")
        if name and not DOMAIN.fullmatch(name):
            raise ValueError(line)
        if name and name not in found:
            found.append(name)
    return found


def in_order(first: DayField, last: DayField) -> None:
    """Refuse a last day before the first one."""
    if isinstance(first.data, dt.date) and isinstance(last.data, dt.date) and last.data < first.data:
        raise ValidationError(say("administration.form.days"))
