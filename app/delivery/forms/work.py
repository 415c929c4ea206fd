"""What people fill in: goods receipt, checklist, the partner's delivery day."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import Form, HiddenField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from app.delivery.actions import Typed
from app.fields import DayField, LineText, WholeNumberField, clean, whole_number
from app.refusal import Refused
from app.words import say

MOST_MARKED, LONGEST = 100, 100
NAMES = {"serial": "serie", "imei": "imei", "imei2": "imei2"}


@dataclass(frozen=True, slots=True)
class Marked:
    """What is to be done with which lines."""

    verb: str
    line_ids: tuple[int, ...]


class MarkedForm(Form):
    """A verb for the marked rows (`atgard`, `rad`), or for one row by its own button (`en` = verb and line)."""

    verb = StringField(name="atgard")
    rows = SelectMultipleField(name="rad", validate_choice=False)
    single = StringField(name="en")

    def marked(self) -> Marked:
        """What was asked for; ids that are no numbers are left out."""
        if self.single.data:
            verb, _, line = self.single.data.partition(":")
            return Marked(verb, _ids([line]))
        return Marked(self.verb.data or "", _ids(self.rows.data or []))


class _Place(Form):
    """The id to go on from."""

    after = StringField(name="efter")
    before = StringField(name="fore")

    def place(self) -> int:
        """The id to go on from; 0 for the beginning and for what is no number."""
        return next(iter(_ids([self.after.data or self.before.data or ""])), 0)


class SearchForm(_Place):
    """What is looked for among deliveries."""

    text = StringField(name="q")

    def words(self) -> str:
        """The words, without characters that hide or reorder text."""
        try:
            return clean((self.text.data or "")[:LONGEST], lines=False)
        except ValidationError:
            return ""


class WorkFilter(SearchForm):
    """Whose work is shown, in which state, and what is looked for in it."""

    organisation = StringField(name="organisation")
    state = StringField(name="lage")


class PartnerFilter(SearchForm):
    """What is to be done, what is on its way, or all; and what is looked for."""

    shows = StringField(name="visa")


class StepsForm(Form):
    """The steps of a checklist that are ticked."""

    steps = SelectMultipleField(name="steg", validate_choice=False)


def _ids(texts: Iterable[str]) -> tuple[int, ...]:
    found = []
    for text in texts:
        with contextlib.suppress(ValueError):
            found.append(whole_number(text))
    return tuple(found[:MOST_MARKED])


class DayForm(Form):
    """The partner's promise."""

    day = DayField(say("delivery.form.day"), name="leveransdag")


class ReceiptForm(Form):
    """What came: the delivery note, and how many had come before the form was shown."""

    note = LineText(
        say("delivery.form.note"), [Length(max=60, message=say("delivery.form.note_long"))], name="foljesedel"
    )
    already = HiddenField(name="tidigare")

    @property
    def form(self) -> Form:
        """The fields."""
        return self


class CountedForm(ReceiptForm):
    """Goods that are only counted."""

    quantity = WholeNumberField(
        say("delivery.form.quantity"),
        validators=[InputRequired(say("delivery.form.quantity_missing"))],
        least=1,
        most=99,
        name="antal",
    )


class UnitsForm:
    """One row for each unit that is left, with a serial number and, for what has a SIM, its IMEIs."""

    def __init__(
        self, rows: int, sent: Mapping[str, Any] | None, *, with_imei: bool, already: int,
        filled: Sequence[tuple[str, str, str]] = (),
    ) -> None:  # fmt: skip
        self.names = ("serial", "imei", "imei2") if with_imei else ("serial",)
        self.rows = range(rows)
        fields = {_field_id(row, name): _unit_field(row, name) for row in self.rows for name in self.names}
        self.form: Form = type("UnitRows", (ReceiptForm,), fields)(
            sent, data={"already": already} | _filled(filled[:rows], self.names)
        )
        self.filled = bool(filled)

    def typed(self) -> list[Typed]:
        """What stands in the rows."""
        form = self.form
        return [Typed(row, **{name: form[_field_id(row, name)].data or "" for name in self.names}) for row in self.rows]

    def blame(self, faults: Mapping[tuple[int, str], Refused]) -> None:
        """Put what is wrong beside its field."""
        for (row, name), refused in sorted(faults.items(), key=lambda fault: fault[0]):
            self.form[_field_id(row, name)].errors = [say(refused.key, **refused.params)]

    def fields(self) -> Iterator[list[Any]]:
        """The fields, row by row."""
        for row in self.rows:
            yield [self.form[_field_id(row, name)] for name in self.names]


def _filled(units: Sequence[tuple[str, str, str]], names: Sequence[str]) -> dict[str, str]:
    """What the supplier announced, in its fields."""
    return {
        _field_id(row, name): text
        for row, unit in enumerate(units)
        for name, text in zip(("serial", "imei", "imei2"), unit, strict=True)
        if name in names
    }


def _field_id(row: int, name: str) -> str:
    return f"{name}_{row}"


def _unit_field(row: int, name: str) -> LineText:
    longest = Length(max=60, message=say("delivery.form.long"))
    return LineText(say(f"delivery.form.{name}", row=row + 1), [longest], name=f"{NAMES[name]}-{row}")
