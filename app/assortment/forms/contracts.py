"""A contract with a supplier."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Form, HiddenField, SelectField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.fields import DayField, LineText, LongText
from app.words import say


def _must(name: str) -> InputRequired:
    return InputRequired(say("editing.form.must", what=say(f"editing.contract.{name}")))


class ContractForm(Form):
    """What is agreed, with whom, and between which days."""

    seen = HiddenField()
    supplier_id = SelectField(say("editing.contract.supplier_id"), coerce=int)
    area = LineText(say("editing.contract.area"), [_must("area"), Length(max=120)])
    reference = LineText(
        say("editing.contract.reference"), [_must("reference"), Length(max=60)],
        description=say("editing.hint.reference"),
    )  # fmt: skip
    starts_on = DayField(say("editing.contract.starts_on"), validators=[_must("starts_on")])
    ends_on = DayField(
        say("editing.contract.ends_on"), validators=[_must("ends_on")], description=say("editing.hint.ends_on")
    )
    included_in_contribution = BooleanField(say("editing.contract.included_in_contribution"))
    note = LongText(say("editing.contract.note"), [Optional(), Length(max=500)])

    def validate_ends_on(self, field: Any) -> None:
        """A contract does not end before it starts."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(say("editing.form.ends"))
