"""What people fill in about wares that go back."""

from __future__ import annotations

from wtforms import Form, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.fields import AmountField, LineText, LongText, QuantityField, WholeNumberField
from app.words import say
from catalogue.ware_returns import Reason


class AskForm(Form):
    """How many go back, and why."""

    quantity = QuantityField(say("ware_returns.form.quantity"), name="antal")
    reason = RadioField(
        say("ware_returns.form.reason"),
        [InputRequired(say("ware_returns.form.reason_missing"))],
        choices=[SelectChoice(reason.value, say(f"ware_returns.reason.{reason}")) for reason in Reason],
        name="skal",
    )
    text = LongText(say("ware_returns.form.text"), [Optional(), Length(max=1000)], name="meddelande")
    token = HiddenField(name="nyckel", validators=[Length(max=40)])


class SentForm(Form):
    """That it has been sent."""

    tracking = LineText(say("ware_returns.form.tracking"), [Optional(), Length(max=80)], name="kolli")


class RefusalForm(Form):
    """Why the supplier does not take it back."""

    why = LineText(say("ware_returns.form.why"), [Length(max=500)], name="varfor")


class CreditForm(Form):
    """The supplier's credit note."""

    note = LineText(say("ware_returns.form.note"), [Length(max=60)], name="kreditnota")
    amount = AmountField(say("ware_returns.form.amount"), name="belopp")


class TermsForm(Form):
    """What a supplier takes back, how long after delivery."""

    wrong = WholeNumberField(
        say("ware_returns.form.wrong_days"),
        validators=[InputRequired(say("ware_returns.form.days_missing"))],
        most=365,
        name="fel",
    )
    unwanted = WholeNumberField(
        say("ware_returns.form.unwanted_days"),
        validators=[InputRequired(say("ware_returns.form.days_missing"))],
        most=365,
        name="oonskad",
    )
    fee = WholeNumberField(say("ware_returns.form.fee"), most=100, name="avdrag")
    address = LineText(say("ware_returns.form.address"), [Optional(), Length(max=300)], name="adress")
