"""Giving somebody a seat in a body, and letting it end."""

from __future__ import annotations

from wtforms import Form, SelectField

from app.fields import DayField, LineText
from app.forum.forms.proposals import at_most, needed
from app.words import say


class SeatForm(Form):
    """Who, as what, and between which days."""

    email = LineText(say("forum.form.seat_email"), validators=[needed("seat_email_needed"), at_most(160)])
    seat = SelectField(say("forum.form.seat"), default="member")
    valid_from = DayField(say("forum.form.seat_from"), validators=[needed("day_needed")])
    valid_to = DayField(say("forum.form.seat_to"))


class EndForm(Form):
    """The last day."""

    last = DayField(say("forum.form.seat_last"), validators=[needed("day_needed")])
