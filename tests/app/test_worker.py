"""The worker: carries letters at least once under a stable name, survives dying at any point, and blocks on nothing."""

from __future__ import annotations

import datetime as dt
import signal
import smtplib
import threading
import time
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import outbox, web, worker
from app.config import Config
from app.db import begin_write
from app.delivery.models import PartnerOrder
from app.orders.models import OrderLine
from app.outbox import MOST_TRIES, Heartbeat, Letter
from app.words import day_long
from app.worker import carry, chores
from app.worker.mail import Mail
from app.worker.units import Units
from tests.app.delivery.making import ordered
from tests.databases import MOMENT, Clock

PARAMS = {
    "name": "Karin Lund", "thing": "Headset trådlöst", "quantity": 1, "number": "2026-00001", "recipient": "Karin Lund",
    "address": "Expeditionen, Laxå", "line": 1, "delivered": "måndag 16 november", "closes": "måndag 30 november",
}  # fmt: skip


def post(session: Session, *keys: str, to: str = "karin@laxa.example", template: str = "delivered") -> None:
    session.rollback()
    begin_write(session)
    for key in keys:
        outbox.mail(session, key, to, template, dict(PARAMS), at=MOMENT)
    session.commit()


def letters(session: Session) -> dict[str, Letter]:
    session.rollback()
    return {letter.key: letter for letter in session.scalars(sa.select(Letter))}


def eml(folder: Path) -> list[Path]:
    return sorted((folder / "mail").glob("*.eml"))


def read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_letter_is_written_whole_with_both_parts(app: Flask, session: Session, data_dir: Path) -> None:
    post(session, "delivered:7")
    worker.run(app, once=True)
    [file] = eml(data_dir)
    assert file.name == "20261123T081500Z-delivered-7.eml"
    message = read(file)
    assert message["Subject"] == "Levererat: Headset trådlöst"
    assert message["To"] == "karin@laxa.example"
    assert message["Message-ID"].startswith("<delivered-7@")
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "/bestallningar/2026-00001" in text.get_content()
    assert 'lang="sv"' in html.get_content()
    letter = letters(session)["delivered:7"]
    assert (letter.state, letter.sent_at) == ("sent", MOMENT)


def web_config(app: Flask) -> Config:
    config: Config = app.config["SHOP"]
    return config


@pytest.mark.parametrize("to", ["not an address", "a@b.example\nBcc: c@d.example", "", "a@b@c"])
def test_a_bad_address_is_in_nobodys_way(app: Flask, session: Session, data_dir: Path, to: str) -> None:
    post(session, "bad:1", to=to)
    post(session, "good:1")
    worker.run(app, once=True)
    assert [file.name.split("-", 1)[1] for file in eml(data_dir)] == ["good-1.eml"]
    found = letters(session)
    assert found["good:1"].state == "sent"
    assert (found["bad:1"].state, found["bad:1"].tries) == ("waiting", 1)
    assert found["bad:1"].due_at > MOMENT
    assert found["bad:1"].last_error


def test_a_bad_letter_is_parked_after_its_last_try(app: Flask, session: Session, clock: Clock) -> None:
    post(session, "bad:1", template="no_such_letter")
    for _ in range(MOST_TRIES):
        worker.run(app, once=True)
        clock.forward(hours=2)
    letter = letters(session)["bad:1"]
    assert (letter.state, letter.tries) == ("parked", MOST_TRIES)
    worker.run(app, once=True)
    assert letters(session)["bad:1"].tries == MOST_TRIES


def test_an_unknown_kind_is_parked_not_dropped(app: Flask, session: Session) -> None:
    begin_write(session)
    outbox.post(session, "pigeon", "pigeon:1", {}, at=MOMENT)
    session.commit()
    worker.run(app, once=True)
    assert "unknown kind" in letters(session)["pigeon:1"].last_error


def test_dying_between_claim_and_carry_loses_nothing(
    app: Flask, session: Session, data_dir: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(session, "delivered:1")
    dying(monkeypatch, carry, "send")
    with pytest.raises(SystemExit):
        worker.run(app, once=True)
    monkeypatch.undo()
    assert letters(session)["delivered:1"].state == "waiting"
    worker.run(app, once=True)
    assert eml(data_dir) == []
    clock.forward(minutes=3)
    worker.run(app, once=True)
    assert len(eml(data_dir)) == 1
    assert letters(session)["delivered:1"].state == "sent"


def test_dying_between_carry_and_mark_sends_the_same_letter_again(
    app: Flask, session: Session, data_dir: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(session, "delivered:1")
    dying(monkeypatch, outbox, "sent")
    with pytest.raises(SystemExit):
        worker.run(app, once=True)
    monkeypatch.undo()
    [first] = eml(data_dir)
    before = first.read_bytes()
    clock.forward(minutes=3)
    worker.run(app, once=True)
    assert eml(data_dir) == [first]
    assert read(first)["Message-ID"] == message_from_bytes(before)["Message-ID"]
    assert letters(session)["delivered:1"].state == "sent"


def dying(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
    def die(*_given: object, **_named: object) -> None:
        raise SystemExit("killed")

    monkeypatch.setattr(module, name, die)


def test_a_partner_order_leaves_with_its_document(app: Flask, session: Session, data_dir: Path) -> None:
    ordered(session, "karin", "headset")
    worker.run(app, once=True)
    [file] = eml(data_dir)
    message = read(file)
    assert message["Subject"].startswith("Beställning P2026-00001 från Laxå kommun")
    attachment, data = message.iter_attachments()
    assert data.get_filename() == "P2026-00001.xml"
    assert attachment.get_filename() == "P2026-00001.pdf"
    assert attachment.get_content().startswith(b"%PDF")
    session.rollback()
    made = session.scalars(sa.select(PartnerOrder)).one()
    assert (made.state, made.sent_at) == ("sent", MOMENT)
    assert made.file_key


def test_a_partner_order_sent_twice_keeps_one_document(
    app: Flask, session: Session, data_dir: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered(session, "karin", "headset")
    dying(monkeypatch, outbox, "sent")
    with pytest.raises(SystemExit):
        worker.run(app, once=True)
    monkeypatch.undo()
    clock.forward(minutes=3)
    worker.run(app, once=True)
    assert len(eml(data_dir)) == 1
    # The paper, the Order and the Order Agreement.
    assert len([path for path in (data_dir / "files").rglob("*") if path.is_file()]) == 3


def test_the_drop_folder_gets_document_and_data(
    app: Flask, session: Session, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SHOP", replace(web_config(app), partner_order_via="folder"))
    ordered(session, "karin", "headset")
    worker.run(app, once=True)
    names = sorted(path.name for path in (data_dir / "partner").iterdir())
    assert names == ["P2026-00001.json", "P2026-00001.pdf", "P2026-00001.xml"]
    assert '"invoice_reference": "LAX-41200"' in (data_dir / "partner" / "P2026-00001.json").read_text()
    assert eml(data_dir) == []


def test_two_workers_at_once_carry_every_letter_once(app: Flask, session: Session, data_dir: Path) -> None:
    post(session, *[f"delivered:{number}" for number in range(12)])
    carried: list[str] = []
    whole = carry.send

    def count(app: Flask, config: Config, mail: Mail) -> None:
        carried.append(mail.key)
        whole(app, config, mail)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carry, "send", count)
        at_once(app, 3)
    assert sorted(carried) == sorted(letters(session))
    assert {letter.state for letter in letters(session).values()} == {"sent"}
    assert len(eml(data_dir)) == 12


def at_once(app: Flask, workers: int) -> None:
    faults: list[BaseException] = []

    def work() -> None:
        try:
            worker.run(app, once=True)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_one_group_that_cannot_be_sent_is_in_nobodys_way(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    [bad] = ordered(session, "karin", "headset")
    [good] = ordered(session, "sara", "headset", number="2026-00002")
    whole, broken = chores.delivery.send_due, bad.organisation_id
    session.rollback()

    def refuse(session: Session, *, now: dt.datetime, delay: int, only: chores.delivery.Group) -> int:
        if only.organisation_id == broken:
            raise ValueError("broken")
        return whole(session, now=now, delay=delay, only=only)

    monkeypatch.setattr(chores.delivery, "send_due", refuse)
    worker.run(app, once=True)
    session.rollback()
    states = {row.id: row.state for row in session.execute(sa.select(OrderLine.id, OrderLine.state))}
    assert list(states.values()) == ["released", "sourced"]
    assert states[good.id] == "sourced"


def test_old_deliveries_are_closed_and_reminded(app: Flask, session: Session, clock: Clock, data_dir: Path) -> None:
    ordered(session, "karin", "headset", state="delivered", delivered_at=MOMENT)
    clock.forward(days=8)
    worker.run(app, once=True)
    [file] = eml(data_dir)
    body = read(file).get_body(("plain",))
    assert body is not None
    assert day_long(MOMENT + dt.timedelta(days=14)) in body.get_content()
    clock.forward(days=6)
    worker.run(app, once=True)
    session.rollback()
    assert session.scalar(sa.select(OrderLine.state)) == "closed"
    assert len(eml(data_dir)) == 1


def test_the_loop_beats_waits_for_the_undo_window_and_ends_on_the_signal(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers: dict[int, object] = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    ordered(session, "karin", "headset", released_at=MOMENT)
    post(session, "delivered:1")
    running = threading.Thread(target=worker.run, args=(app,))
    running.start()
    wait_until(lambda: letters(session)["delivered:1"].state == "sent")
    handlers[signal.SIGTERM](signal.SIGTERM, None)  # type: ignore[operator]  # the worker's own handler
    running.join(timeout=10)
    assert not running.is_alive()
    session.rollback()
    assert session.scalar(sa.select(Heartbeat.at)) == MOMENT
    assert session.scalar(sa.select(OrderLine.state)) == "released"


def wait_until(holds: object, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]  # a function without arguments
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_fault_in_one_piece_of_work_does_not_end_the_worker(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda _number, _handler: None)
    monkeypatch.setattr(Units, "rest", lambda self, _least, _most: self.stop.wait(0.01))
    tried: list[int] = []

    def broken(_session: Session, **_named: object) -> list[object]:
        tried.append(1)
        if len(tried) == 1:
            raise sa.exc.OperationalError("", {}, Exception("database is locked"))
        raise ValueError("broken")

    monkeypatch.setattr(chores.delivery, "due_groups", broken)
    running = Units(app)
    thread = threading.Thread(target=worker.loop, args=(running,))
    thread.start()
    wait_until(lambda: len(tried) > 4)
    running.stop.set()
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_a_mail_server_that_is_down_is_tried_again(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_given: object, **_named: object) -> None:
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr(smtplib, "SMTP", down)
    monkeypatch.setitem(app.config, "SHOP", replace(web_config(app), smtp_url="smtp://mail.example"))
    post(session, "delivered:1")
    worker.run(app, once=True)
    letter = letters(session)["delivered:1"]
    assert (letter.state, letter.tries) == ("waiting", 1)
    assert "nobody there" in letter.last_error


def test_the_worker_leaves_no_session_open(app: Flask, session: Session) -> None:
    post(session, "delivered:1")
    worker.run(app, once=True)
    with app.app_context():
        assert web.store.engine.pool.checkedout() <= 1
