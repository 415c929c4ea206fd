"""What people fill in about claims: what broke, and what became of it."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Form, MultipleFileField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length

from app.fields import DayField, LineText, LongText, QuantityField
from app.uploads import Accepted, accept
from app.words import say
from catalogue.warranty import Cause

MOST_TEXT = 2000


def _most(most: int) -> Length:
    return Length(max=most, message=say("fields.text_length.long", most=most))


class ClaimForm(Form):
    """What broke, how, with pictures; `reparera` says yes to a repair that no warranty pays."""

    enhet = SelectField(say("warranty.form.device"), validate_choice=False)
    antal = QuantityField(say("warranty.form.quantity"), default=1)
    hur = RadioField(
        say("warranty.form.cause"), [AnyOf(list(Cause), message=say("warranty.form.cause_missing"))],
        choices=[SelectChoice(cause.value, say(f"warranty.cause.{cause}")) for cause in Cause], validate_choice=False,
    )  # fmt: skip
    beskrivning = LongText(say("warranty.form.text"), [_most(MOST_TEXT)], description=say("warranty.form.text_hint"))
    sedan = DayField(say("warranty.form.broke_on"))
    filer = MultipleFileField(say("warranty.form.files"))
    lan = BooleanField(say("warranty.form.loaner"), description=say("warranty.form.loaner_hint"))
    telefon = LineText(say("warranty.form.phone"), [_most(30)], description=say("warranty.form.phone_hint"))
    reparera = BooleanField(say("warranty.form.repair"))

    def accepted(self) -> list[Accepted]:
        """The pictures that were sent, judged; raises Refused in words."""
        return [accept(file.read(), file.filename) for file in self.filer.data or [] if _is_sent(file)]


class AnswerForm(Form):
    """What becomes of a claim."""

    utfall = StringField()
    svar = LongText(say("warranty.form.answer"), [_most(MOST_TEXT)])
    serienummer = LineText(say("warranty.form.serial"), [_most(60)])
    imei = LineText(say("warranty.form.imei"), [_most(30)])
    referens = LineText(say("warranty.form.reference"), [_most(60)])


class MessageForm(Form):
    """Words and pictures for the thread; `internt` keeps them among those who handle the claim."""

    text = LongText(say("cases.form.text"), validators=[_most(8000)])
    filer = MultipleFileField(say("cases.form.files"))
    internt = BooleanField(say("cases.form.internal"))

    def accepted(self) -> list[Accepted]:
        """The files that were sent, judged; raises Refused in words."""
        return [accept(file.read(), file.filename) for file in self.filer.data or [] if _is_sent(file)]


def _is_sent(file: Any) -> bool:
    return bool(getattr(file, "filename", ""))
