"""What is filled in about a code plan."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.administration.forms.base import VersionedForm, in_order
from app.fields import DayField, LineText
from app.words import say
from catalogue.codeplan import DIMENSIONS, RULE_KINDS, sound


class _Days(VersionedForm):
    """From which day to which."""

    valid_from = DayField(say("administration.field.valid_from"), [InputRequired(say("administration.form.day"))])
    valid_to = DayField(
        say("administration.field.valid_to"), [Optional()], description=say("administration.form.valid_to_hint")
    )

    def validate_valid_to(self, field: DayField) -> None:
        """The last day is not before the first."""
        in_order(self.valid_from, field)


class CodeForm(_Days):
    """A code of a part."""

    code = LineText(say("codeplan.form.code"), [InputRequired(say("codeplan.form.code_must")), Length(max=20)])
    name = LineText(say("codeplan.form.name"), [InputRequired(say("administration.form.name")), Length(max=120)])

    order = ("code", "name", "valid_from", "valid_to")


class RuleForm(_Days):
    """A rule: when one part is so, another must or must not be so."""

    dimension = SelectField(say("codeplan.form.dimension"))
    pattern = LineText(
        say("codeplan.form.pattern"), [InputRequired(say("codeplan.form.pattern_must")), Length(max=120)],
        description=say("codeplan.form.pattern_hint"),
    )  # fmt: skip
    other = SelectField(say("codeplan.form.other"))
    kind = SelectField(
        say("codeplan.form.kind"),
        choices=[SelectChoice(kind, say(f"codeplan.form.kind_{kind}")) for kind in RULE_KINDS],
    )
    other_pattern = LineText(
        say("codeplan.form.other_pattern"), [InputRequired(say("codeplan.form.pattern_must")), Length(max=120)]
    )
    note = LineText(
        say("codeplan.form.note"), [Optional(), Length(max=200)], description=say("codeplan.form.note_hint")
    )

    order = ("dimension", "pattern", "other", "kind", "other_pattern", "note", "valid_from", "valid_to")

    def __init__(self, *filled: Any, **options: Any) -> None:
        super().__init__(*filled, **options)
        parts = [SelectChoice(key, say(f"codeplan.part.{key}")) for key in DIMENSIONS]
        self.dimension.choices = self.other.choices = parts

    def validate_pattern(self, field: LineText) -> None:
        """It must be possible to read."""
        if not sound(field.data or ""):
            raise ValidationError(say("codeplan.form.pattern_wrong"))

    validate_other_pattern = validate_pattern

    def validate_other(self, field: SelectField) -> None:
        """A rule is about two parts."""
        if field.data == self.dimension.data:
            raise ValidationError(say("codeplan.form.same"))
