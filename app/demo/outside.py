"""Exceptions at every stage, a finding with its sanctions, and AV: lived through with the shop's own verbs."""

from __future__ import annotations

import datetime as dt
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals import actions as approvals
from app.assortment.models import Supplier
from app.av import actions as av
from app.db import begin_write
from app.demo.cases import visitor_of
from app.desks.models import ApprovalRequest
from app.devices.actions import Numbers
from app.exceptions import actions as exceptions
from app.exceptions.models import ExceptionRequest
from app.findings import actions as findings
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.words.formats import today_of

FILE = Path(__file__).with_name("outside.toml")
KEPT = Path("files")
TOPICS = ("wifi", "licence", "app_distribution", "infrastructure")
Told = Mapping[str, Any]


def live(session: Session, *, now: dt.datetime) -> None:
    """Live through the file, counted back from `now` (UTC)."""
    begin_write(session)
    scene = _Scene(session, now)
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for row in told["exception"]:
        _exception(scene, row)
    _finding(scene, told["finding"])
    for row in told["av"]:
        _av(scene, row)
    last = told["agreement"]
    today = today_of(now)
    agreed = av.Agreed(
        token=secrets.token_hex(20), what=last["what"], supplier=last["supplier"],
        starts_on=today - dt.timedelta(days=320), ends_on=today + dt.timedelta(days=last["days_left"]),
    )  # fmt: skip
    av.agree(session, scene.me(last["who"]), agreed, at=now)
    session.commit()


class _Scene:
    """Now, with the people in it."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self.session, self.now = session, now
        self.people: dict[str, Visitor] = {}

    def me(self, key: str) -> Visitor:
        if key not in self.people:
            self.people[key] = visitor_of(self.session, key, self.now)
        return self.people[key]

    def ago(self, days: int) -> dt.datetime:
        return self.now - dt.timedelta(days=days)

    def says_yes(self, label: str, who: str, at: dt.datetime) -> None:
        """The chef's yes; nothing when it lies on another desk."""
        self.session.flush()
        asked = sa.select(ApprovalRequest).where(ApprovalRequest.label == label, ApprovalRequest.state == "open")
        request = self.session.scalars(asked).one()
        if request.decider_id == self.me(who).id:
            choice = {approvals.WHOLE: approvals.Choice(approved=True)}
            approvals.decide(self.session, self.me(who), request.id, choice, reason="", digest="", at=at)


def _exception(scene: _Scene, told: Told) -> None:
    at = scene.ago(told["days"])
    wanted = exceptions.Wanted(
        token=secrets.token_hex(20), what=told["what"], device_class=told["class"], quantity=1,
        unit_price=told["price"], supplier=told["supplier"], reason=told["reason"], why_not=told["why_not"],
        connects=bool(told["ways"]), folder=KEPT, ways=told["ways"],
    )  # fmt: skip
    made = exceptions.send(scene.session, scene.me(told["who"]), wanted, at=at)
    chef = told.get("chef", ["", True, ""])[0]
    if chef:
        scene.says_yes(made.number, chef, at + dt.timedelta(hours=3))
    if "it" in told:
        _answered(scene, made, told["it"], at + dt.timedelta(days=1))
    if "bought" in told:
        _bought(scene, made, told, at + dt.timedelta(days=3))


def _answered(scene: _Scene, made: ExceptionRequest, told: Told, at: dt.datetime) -> None:
    today = today_of(scene.now)
    if told["outcome"] == "budget":
        next_year = findings.Said(outcome="budget", reason=told["reason"], budget_year=today.year + 1)
        findings.decide(scene.session, scene.me(told["who"]), made, next_year, at=at)
        return
    said = findings.Said(
        outcome=told["outcome"], reason="", conditions=told["conditions"],
        expires_on=today + dt.timedelta(days=told["expires"]), review_on=today + dt.timedelta(days=told["review"]),
    )  # fmt: skip
    findings.decide(scene.session, scene.me(told["who"]), made, said, at=at)


def _bought(scene: _Scene, made: ExceptionRequest, told: Told, at: dt.datetime) -> None:
    bought = exceptions.Bought(on=today_of(at), unit_price=told["price"], reference=told["bought"]["reference"])
    exceptions.buy(scene.session, scene.me(told["who"]), made, bought, at=at)
    units = [Numbers(told["bought"]["serial"])]
    findings.register(scene.session, scene.me("omar"), made, units, at=at + dt.timedelta(days=1))


def _finding(scene: _Scene, told: Told) -> None:
    session, omar, at = scene.session, scene.me(told["who"]), scene.ago(told["days"])
    place = session.scalars(sa.select(Organisation.id).where(Organisation.key == told["organisation"])).one()
    found = findings.Found(
        token=secrets.token_hex(20), what=told["what"], device_class=told["class"], serial=told["serial"],
        organisation_id=place, holder=told["holder"], found_where=told["where"], description=told["description"],
    )  # fmt: skip
    made = findings.report(session, omar, found, at=at)
    findings.assess(session, omar, made, told["assessment"], serial=told["serial"], at=at + dt.timedelta(days=1))
    decided = findings.Decided(sorts=told["sanctions"], reason=told["reason"])
    findings.sanction(session, scene.me(told["decided_by"]), made, decided, at=at + dt.timedelta(days=3))
    cost = findings.Cost(
        token=secrets.token_hex(20), amount=told["cost"]["amount"], text=told["cost"]["text"], on=today_of(at)
    )
    findings.charge(session, omar, made, cost, at=at + dt.timedelta(days=4))


def _av(scene: _Scene, told: Told) -> None:
    at = scene.ago(told["days"])
    supplier = sa.select(Supplier.id).where(Supplier.kind == "av_subcontractor").order_by(Supplier.id)
    answers = {topic: topic in told["yes"] for topic in TOPICS} | {"mounting": told["mounting"] == "supplier"}
    wanted = av.Wanted(
        token=secrets.token_hex(20), supplier_id=scene.session.scalars(supplier).first() or 0, what=told["what"],
        amount=told["amount"], reason=told["reason"], answers=answers, mounting=told["mounting"], fixed=True,
        support=told["support"],
    )  # fmt: skip
    made = av.send(scene.session, scene.me(told["who"]), wanted, at=at)
    if "chef" in told:
        scene.says_yes(made.number, told["chef"], at + dt.timedelta(hours=5))
