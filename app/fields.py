"""Field types that every form shares: strict numbers, clean text, Swedish dates."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from wtforms import Field, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.meta import DefaultMeta
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TextInput

from app.words import say
from app.words.formats import STOCKHOLM, kr, local

# Cc control, Cf format (bidi overrides, zero width), Cs surrogates, Co private use, Cn unassigned.
UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
MOST_DIGITS = 9
AMOUNT = re.compile(
    r"(?P<whole>[0-9]{1,3}(?P<groups>(?: [0-9]{3})+|(?:\.[0-9]{3})+)|[0-9]+)(?:[,.](?P<rest>[0-9]{1,2}))?", re.ASCII
)

LABEL = re.compile(r"/enheter/([A-Z0-9-]{3,40})$", re.ASCII | re.IGNORECASE)


# What the forms' library says of a field when nobody has given it better words, by the key of ours.
OWN_WORDS = {
    "Not a valid choice.": "choice", "Invalid Choice: could not coerce.": "choice",
    "This field is required.": "needed",
    "Field cannot be longer than %(max)d character.": "long",
    "Field cannot be longer than %(max)d characters.": "long",
    "Field must be at least %(min)d character long.": "short",
    "Field must be at least %(min)d characters long.": "short",
    "Field must be between %(min)d and %(max)d characters long.": "length",
    "Number must be at least %(min)s.": "least", "Number must be at most %(max)s.": "most",
    "Number must be between %(min)s and %(max)s.": "between",
    "Not a valid integer value.": "integer",
}  # fmt: skip


class Swedish:
    """The words of the forms' library in Swedish; what it may still say otherwise is asked to be looked at again."""

    def gettext(self, text: str) -> str:
        """One of the library's sentences."""
        return say(f"fields.own.{OWN_WORDS.get(text, 'again')}")

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The same for a sentence with a number in it."""
        return self.gettext(one if number == 1 else many)


def speak_swedish() -> None:
    """Let every form of the house say what is wrong in Swedish, also where nobody thought of words."""
    DefaultMeta.get_translations = lambda _meta, _form: Swedish()


def whole_number(text: str) -> int:
    """A number in ASCII digits only; raises ValueError for signs, other digits, underscores and exponents."""
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > MOST_DIGITS:
        raise ValueError(text)
    return int(text)


class WholeNumberField(IntegerField):
    """A whole number between `least` and `most`, in words when it is not."""

    def __init__(self, label: str | None = None, *, least: int = 0, most: int = 10**9, **options: Any) -> None:
        super().__init__(label, **options)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the typed text; raises ValueError in words."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            number = whole_number(valuelist[0])
        except ValueError:
            raise ValueError(say("fields.number.digits", least=self.least, most=self.most)) from None
        if not self.least <= number <= self.most:
            raise ValueError(say("fields.number.range", least=self.least, most=self.most))
        self.data = number


def ore_of(text: str) -> int:
    """An amount as people write it, `1 290`, `1290,50` or `1 290,00 kr`, as öre; raises ValueError."""
    found = AMOUNT.fullmatch(" ".join(text.split()).removesuffix("kr").removesuffix(":-").strip())
    if found is None:
        raise ValueError(text)
    whole = re.sub(r"[ .]", "", found["whole"]) if found["groups"] else found["whole"]
    if len(whole) > MOST_DIGITS:
        raise ValueError(text)
    return int(whole) * 100 + int((found["rest"] or "0").ljust(2, "0"))


class AmountField(Field):
    """An amount in kronor, kept as öre; at most `most` öre."""

    widget = TextInput()

    def __init__(self, label: str | None = None, *, most: int = 100_000_000, **options: Any) -> None:
        super().__init__(label, **options)
        self.most = most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        whole, rest = divmod(self.data, 100)
        return f"{whole},{rest:02d}" if rest else str(whole)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the typed text; raises ValueError in words."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = ore_of(valuelist[0])
        except ValueError:
            raise ValueError(say("fields.amount.form")) from None
        if self.data > self.most:
            raise ValueError(say("fields.amount.most", most=kr(self.most)))


class QuantityField(WholeNumberField):
    """How many: 1 to 99."""

    def __init__(self, label: str | None = None, *, least: int = 1, **options: Any) -> None:
        super().__init__(label, least=least, most=99, **options)


def clean(text: str, *, lines: bool) -> str:
    """Text in NFC without surrounding space; raises ValidationError for characters that hide or reorder text."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    allowed = "\n\t" if lines else ""
    if any(unicodedata.category(char) in UNWANTED and char not in allowed for char in text):
        raise ValidationError(say("fields.text.characters"))
    return text


class _CleanText:
    lines = False
    data: Any

    def pre_validate(self, _form: object) -> None:
        """Normalise what was typed and refuse hidden characters."""
        self.data = clean(self.data or "", lines=self.lines)

    def _value(self) -> str:
        """What is shown again: without the characters that were refused, since no page may hold them."""
        return "".join(char for char in self.data or "" if unicodedata.category(char) not in UNWANTED or char == "\n")


class LineText(_CleanText, StringField):
    """One line of text."""


class ScannedText(LineText):
    """A number that is scanned or typed; of our own labels, which hold the address of the device, its tag."""

    def pre_validate(self, form: object) -> None:
        """Normalise what was read, and take the number out of an address."""
        super().pre_validate(form)
        self.data = scanned(self.data)


def scanned(text: str) -> str:
    """What a scanner read: the tag at the end of a label's address, anything else as it is."""
    found = LABEL.search(text)
    return found[1].upper() if found else text


class LongText(_CleanText, TextAreaField):
    """Text over several lines."""

    lines = True


class DayField(Field):
    """A date as `2026-12-01`, also `20261201` and `1/12 2026`; empty is None."""

    widget = DateInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the typed text; raises ValueError in words."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        for pattern in ("%Y-%m-%d", "%Y%m%d", "%d/%m %Y"):
            try:
                self.data = dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no zone
            except ValueError:
                continue
            return
        raise ValueError(say("fields.day.form"))


class MomentField(Field):
    """A moment on the Swedish clock, `2026-12-01 08:30` or as a browser sends it; empty is None."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{local(self.data):%Y-%m-%d %H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the typed text; raises ValueError in words."""
        self.data = None
        text = (valuelist[0] if valuelist else "").strip().replace("T", " ").replace(".", ":")
        if not text:
            return
        try:
            self.data = dt.datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=STOCKHOLM).astimezone(dt.UTC)
        except ValueError:
            raise ValueError(say("fields.moment.form")) from None


class TicksField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
