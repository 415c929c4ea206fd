"""What IT writes about a device: taking one in by hand, correcting it, handing it over."""

from __future__ import annotations

from wtforms import BooleanField, Form, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.fields import AmountField, DayField, LineText
from app.words import say


def _text(key: str, most: int, *, required: bool = False, hint: str = "") -> LineText:
    first = InputRequired(say(f"registering.missing.{key}")) if required else Optional()
    return LineText(say(f"registering.form.{key}"), [first, Length(max=most)], description=hint)


class FactsForm(Form):
    """What may be corrected of a device in the register."""

    modell = _text("model", 120, required=True)
    plats = _text("site", 120)
    rum = _text("room", 60)
    licens = _text("os_licence", 80)
    bestallning = _text("order_reference", 40)
    pris = AmountField(say("registering.form.price"), validators=[Optional()])
    garanti = DayField(say("registering.form.warranty"))
    livslangd = DayField(say("registering.form.planned"))
    hanterad = BooleanField(say("registering.form.managed"))
    version = IntegerField(validators=[Optional()])


class HandOverForm(Form):
    """Who gets a device, and where it will stand."""

    organisation = SelectField(say("registering.form.organisation"))
    innehavare = _text("holder", 160, required=True, hint=say("registering.hint.holder"))
    plats = _text("site", 120)
    rum = _text("room", 60)


class EnterForm(HandOverForm):
    """A device that no order of the shop brought."""

    sort = SelectField(say("registering.form.kind"))
    modell = _text("model", 120, required=True)
    serienummer = StringField(say("registering.form.serial"))
    imei = StringField(say("registering.form.imei"))
    imei2 = StringField(say("registering.form.imei2"))
    licens = _text("os_licence", 80)
    bestallning = _text("order_reference", 40)
    pris = AmountField(say("registering.form.price"), validators=[Optional()])
    togs_emot = DayField(say("registering.form.received"))
    garanti = DayField(say("registering.form.warranty"))
    hanterad = BooleanField(say("registering.form.managed"), default=True)
