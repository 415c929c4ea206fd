"""What people fill in of a report: day and words, an outcome and a forecast for every line, and where it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wtforms import FileField, Form
from wtforms.validators import DataRequired, Length, ValidationError

from app.fields import DayField, LineText, LongText, WholeNumberField, clean
from app.follow_up.actions import Entry
from app.follow_up.actions.taking_in import LONGEST_NOTE, signed_ore
from app.follow_up.models import FollowUpLine
from app.words import say

ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+", re.ASCII)
MOST_ADDRESSES = 10


def _most(most: int) -> Length:
    return Length(max=most, message=say("fields.text_length.long", most=most))


class ReportForm(Form):
    """The day the outcome reaches, the words of the whole, and which version was shown."""

    till = DayField(say("following.form.as_of"), [DataRequired(say("following.form.day"))])
    text = LongText(say("following.form.text"), [_most(4000)])
    version = WholeNumberField()


class PresentForm(Form):
    """When the committee was shown a report, and where that stands."""

    dag = DayField(say("following.form.on"), [DataRequired(say("following.form.day"))])
    paragraf = LineText(say("following.form.note"), [_most(200)])


class FileForm(Form):
    """A table with outcome and forecast."""

    fil = FileField(say("following.form.file"))


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines as they were typed: the entries that could be read, and by field what could not."""

    typed: Mapping[str, str]
    entries: dict[int, Entry] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def lines_of(rows: Iterable[FollowUpLine], sent: Mapping[str, str]) -> Lines:
    """Outcome, forecast and comment of every line that was sent."""
    found = Lines(sent)
    for row in rows:
        if f"utfall-{row.id}" not in sent:
            continue
        amounts: list[int] = []
        for name in ("utfall", "prognos"):
            try:
                amounts.append(signed_ore(sent.get(f"{name}-{row.id}", "")))
            except ValueError:
                found.faults.append((f"{name}-{row.id}", say("following.form.amount")))
        note = _note(found, f"kommentar-{row.id}")
        if len(amounts) == 2:  # both could be read
            found.entries[row.id] = Entry(amounts[0], amounts[1], note)
    return found


def _note(found: Lines, name: str) -> str:
    try:
        note = clean(found.typed.get(name, ""), lines=False)
    except ValidationError as error:
        found.faults.append((name, str(error)))
        return ""
    if len(note) > LONGEST_NOTE:
        found.faults.append((name, say("fields.text_length.long", most=LONGEST_NOTE)))
    return note


def addresses_of(keys: Iterable[str], sent: Mapping[str, str]) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """The addresses typed for each receiver, apart by comma, and by field what is no address."""
    found: dict[str, list[str]] = {}
    faults: list[tuple[str, str]] = []
    for key in keys:
        typed = [each for each in re.split(r"[\s,;]+", sent.get(f"till-{key}", "")) if each]
        wrong = [each for each in typed if not ADDRESS.fullmatch(each)]
        if wrong or len(typed) > MOST_ADDRESSES:
            faults.append((f"till-{key}", say("following.refused.address", what=(wrong or typed)[0][:60])))
        elif typed:
            found[key] = list(dict.fromkeys(typed))
    return found, faults
