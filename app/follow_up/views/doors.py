"""The blueprint the doors of follow-ups hang on, who stands at them, and the page of a report."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app import web
from app.charts import Series, draw
from app.follow_up import queries
from app.follow_up.forms import FileForm, Lines, PresentForm, ReportForm
from app.follow_up.queries import Shown
from app.follow_up.queries.paper import point, title_of
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words import kr, say
from catalogue.rights import may

blueprint = Blueprint("follow_up", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def told(refusal: Refused) -> str:
    """A refusal in words."""
    return say(refusal.key, **refusal.params)


def show(
    shown: Shown, *, status: int = 200, form: ReportForm | None = None, lines: Lines | None = None, **more: Any
) -> Any:  # fmt: skip
    """The page of a report."""
    report, me = shown.report, visitor()
    writes = may("finance", me.roles)
    slug = queries.slug_of(report.kind, report.number)
    sends = report.is_locked and writes
    waiting = [key for key in shown.names if key not in shown.sent] if sends else []
    known = queries.receivers(web.session(), waiting, web.today()) if waiting else {}
    context = {
        "present": PresentForm(data={"dag": web.today()}), "file": FileForm(), "faults": [], "line_faults": [],
        "typed": {key: ", ".join(found) for key, found in known.items()},
    } | more  # fmt: skip
    typed = {"till": report.as_of, "text": report.text, "version": report.version}
    return web.page(
        "follow_up/report.html", status=status, shown=shown, report=report, title=title_of(report), point=point(shown),
        form=form or ReportForm(data=typed), lines=lines or Lines({}), plain=_plain,
        wrong={name for name, _why in lines.faults} if lines else (), edits=writes and not report.is_locked,
        sends=sends, waiting=waiting, address=f"/ekonomi/prognoser/{report.year}/{slug}", drawn=_drawn(shown),
        locks=may("finance.lock", me.roles) and not report.is_locked and report.prepared_by != me.id, **context,
    )  # fmt: skip


def _drawn(shown: Shown) -> Any:
    """Budget, outcome and forecast of each member."""
    rows = list(shown.by_member.values())
    series = [
        Series(say("following.paper.columns").split("|")[place], values)
        for place, values in enumerate(
            ([row.budget for row in rows], [row.outcome for row in rows], [row.forecast for row in rows])
        )
    ]
    names = [shown.names[key] for key in shown.by_member]
    return draw(names, series, cell=kr, tick=_whole, layout="grouped", least_step=100)


def _whole(ore: int) -> str:
    return kr(ore).removesuffix("kr").strip()


def _plain(ore: int) -> str:
    """An amount as it is typed."""
    return kr(ore).removesuffix("kr").replace("\u2212", "-").strip()
