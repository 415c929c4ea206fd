"""What is filled in about the kontering that an order begins with, and the references of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.administration.forms.base import in_order
from app.fields import DayField, LineText
from app.words import say

Choices = Sequence[tuple[Any, str]]


class DefaultForm(Form):
    """The codes that are filled in from a day on; made by `default_form`."""

    valid_from = DayField(say("administration.field.valid_from"), [InputRequired(say("administration.form.day"))])
    order: tuple[str, ...] = ()


def default_form(parts: Sequence[tuple[str, Choices]], centres: Choices | None) -> type[DefaultForm]:
    """A select for each part of the plan, and for the cost centre of a person (None: a unit has its own)."""
    fields: dict[str, Any] = {}
    if centres is not None:
        choices = [SelectChoice(*each) for each in centres]
        fields["cost_centre_id"] = SelectField(say("administration.field.cost_centre_id"), coerce=int, choices=choices)
    for key, codes in parts:
        title = say(f"codeplan.part.{key}").capitalize()
        fields[key] = SelectField(title, choices=[SelectChoice(*each) for each in codes])
    return type("DefaultForm", (DefaultForm,), {**fields, "order": (*fields, "valid_from")})


class ReferenceForm(Form):
    """A reference that a unit may choose, exactly as suppliers shall write it."""

    reference = LineText(
        say("administration.field.invoice_reference"),
        [InputRequired(say("administration.form.invoice_reference")), Length(max=60)],
        description=say("administration.form.invoice_reference_hint"),
    )
    name = LineText(
        say("administration.reference.name"), [Optional(), Length(max=120)],
        description=say("administration.reference.name_hint"),
    )  # fmt: skip
    valid_from = DayField(say("administration.field.valid_from"), [InputRequired(say("administration.form.day"))])
    valid_to = DayField(
        say("administration.field.valid_to"), [Optional()], description=say("administration.form.valid_to_hint")
    )

    order = ("reference", "name", "valid_from", "valid_to")

    def validate_valid_to(self, field: DayField) -> None:
        """The last day is not before the first."""
        in_order(self.valid_from, field)
