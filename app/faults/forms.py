"""What somebody tells of a fault, and of an incident in their unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Form, MultipleFileField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length

from app.fields import LineText, LongText, MomentField
from app.uploads import Accepted, accept
from app.words import say
from catalogue.cases import BasicFunction, PupilTopic

ABOUT = ("funktion", "enhet", "system", "annat")
MOST_TEXT = 4000


def _most(most: int) -> Length:
    return Length(max=most, message=say("fields.text_length.long", most=most))


def _radio(key: str, words: Sequence[str], *, missing: str = "") -> RadioField:
    items = [SelectChoice(word, say(f"faults.{key}.{word}")) for word in words]
    allowed = list(words) if missing else [*words, None, ""]
    checks = [AnyOf(allowed, message=say(missing or "faults.form.choose"))]
    return RadioField(say(f"faults.form.{key}"), checks, choices=items, validate_choice=False)


class FaultForm(Form):
    """A fault: what, on which thing, since when, with pictures."""

    galler = _radio("about", ABOUT, missing="faults.form.about_missing")
    basfunktion = _radio("basic", tuple(BasicFunction))
    enhet = SelectField(say("faults.form.device"), validate_choice=False)
    marke = LineText(say("faults.form.tag"), [_most(30)], description=say("faults.form.tag_hint"))
    elev = _radio("pupil", tuple(PupilTopic))
    system = SelectField(say("faults.form.system"), validate_choice=False)
    rubrik = LineText(say("faults.form.subject"), [_most(120)], description=say("faults.form.subject_hint"))
    beskrivning = LongText(say("faults.form.text"), [_most(MOST_TEXT)], description=say("faults.form.text_hint"))
    drabbade = _radio("affected", ("jag", "flera", "alla"))
    telefon = LineText(say("faults.form.phone"), [_most(30)], description=say("faults.form.phone_hint"))
    filer = MultipleFileField(say("faults.form.files"))

    def accepted(self) -> list[Accepted]:
        """The pictures that were sent, judged; raises Refused in words."""
        return [accept(file.read(), file.filename) for file in self.filer.data or [] if _is_sent(file)]


class IncidentForm(Form):
    """An incident in one's own operation (L350-L351, R-098)."""

    rubrik = LineText(say("faults.form.incident_subject"), [_most(120)])
    handelse = LongText(say("faults.form.incident_text"), [_most(MOST_TEXT)], description=say("faults.form.text_hint"))
    borjade = MomentField(say("faults.form.started"), description=say("faults.form.started_hint"))
    paverkan = LongText(say("faults.form.effect"), [_most(MOST_TEXT)])
    komponenter = LineText(say("faults.form.components"), [_most(300)])
    allvarlig = BooleanField(say("faults.form.serious"), description=say("faults.form.serious_hint"))
    aterkommande = BooleanField(say("faults.form.recurring"))
    personuppgifter = BooleanField(say("faults.form.personal"), description=say("faults.form.personal_hint"))


class Chosen(Form):
    """Which device a link is about."""

    enhet = StringField()


def _is_sent(file: Any) -> bool:
    return bool(getattr(file, "filename", ""))
