"""Ordering for whole school classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Form, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.devices.queries.offers import Reused
from app.fields import DayField, LongText
from app.words import say
from catalogue.classes import SchoolClass, read_classes


class ClassesForm(Form):
    """Which school, which model, and which classes."""

    skola = SelectField(say("classes.form.school"), coerce=int)
    plats = SelectField(say("renewing.form.place"), coerce=int)
    val = RadioField(say("classes.form.model"), validators=[InputRequired(say("renewing.missing.pick"))])
    klasser = LongText(
        say("classes.form.classes"), [Length(max=20_000)], description=say("classes.hint.classes"),
        render_kw={"rows": 8},
    )  # fmt: skip
    dag = DayField(say("renewing.form.day"), validators=[Optional()])
    token = StringField(validators=[InputRequired(), Length(min=16, max=30)])
    classes: list[SchoolClass]
    # For the page: what each model is, and what stands on the reuse shelf.
    summaries: Mapping[str, str] = {}
    reused: Sequence[Reused] = ()

    def validate_klasser(self, field: Any) -> None:
        """Read the classes; every line that cannot be read is told of."""
        self.classes, faults = read_classes(field.data or "")
        if faults:
            told = (say(f"classes.fault.{fault.key}", line=fault.line, value=fault.value) for fault in faults[:10])
            raise ValidationError(" ".join(told))
