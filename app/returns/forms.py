"""What people fill in when they hand something in, and what IT fills in afterwards."""

from __future__ import annotations

import datetime as dt

from wtforms import BooleanField, FileField, Form, MultipleFileField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length

from app.fields import LineText, LongText, ScannedText
from app.uploads import Accepted, accept
from app.words import say
from catalogue.returns import Reason


def _most(most: int) -> Length:
    return Length(max=most, message=say("fields.text_length.long", most=most))


def _radio(key: str, words: list[str]) -> RadioField:
    return RadioField(
        say(f"returns.form.{key}"), [AnyOf(words, message=say(f"returns.form.{key}_missing"))],
        choices=[SelectChoice(word, say(f"returns.{key}.{word}")) for word in words], validate_choice=False,
    )  # fmt: skip


class HandInForm(Form):
    """Why and how something is handed in."""

    varfor = _radio("reason", list(Reason))
    hur = _radio("way", ["place", "pickup"])
    tid = StringField(say("returns.form.time"))
    plats = LineText(say("returns.form.place"), [_most(200)])
    utloggad = BooleanField(say("returns.form.signed_out"), description=say("returns.form.signed_out_hint"))
    beskrivning = LongText(say("returns.form.text"), [_most(1000)])
    filer = MultipleFileField(say("returns.form.files"))

    def accepted(self) -> list[Accepted]:
        """The pictures that were sent, judged; raises Refused in words."""
        sent = [file for file in self.filer.data or [] if getattr(file, "filename", "")]
        return [accept(file.read(), file.filename) for file in sent]

    def when(self) -> tuple[dt.date | None, str]:
        """The chosen day and half of it; None and empty for what is none."""
        day, _, half = (self.tid.data or "").partition(" ")
        try:
            return (dt.date.fromisoformat(day), half) if half in ("fm", "em") else (None, "")
        except ValueError:
            return None, ""


class WorkForm(Form):
    """What IT notes about what is handed in."""

    skick = StringField()
    anmarkning = LineText(say("returns.form.remark"), [_most(500)])
    olast = BooleanField(say("returns.form.unlocked"))
    metod = StringField()
    bevis = LineText(say("returns.form.evidence"), [_most(200)])


class PalletForm(Form):
    """A scanned number, a seal, a driver, an answer."""

    nummer = ScannedText(say("returns.form.number"), [_most(200)])
    plomb = LineText(say("returns.form.seal"), [_most(40)])
    forare = LineText(say("returns.form.driver"), [_most(120)])
    svar = LineText(say("returns.form.finding"), [_most(500)])


class CertificateForm(Form):
    """A certificate that came later: for one serial number, or many in a file like the report."""

    enhet = LineText(say("returns.form.number"), [_most(60)])
    nr = LineText(say("returns.form.certificate"), [_most(60)])
    intygsfil = FileField(say("returns.form.certificates"))


class ReportForm(Form):
    """The recycler's report, and the headings where they cannot be guessed."""

    fil = FileField(say("returns.form.report"))
    serienummer = LineText(say("returns.form.column_serial"), [_most(60)])
    intyg = LineText(say("returns.form.column_certificate"), [_most(60)])
    belopp = LineText(say("returns.form.column_amount"), [_most(60)])

    def columns(self) -> dict[str, str]:
        """The headings that were named."""
        named = {"serial": self.serienummer.data, "certificate": self.intyg.data, "amount": self.belopp.data}
        return {key: text for key, text in named.items() if text}
