"""A letter is written once: its plain text says what its HTML says, in the same words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask import Flask

from app.worker.letter_text import first_link, subject_and_text
from app.worker.mail import Mail, compose
from tests.databases import MOMENT

ASKED = {
    "number": "2026-00001", "request": 7, "what": "två skärmar", "orderer": "Karin & co", "recipient": "Karin Lund",
    "decider": "Anders Ek", "unit": "Stenebergsskolan", "cost": "4\u00a0780\u00a0kr", "account": "Ansvar 41200",
    "placed": "i dag", "note": "Till sal 12.\nRing först.", "why": "Du är chef.",
    "next": "Vi påminner.", "absent": "", "facts": [],
    "lines": [
        {"name": "Skärm", "quantity": 1, "cost": "2\u00a0390\u00a0kr", "details": []},
        {"name": "Skärm 2", "quantity": 1, "cost": "2\u00a0390\u00a0kr", "details": []},
    ],
}  # fmt: skip
TEXT = """Godkänn två skärmar till Karin Lund?

Hej Anders Ek! Karin & co har beställt något som behöver ditt ja.

Vara: Skärm, 1 st, 2\u00a0390\u00a0kr
Vara: Skärm 2, 1 st, 2\u00a0390\u00a0kr
Kostnad: 4\u00a0780\u00a0kr exkl. moms, kontering Ansvar 41200
Meddelande: Till sal 12.
Ring först.
Beställning: 2026-00001, i dag

Granska och besluta:
http://127.0.0.1:8000/godkann/7

Länken öppnar sidan. Inget godkänns förrän du trycker på Godkänn där, inloggad med ditt jobbkonto. Vi påminner.

Du är chef.
"""


def _html(app: Flask, template: str, params: Mapping[str, object]) -> str:
    message = compose(
        app,
        app.config["SHOP"],
        Mail(key="k", to="a@b.example", template=template, params=dict(params), written_at=MOMENT),
    )
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def test_the_text_says_every_word_of_the_letter_in_its_order(app: Flask) -> None:
    subject, text = subject_and_text(_html(app, "approval_asked", dict(ASKED)))
    assert subject == "Godkänn: två skärmar till Karin Lund, 4 780 kr"
    assert text == TEXT


def test_what_stands_in_the_list_of_mail_is_the_news_and_not_the_letterhead(app: Flask) -> None:
    html = _html(app, "approval_asked", dict(ASKED))
    assert html.index("har beställt något") < html.index("IT-butiken</b>")


def test_what_costs_the_unit_nothing_says_so(app: Flask) -> None:
    subject, text = subject_and_text(
        _html(app, "approval_asked", ASKED | {"cost": "0\u00a0kr", "free": True, "account": ""})
    )
    assert subject.endswith(", 0 kr för er enhet")
    assert "Kostnad: 0\u00a0kr för er enhet\n" in text


def test_a_number_with_a_swedish_letter_is_still_a_link_in_plain_text(app: Flask) -> None:
    words = dict.fromkeys(("title", "heading", "lead", "why"), "Ord")
    letter = words | {
        "number": "Ä2026-00001",
        "path": "/arenden/Ä2026-00001",
        "button": "Öppna",
        "facts": [("Ärende", "X")],
        "text": "Hej",
    }
    html = _html(app, "case_news", letter)
    assert "Ärende: X\n\nHej\n\nÖppna:\nhttp://127.0.0.1:8000/arenden/%C3%842026-00001\n" in subject_and_text(html)[1]
    assert first_link(html, "http://127.0.0.1:8000") == "http://127.0.0.1:8000/arenden/Ä2026-00001"


@pytest.mark.parametrize("name", ["IT infrastruktur", "Administratör"])
def test_a_role_keeps_its_capitals_where_they_mean_something(app: Flask, name: str) -> None:
    params: dict[str, object] = {"what": name, "meaning": "m", "where": "w", "days": "d", "giver": "", "reason": ""}
    subject, _ = subject_and_text(_html(app, "role_given", params))
    assert subject == f"Du har rollen {name if name.startswith('IT') else 'administratör'} i IT-butiken"


def test_questions_that_come_together_say_that_they_wait(app: Flask) -> None:
    asked = {"template": "approval_asked", "params": ASKED}
    news = {"template": "role_given", "params": {"what": "Ekonom", "meaning": "m", "where": "w", "days": "d"}}
    one, _ = subject_and_text(_html(app, "digest", {"letters": [asked, asked]}))
    two, text = subject_and_text(_html(app, "digest", {"letters": [asked, news]}))
    assert one == "2 frågor väntar på ditt svar"
    assert two == "2 nyheter från IT-butiken, 1 väntar på ditt svar"
    assert "4 780 kr:\nhttp://127.0.0.1:8000/godkann/7" in text


def test_a_letter_without_a_subject_never_leaves() -> None:
    with pytest.raises(ValueError, match="no subject"):
        subject_and_text("<title> </title><h1>Hej</h1>")
