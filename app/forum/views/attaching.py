"""What belongs to a proposal besides its words: the columns it would change, and files."""

from __future__ import annotations

import io
from typing import Any

import flask
import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Session

from app import files, web
from app.assortment.queries import edition
from app.forum.actions import attaching
from app.forum.forms.changes import ColumnsForm, SuccessorForm
from app.forum.forms.proposals import TextForm, choices
from app.forum.models import Proposal, ProposalFile
from app.forum.queries import proposals as queries
from app.forum.queries.proposals import Dossier
from app.forum.views import columns
from app.forum.views.doors import blueprint, told, visitor
from app.forum.views.moving import act
from app.refusal import Changed, Missing, Refused
from app.uploads import LARGEST, accept
from app.words import say

# Room for the form around the file.
web.roomy["forum.attach_file"] = LARGEST + 64 * 1024


@blueprint.get("/forum/forslag/<string:number>/andringar")
@web.door("catalogue.edit")
def changing(number: str) -> Any:
    """The form of what a proposal would change, beside what stands."""
    found = _about_an_item(number)
    content, version = found.proposal.content, found.proposal.version
    if found.proposal.kind == "withdraw":
        successor = queries.slug_of(web.session(), content.get("successor_id"))
        return _page(found, SuccessorForm(data={"version": version, "successor": successor}))
    return _page(found, ColumnsForm(data={**content, "version": version}))


@blueprint.post("/forum/forslag/<string:number>/andringar")
@web.door("catalogue.edit")
def change(number: str) -> Any:
    """Say what a proposal would change."""
    found = _about_an_item(number)
    form = (SuccessorForm if found.proposal.kind == "withdraw" else ColumnsForm)(request.form)
    _choose(form)
    if not form.validate():
        return _page(found, form, status=422)
    try:
        attaching.set_columns(
            web.session(), found.proposal, _columns(form), seen=form.version.data or 0, actor=visitor().actor,
            at=web.now(),
        )  # fmt: skip
    except Changed as changed:
        return _clash(number, form, told(changed))
    except Refused as refused:
        return _page(found, form, status=422, more=[("formular", told(refused))])
    web.say_next(say("forum.said.columns"))
    return web.see_other("forum.proposal", number=number)


def _about_an_item(number: str) -> Dossier:
    found = queries.dossier(web.session(), visitor(), number, web.today())
    if found.item is None or found.proposal.kind not in ("change", "withdraw"):
        raise Missing
    return found


def _columns(form: Any) -> dict[str, Any]:
    if isinstance(form, ColumnsForm):
        return form.columns()
    item = queries.item_of(web.session(), form.successor.data)
    return {"successor_id": item.id} if item else {}


def _clash(number: str, form: Any, why: str) -> Any:
    """Somebody was first: what stands now is shown beside the form, which keeps what was typed."""
    found = _about_an_item(number)
    web.session().refresh(found.proposal)
    form.version.raw_data, form.version.data = None, found.proposal.version
    return _page(found, form, status=409, clash=why, theirs=columns.rows(found.proposal, found.item))


def _choose(form: Any) -> None:
    if isinstance(form, ColumnsForm):
        form.choose_kind(edition())
    else:
        rows = queries.items_to_choose(web.session())
        form.successor.choices = choices(
            [("", say("forum.columns.nothing")), *((slug, name) for slug, name, _ in rows)]
        )


def _page(found: Dossier, form: Any, *, status: int = 200, more: Any = (), **context: Any) -> Any:
    _choose(form)
    assert found.item is not None  # noqa: S101  # looked at when it was loaded
    return web.page(
        "forum/columns.html", status=status, proposal=found.proposal, item=found.item, form=form, more=list(more),
        stands=columns.standing(found.item), **context,
    )  # fmt: skip


@blueprint.post("/forum/forslag/<string:number>/filer")
@web.door("forum.suggest")
def attach_file(number: str) -> Any:
    """Attach a file to a proposal."""
    upload = request.files.get("fil")

    def keep(session: Session, proposal: Proposal) -> None:
        if upload is None or not upload.filename:
            raise Refused("forum.refused.no_file")
        with upload.stream:
            sent = accept(upload.stream.read(LARGEST + 1), upload.filename)
        attaching.add_file(session, proposal, sent, folder=web.config().files_dir, me=visitor(), at=web.now())

    return act(number, "file", keep)


@blueprint.get("/forum/forslag/<string:number>/filer/<int:file_id>")
@web.door("forum.read")
def attached_file(number: str, file_id: int) -> Response:
    """A file of a proposal, to keep and never to run (promise 56)."""
    session = web.session()
    proposal = queries.proposal_of(session, visitor(), number)
    question = sa.select(ProposalFile).where(ProposalFile.id == file_id, ProposalFile.proposal_id == proposal.id)
    row = session.scalar(question)
    kept = files.get(session, web.config().files_dir, row.file_key) if row else None
    if row is None or kept is None:
        raise Missing
    answer = flask.send_file(io.BytesIO(kept[1]), row.media_type, as_attachment=True, download_name=row.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@blueprint.post("/forum/forslag/<string:number>/informationssakerhet")
@web.door("forum.suggest")
def advise(number: str) -> Any:
    """Answer for the information and cybersecurity group."""
    form = TextForm(request.form)

    def say_so(session: Session, proposal: Proposal) -> None:
        attaching.advise(session, proposal, form.text.data or "", me=visitor(), at=web.now())

    return act(number, "security", say_so, form)
