"""What a list is asked for."""

from __future__ import annotations

from wtforms import Form, StringField
from wtforms.validators import ValidationError

from app.cases.queries import Asked, Wanted, read_asked
from app.cases.queries.worklist import VIEWS
from app.fields import clean

LONGEST = 100


class MineFilter(Form):
    """My cases."""

    words = StringField(name="q")
    shown = StringField(name="visa")
    view = StringField(name="vy")
    before = StringField(name="fore")

    def asked(self) -> Asked:
        """What was asked for."""
        return read_asked(self.words.data or "", self.shown.data or "", self.view.data or "", self.before.data or "")


class WorkFilter(Form):
    """The work list."""

    words = StringField(name="q")
    view = StringField(name="vy")
    organisation = StringField()
    after = StringField(name="efter")

    def wanted(self, queue: str) -> Wanted:
        """What is wanted of a queue."""
        view = self.view.data or ""
        return Wanted(
            queue=queue,
            view=view if view in VIEWS else "",
            words=_words(self.words.data or ""),
            organisation=(self.organisation.data or "")[:40],
            after=self.after.data or "",
        )


def _words(text: str) -> str:
    try:
        return clean(text[:LONGEST], lines=False)
    except ValidationError:
        return ""
