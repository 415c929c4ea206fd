"""What people fill in about licences. Prices, payers and holders are never read from a form."""

from __future__ import annotations

import contextlib

from wtforms import Form, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from app.fields import DayField, LineText, WholeNumberField, clean, whole_number
from app.licences.queries import Filter
from app.licences.queries.listing import ORDERS, STATES
from app.words import say

LONGEST = 100
MOST_REASON = 300
MOST_POOL = 100_000


class EndForm(Form):
    """The last day, and why."""

    dag = DayField(say("licences.form.last"), [InputRequired(say("licences.form.day_needed"))])
    anledning = LineText(
        say("licences.form.reason"), [Length(max=MOST_REASON, message=say("fields.text_length.long", most=MOST_REASON))]
    )


class LaterForm(Form):
    """A later last day."""

    till = DayField(say("licences.form.later"), [InputRequired(say("licences.form.day_needed"))])


class EditorsForm(Form):
    """Who looks after the content, by name or address, several with commas between."""

    namn = LineText(
        say("licences.detail.editors"),
        [
            InputRequired(say("licences.refused.no_editor")),
            Length(max=MOST_REASON, message=say("fields.text_length.long", most=MOST_REASON)),
        ],
        description=say("licences.hint.editors"),
    )


class PoolForm(Form):
    """How many licences there are; empty is as many as are needed."""

    antal = WholeNumberField(say("licences.form.size"), most=MOST_POOL, description=say("licences.form.size_hint"))


class FilterForm(Form):
    """What the list is asked for; what cannot be is left out, so that a link always opens."""

    text = StringField(name="q")
    item = StringField(name="produkt")
    organisation = StringField(name="organisation")
    state = StringField(name="visa")
    order = StringField(name="sortera")
    after = StringField(name="efter")

    def wanted(self) -> Filter:
        """The filter that was asked for."""
        state, order = self.state.data or "", self.order.data or ""
        number = 0
        with contextlib.suppress(ValueError):
            number = whole_number(self.after.data or "")
        return Filter(
            text=_plain(self.text.data),
            item=_plain(self.item.data),
            organisation=_plain(self.organisation.data),
            state=state if state in STATES else STATES[0],
            order=order if order in ORDERS else next(iter(ORDERS)),
            after=number,
        )


def _plain(text: str | None) -> str:
    try:
        return clean((text or "")[:LONGEST], lines=False)
    except ValidationError:
        return ""
