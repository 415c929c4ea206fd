"""What is filled in of messages, outages and freezes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from wtforms import BooleanField, Form, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.fields import DayField, LineText, LongText, MomentField, TicksField, WholeNumberField
from app.notices.actions import Written
from app.notices.models import ChangeFreeze, OperationsMessage, Outage
from app.words import say
from catalogue.components import Component
from catalogue.operations import MessageKind


def needed(key: str) -> InputRequired:
    """It must be filled in, and this is what is said when it is not."""
    return InputRequired(say(f"notices.form.{key}"))


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Values and their words as the choices of a field."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def at_most(most: int) -> Length:
    """How long it may be."""
    return Length(max=most, message=say("notices.form.long", most=most))


class MessageForm(Form):
    """A message."""

    kind = RadioField(
        say("notices.form.kind"), name="slag", validators=[needed("kind_needed")],
        choices=choices((kind.value, say(f"notices.kind.{kind}")) for kind in MessageKind),
    )  # fmt: skip
    title = LineText(say("notices.form.title"), name="rubrik", validators=[needed("title_needed"), at_most(120)])
    text = LongText(say("notices.form.text"), name="text", validators=[at_most(4000)])
    components = TicksField(say("notices.form.components"), name="delar", validators=[needed("components_needed")])
    organisations = TicksField(say("notices.form.organisations"), name="for", validators=[needed("for_needed")])
    starts_at = MomentField(say("notices.form.starts"), name="start", validators=[needed("starts_needed")])
    ends_at = MomentField(say("notices.form.ends"), name="slut")
    estimated_at = MomentField(say("notices.form.estimated"), name="klart")
    agreed_with = LineText(say("notices.form.agreed"), name="overenskommet", validators=[at_most(200)])
    exception_reason = LineText(say("notices.form.exception"), name="undantag", validators=[at_most(400)])
    version = WholeNumberField(name="version")

    @classmethod
    def over(
        cls, components: Mapping[str, Component], organisations: Sequence[tuple[int, str, str]], typed: Any = None
    ) -> MessageForm:
        """The form with its choices, empty or as typed; an empty one is for all."""
        form = cls(typed)
        form.components.choices = choices((key, part.name) for key, part in components.items())
        form.organisations.choices = choices((str(id_), name) for id_, _key, name in organisations)
        if typed is None:
            form.organisations.data = [str(id_) for id_, _key, _name in organisations]
        return form

    def show(self, found: OperationsMessage, reach: Collection[int]) -> None:
        """Fill it as a message stands."""
        self.process(obj=found)
        self.organisations.data = [str(id_) for id_ in reach]

    @property
    def begins(self) -> dt.datetime:
        """When it begins; call it after `validate`."""
        moment = self.starts_at.data
        assert moment is not None  # noqa: S101  # the field demands it
        return moment

    def written(self) -> Written:
        """What was written; call it after `validate`."""
        return Written(
            kind=MessageKind(self.kind.data), title=self.title.data or "", text=self.text.data or "",
            components=tuple(self.components.data or ()),
            organisations=tuple(int(each) for each in self.organisations.data or ()),
            starts_at=self.begins, ends_at=self.ends_at.data, estimated_at=self.estimated_at.data,
            agreed_with=self.agreed_with.data or "", exception_reason=self.exception_reason.data or "",
        )  # fmt: skip


class UpdateForm(Form):
    """How it goes."""

    text = LongText(say("notices.form.update"), name="text", validators=[needed("update_needed"), at_most(2000)])
    estimated_at = MomentField(say("notices.form.estimated"), name="klart")


class EndForm(Form):
    """That it is over."""

    text = LongText(say("notices.form.ending"), name="text", validators=[at_most(2000)])
    counts = BooleanField(say("notices.form.counts"), name="raknas")


class OutageForm(Form):
    """That a component was away."""

    component = SelectField(say("notices.form.component"), name="del", validate_choice=True)
    starts_at = MomentField(say("notices.form.away_from"), name="fran", validators=[needed("starts_needed")])
    ends_at = MomentField(say("notices.form.away_to"), name="till", validators=[needed("ends_needed")])
    planned = BooleanField(say("notices.form.was_planned"), name="planerat")
    note = LineText(say("notices.form.note"), name="anteckning", validators=[at_most(300)])

    @classmethod
    def over(cls, components: Mapping[str, Component], typed: Any = None) -> OutageForm:
        """The form with its choices."""
        form = cls(typed)
        form.component.choices = choices((key, part.name) for key, part in components.items())
        return form

    def outage(self) -> Outage:
        """What was recorded."""
        return Outage(
            starts_at=self.starts_at.data, ends_at=self.ends_at.data, planned=bool(self.planned.data),
            note=self.note.data or "",
        )  # fmt: skip


class StrikeForm(Form):
    """Why an outage does not count."""

    reason = LineText(name="skal", validators=[at_most(300)])


class FreezeForm(Form):
    """Days when no change is wanted."""

    title = LineText(
        say("notices.form.freeze_title"), name="rubrik", validators=[needed("freeze_needed"), at_most(120)]
    )
    first_day = DayField(say("notices.form.first_day"), name="fran", validators=[needed("day_needed")])
    last_day = DayField(say("notices.form.last_day"), name="till", validators=[needed("day_needed")])
    reason = LineText(say("notices.form.reason"), name="skal", validators=[at_most(300)])

    def freeze(self) -> ChangeFreeze:
        """What was decided."""
        return ChangeFreeze(
            title=self.title.data or "", first_day=self.first_day.data, last_day=self.last_day.data,
            reason=self.reason.data or "",
        )  # fmt: skip
