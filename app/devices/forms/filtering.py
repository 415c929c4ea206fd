"""What the register is asked for."""

from __future__ import annotations

from wtforms import Form, StringField
from wtforms.validators import ValidationError

from app.devices.queries import Filter
from app.fields import clean, scanned, whole_number

LONGEST = 100
PLACES = 24


class FilterForm(Form):
    """Search text, class, organisation, state and place; what cannot be is left out, so that a link always opens."""

    text = StringField(name="q")
    device_class = StringField(name="typ")
    organisation = StringField(name="organisation")
    state = StringField(name="lage")
    before = StringField(name="fore")

    def wanted(self) -> Filter:
        """The filter that was asked for."""
        return Filter(
            text=scanned(_plain(self.text.data)),
            device_class=_plain(self.device_class.data),
            organisation=_plain(self.organisation.data),
            state=_plain(self.state.data),
            before=_number(self.before.data),
        )


def _plain(text: str | None) -> str:
    try:
        return clean((text or "")[:LONGEST], lines=False)
    except ValidationError:
        return ""


def _number(text: str | None) -> int:
    try:
        return whole_number(text or "")
    except ValueError:
        return 0


def place(text: str | None) -> int:
    """The place on a sheet of labels that is used first, 1 to 24; the first for anything else."""
    number = _number(text)
    return number if 1 <= number <= PLACES else 1
