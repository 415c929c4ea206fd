"""Letters as mail: both parts say the same, nothing of a user reaches a header, the server is given ten seconds."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from email.message import EmailMessage
from typing import ClassVar

import pytest
from flask import Flask

from app.config import Config
from app.worker import mail as mails
from app.worker.mail import Mail, compose, plain
from tests.databases import MOMENT

PARAMS = {
    "name": "Karin Lund", "thing": "Headset trådlöst", "quantity": 1, "number": "2026-00001", "recipient": "Karin Lund",
    "address": "Expeditionen, Laxå", "line": 1, "delivered": "måndag 16 november", "closes": "måndag 30 november",
}  # fmt: skip


def config(app: Flask) -> Config:
    """The app's settings."""
    found: Config = app.config["SHOP"]
    return found


@pytest.mark.parametrize("template", ["delivered", "ready", "receipt_reminder"])
def test_letters_say_the_same_in_text_and_html(app: Flask, template: str) -> None:
    mail = Mail(key="k", to="a@b.example", template=template, params=dict(PARAMS), written_at=MOMENT)
    message = compose(app, config(app), mail)
    for part in ("plain", "html"):
        body = message.get_body((part,))
        assert body is not None
        content = body.get_content()
        assert "Headset trådlöst" in content
        assert "2026-00001" in content
        assert "Expeditionen, Laxå" in content


def test_user_text_in_a_subject_stays_on_one_line(app: Flask) -> None:
    params = PARAMS | {"thing": "A\nBcc: x@y.example\r\nx"}
    mail = Mail(key="k", to="a@b.example", template="delivered", params=params, written_at=MOMENT)
    message = compose(app, config(app), mail)
    assert "Bcc" not in message
    assert "\n" not in message["Subject"]


def test_links_lead_to_the_configured_address(app: Flask) -> None:
    there = replace(config(app), base_url="https://butik.example")
    mail = Mail(key="k", to="a@b.example", template="ready", params=dict(PARAMS), written_at=MOMENT)
    body = compose(app, there, mail).get_body(("plain",))
    assert body is not None
    assert "https://butik.example/bestallningar/2026-00001" in body.get_content()


class Line:
    """A mail server's line that notes what is said on it."""

    spoken: ClassVar[list[tuple[str, object]]] = []

    def __init__(self, host: str, port: int, **options: object) -> None:
        self.note("open", (host, port, options["timeout"]))

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_given: object) -> None:
        self.note("close", None)

    def note(self, word: str, what: object) -> None:
        self.spoken.append((word, what))

    def ehlo(self) -> None:
        """Nothing is noted of greetings."""

    def has_extn(self, name: str) -> bool:
        return name == "starttls"

    def starttls(self, **_options: object) -> None:
        self.note("starttls", None)

    def login(self, user: str, password: str) -> None:
        self.note("login", (user, password))

    def send_message(self, message: EmailMessage) -> None:
        self.note("send", str(message["To"]))


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """What is said to a mail server."""
    monkeypatch.setattr(smtplib, "SMTP", Line)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Line)
    monkeypatch.setattr(Line, "spoken", [])
    return Line.spoken


@pytest.mark.parametrize(
    ("url", "words", "where"),
    [
        (
            "smtp://u%40x:p@mail.example:587",
            ["open", "starttls", "login", "send", "close"],
            ("mail.example", 587, 10),
        ),
        ("smtps://mail.example", ["open", "send", "close"], ("mail.example", 465, 10)),
        ("smtp://mail.example", ["open", "starttls", "send", "close"], ("mail.example", 25, 10)),
    ],
)
def test_smtp_is_spoken_with_a_time_limit(
    app: Flask, spoken: list[tuple[str, object]], url: str, words: list[str], where: tuple[str, int, int]
) -> None:
    mail = Mail(key="k", to="a@b.example", template="ready", params=dict(PARAMS), written_at=MOMENT)
    mails.send(app, replace(config(app), smtp_url=url), mail)
    assert [word for word, _ in spoken] == words
    assert spoken[0] == ("open", where)
    if "login" in words:
        assert ("login", ("u@x", "p")) in spoken


@pytest.mark.parametrize(
    ("key", "name"), [("partner-order:P2026-00001", "partner-order-P2026-00001"), ("a/../b", "a-..-b")]
)
def test_a_key_becomes_a_plain_name(key: str, name: str) -> None:
    assert plain(key) == name
    assert "/" not in plain(key)
