"""A picture with its words, or one of those that were sent before."""

from __future__ import annotations

import re
from typing import Any

from wtforms import FileField, Form
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from app.fields import LineText, WholeNumberField
from app.words import say

LEAST, MOST = 10, 200
FILE_NAME = re.compile(r"(?i)\S+\.(jpe?g|png|webp|hei[cf]|gif)|(img|dsc|image|bild)[-_ ]?\d+")


class PictureForm(Form):
    """A new picture; `seen` is the one that stood when the form was opened, 0 for the drawing."""

    seen = WholeNumberField(widget=HiddenInput(), default=0)
    bild = FileField(say("editing.picture.file"), description=say("editing.picture.file_hint"))
    alt = LineText(
        say("editing.picture.alt"),
        [
            InputRequired(say("editing.picture.alt_needed")),
            Length(min=LEAST, max=MOST, message=say("editing.picture.alt_length", least=LEAST, most=MOST)),
        ],
        description=say("editing.picture.alt_hint"),
    )

    def validate_alt(self, field: Any) -> None:
        """Words, not the name of a file."""
        if FILE_NAME.fullmatch(field.data or ""):
            raise ValidationError(say("editing.picture.alt_needed"))


class ChosenForm(Form):
    """One of the pictures that were sent before, 0 for the drawing."""

    seen = WholeNumberField(widget=HiddenInput(), default=0)
    bild = WholeNumberField(widget=HiddenInput(), default=0)
