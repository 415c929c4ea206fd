"""Picking what takes the place of an old device, and telling why it does not come back."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import Form, RadioField, SelectField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from app.devices.queries.offers import Reused
from app.fields import DayField, LongText, ScannedText
from app.shop.queries import Offer
from app.words import say

SHELF = "hylla:"


class PickForm(Form):
    """Which one, where and when."""

    val = RadioField(say("renewing.form.pick"), validators=[InputRequired(say("renewing.missing.pick"))])
    plats = SelectField(say("renewing.form.place"), coerce=int)
    dag = DayField(say("renewing.form.day"), validators=[Optional()])
    # What may be chosen, for the page: from the reuse shelf first, then new.
    reused: Sequence[Reused] = ()
    new: Sequence[Offer] = ()

    @property
    def from_shelf(self) -> str:
        """The tag of the reused device that was chosen; empty for a new one."""
        chosen = str(self.val.data or "")
        return chosen.removeprefix(SHELF) if chosen.startswith(SHELF) else ""


class ReasonForm(Form):
    """Why a device does not come back."""

    skal = LongText(
        say("renewing.form.reason"),
        [
            InputRequired(say("renewing.missing.reason")),
            Length(min=10, max=500, message=say("renewing.missing.reason")),
        ],
    )


class DecisionForm(Form):
    """Whether a reason holds."""

    beslut = StringField(validators=[AnyOf(("ja", "nej"))])


class ScanForm(Form):
    """A serial number from a hand scanner, or typed."""

    serienummer = ScannedText(
        say("renewing.form.scan"), [InputRequired(say("devices.serial.missing")), Length(max=200)],
        description=say("renewing.hint.scan"),
    )  # fmt: skip
