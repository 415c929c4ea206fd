"""Doors to a draft of the agreement: try it against the last year's orders."""

from __future__ import annotations

import io
import tomllib
from typing import Any

import xlsxwriter
from flask import Response, request

from app import files, web
from app.assortment.queries import edition
from app.refusal import Missing, Refused
from app.reports.queries import Difference, Sums, replayed, unbought
from app.reports.views.doors import blueprint
from app.words import kr, say, words
from catalogue.edition import Edition, read
from catalogue.rows import EditionError

MOST_BYTES = 512 * 1024
MOST_SHOWN = 200
TOML = "application/toml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/redigera/regler")
@web.door("rules.replay")
def replay() -> Any:
    """Send in a draft."""
    return web.page("reports/replay.html", shown=None)


@blueprint.post("/redigera/regler")
@web.door("rules.replay")
def send_draft() -> Any:
    """Keep a draft that holds together, and go to what it would have done."""
    upload = request.files.get("fil")
    data = upload.stream.read(MOST_BYTES + 1) if upload else b""
    try:
        if not data or len(data) > MOST_BYTES:
            raise Refused("replay.refused.file")
        _read(data)
    except Refused as reason:
        return web.page("reports/replay.html", status=422, shown=None, reason=reason)
    kept = files.put(web.session(), web.config().files_dir, data, name="regler.toml", media_type=TOML, at=web.now())
    return web.see_other("reports.shown_replay", key=kept.key)


@blueprint.get("/redigera/regler/<string:key>")
@web.door("rules.replay")
def shown_replay(key: str) -> Any:
    """Which lines a draft would have sent another way, with sums."""
    draft, sums = _draft(key), Sums()
    first: list[tuple[Difference, list[str]]] = []
    for found in replayed(web.session(), draft, web.now(), sums):
        if len(first) < MOST_SHOWN:
            first.append((found, _told(found)))
    rows = sorted(sums.moved.items())
    moved = [(organisation, _value(old), _value(new), kr(ore)) for (organisation, old, new), ore in rows]
    return web.page("reports/replay.html", shown=first, draft=draft, sums=sums, moved=moved, key=key)


@blueprint.get("/redigera/regler/<string:key>/rader.xlsx")
@web.door("rules.replay")
def replayed_lines(key: str) -> Response:
    """Every such line as a spreadsheet; no text becomes a formula."""
    out = io.BytesIO()
    plain = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, plain) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, say("replay.columns").split("|"))
        for number, found in enumerate(replayed(web.session(), _draft(key), web.now(), Sums()), 1):
            facts = (found.order, found.placed_on.isoformat(), found.organisation, found.unit, found.name)
            page.write_row(number, 0, [*facts, found.value / 100, "; ".join(_told(found))])
    headers = {"Content-Disposition": f'attachment; filename="{say("replay.file")}"'}
    return Response(out.getvalue(), mimetype=SHEET, headers=headers)


@blueprint.get("/redigera/kops-inte")
@web.door("range.read")
def nobody_buys() -> Any:
    """What is sold but nobody has ordered in a year."""
    kinds = {key: kind.name for key, kind in edition().kinds.items()}
    return web.page("reports/unbought.html", rows=unbought(web.session(), web.now()), kinds=kinds)


def _draft(key: str) -> Edition:
    found = files.get(web.session(), web.config().files_dir, key)
    if found is None or found[0].media_type != TOML:
        raise Missing
    return _read(found[1])


def _read(data: bytes) -> Edition:
    try:
        return read(tomllib.loads(data.decode()), say("replay.draft"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, EditionError, KeyError, TypeError, ValueError) as error:
        raise Refused("replay.refused.draft", why=str(error)[:300]) from error


def _told(found: Difference) -> list[str]:
    return [
        say("replay.way", what=say(f"replay.way_of.{name}"), old=_value(old), new=_value(new))
        for name, old, new in found.ways
    ]


def _value(held: Any) -> str:
    if isinstance(held, list | tuple):
        return ", ".join(_value(each) for each in held) or say("replay.value.none")
    if isinstance(held, dict):
        return ", ".join(str(value) for value in held.values() if not isinstance(value, bool))
    key = f"replay.value.{held}".lower()
    return say(key) if key in words() else str(held)
