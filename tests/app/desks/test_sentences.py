"""What happens next with a question, in words: a day that has passed is never told as one to come."""

from __future__ import annotations

import datetime as dt

import pytest

from app.desks.models import ApprovalRequest
from app.desks.queries.sentences import next_step

TODAY = dt.date(2026, 11, 26)


@pytest.mark.parametrize(
    ("event", "day", "said"),
    [
        ("remind", 27, "En påminnelse går ut fredag 27 november om ingen har svarat."),
        ("remind", 26, "En påminnelse går ut i dag om ingen har svarat."),
        ("remind", 25, "En påminnelse skulle ha gått ut onsdag 25 november. Den går ut inom kort om ingen svarar."),
        ("escalate", 26, "Om ingen svarar får nästa chef frågan i dag."),
        ("escalate", 24, "Nästa chef skulle ha fått frågan tisdag 24 november och får den inom kort om ingen svarar."),
        (
            "look",
            25,
            "IT är larmade och utser någon. Kontrollen skulle ha gjorts onsdag 25 november och görs inom kort.",
        ),
    ],
)
def test_a_day_that_has_passed_is_not_promised(event: str, day: int, said: str) -> None:
    request = ApprovalRequest(next_event=event, next_on=dt.date(2026, 11, day))
    assert next_step(request, TODAY) == said
