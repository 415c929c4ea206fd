"""A proposal as finished text: where it stands, who has the ball, what it has been through, what one may do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.forum.models import OPEN, Proposal, ProposalState
from app.forum.queries.access import TAKING_PART
from app.forum.queries.proposals import Dossier
from app.forum.views import columns
from app.identity.queries import Visitor
from app.words import day, day_long, kr, say
from app.words.formats import today_of
from catalogue.range import longer_lived
from catalogue.rights import may
from catalogue.terms import Role

S = ProposalState
PATH = ("suggested", "recommended", "in_consultation", "on_agenda", "accepted", "published")
REACHED = {
    S.SUGGESTED: 0, S.ANSWERED: 1, S.RETRACTED: 1, S.RECOMMENDED: 2, S.IN_CONSULTATION: 2, S.ON_AGENDA: 3,
    S.POSTPONED: 3, S.FORWARDED_TO_STYRGRUPP: 4, S.FORWARDED_TO_COMMITTEE: 4, S.REJECTED: 4, S.ACCEPTED: 5,
    S.PUBLISHED: 5,
}  # fmt: skip
STOPPED = frozenset({S.ANSWERED, S.RETRACTED, S.REJECTED})
MONTHS = 12


def page(found: Dossier, me: Visitor, today: dt.date) -> dict[str, Any]:
    """Everything the page of a proposal shows."""
    return {
        "found": found,
        "proposal": found.proposal,
        "sentence": sentence(found, today),
        "ball": ball(found, today),
        "steps": _steps(found, today),
        "compared": _compared(found),
        "passed_over": _passed_over(found),
        "columns": columns.rows(found.proposal, found.item) if found.proposal.state != S.PUBLISHED else [],
        "verbs": verbs(found, me),
    }


def sentence(found: Dossier, today: dt.date) -> str:
    """Where a proposal stands, in one sentence."""
    proposal = found.proposal
    facts: dict[str, Any] = {
        "until": day_long(proposal.consult_until) if proposal.consult_until else "",
        "answered": len(found.answers) - len(found.missing), "of": len(found.answers),
        "day": day_long(found.on[-1].meeting.day) if found.on else "",
        "from": day_long(found.decision.effective_on, year=True) if found.decision else "",
        "decision": found.decision.number if found.decision else "",
    }  # fmt: skip
    over = proposal.state == S.IN_CONSULTATION and proposal.consult_until and proposal.consult_until < today
    return say(f"forum.sentence.{'consulted' if over else proposal.state}", **facts)


def ball(found: Dossier, today: dt.date) -> str:
    """Who does what next, in one sentence; nothing when it is over."""
    proposal = found.proposal
    if S(proposal.state) not in OPEN:
        return ""
    lacking = _lacking(found, today)
    return say(f"forum.ball.{lacking or proposal.state}", missing=", ".join(found.missing), who=proposal.suggested_name)


def _lacking(found: Dossier, today: dt.date) -> str:
    """What a proposal out for consultation still waits for; the verb has the last word."""
    proposal = found.proposal
    if proposal.state != S.IN_CONSULTATION:
        return "swap" if proposal.state == S.RECOMMENDED and proposal.swap_id else ""
    if found.missing and proposal.consult_until and today <= proposal.consult_until:
        return ""
    if _security_awaited(found, today):
        return "security_open"
    if proposal.school and not found.signed:
        return "school_missing"
    if proposal.pilot and found.consent is None:
        return "pilot_missing"
    return "consulted"


def _security_awaited(found: Dossier, today: dt.date) -> bool:
    until = found.proposal.consult_until
    return bool(found.proposal.information_security and found.opinion is None and until and today <= until)


def _steps(found: Dossier, today: dt.date) -> list[tuple[str, str, str]]:
    """The way of a proposal as the macro `timeline` takes it."""
    proposal, reached = found.proposal, REACHED[S(found.proposal.state)]
    when = _when(found, today)
    steps = []
    for place, name in enumerate(PATH):
        state = "done" if place < reached else "next"
        if place == reached:
            state = "stopped" if S(proposal.state) in STOPPED else "now"
        if proposal.state == S.PUBLISHED and place == reached:
            state = "end"
        if place > reached and S(proposal.state) in STOPPED:
            break
        title = say(f"forum.step.{proposal.state if state == 'stopped' else name}")
        steps.append((title, when.get(name, "") if state != "next" else "", state))
    return steps


def _when(found: Dossier, today: dt.date) -> dict[str, str]:
    proposal = found.proposal
    when: dict[str, dt.date | None] = {
        "suggested": today_of(proposal.created_at),
        "recommended": today_of(proposal.recommended_at) if proposal.recommended_at else None,
        "on_agenda": found.on[-1].meeting.day if found.on else None,
        "accepted": found.decision.decided_on if found.decision else None,
    }
    told = {name: day(moment, today) for name, moment in when.items() if moment}
    if proposal.consult_until:
        told["in_consultation"] = say("forum.page.until", day=day(proposal.consult_until, today))
    if found.decision:
        told["published"] = say("forum.page.holds_from", day=day(found.decision.effective_on, today))
    return told


def _compared(found: Dossier) -> list[dict[str, Any]]:
    """The comparison, longest-lived first, with the cost of a year of its technical lifetime (R-039)."""
    return [
        {
            "name": row.name, "chosen": row.chosen, "price": kr(row.price), "environment": row.environment,
            "lifetime": _years(row.technical_lifetime_months), "warranty": _years(row.warranty_months),
            "year": kr(a_year(row.price, row.technical_lifetime_months)) if row.technical_lifetime_months else "",
        }
        for row in found.alternatives
    ]  # fmt: skip


def a_year(price: int, months: int) -> int:
    """What one year of a technical lifetime costs, öre, to the whole krona."""
    return round(price * MONTHS / months / 100) * 100


def _years(months: int | None) -> str:
    if not months:
        return ""
    years, rest = divmod(months, MONTHS)
    return say("forum.page.months", count=months) if rest else say("forum.page.years", count=years)


def _passed_over(found: Dossier) -> str:
    chosen = next((row.technical_lifetime_months for row in found.alternatives if row.chosen), None)
    others = [row.technical_lifetime_months for row in found.alternatives if not row.chosen]
    picked = any(row.chosen for row in found.alternatives)
    return found.proposal.motivation if picked and longer_lived(chosen, others) else ""


def verbs(found: Dossier, me: Visitor) -> frozenset[str]:
    """What this person may do with a proposal now."""
    proposal, state = found.proposal, S(found.proposal.state)
    edits = may("catalogue.edit", me.roles)
    waiting = state == S.IN_CONSULTATION
    mine = next((answer for _name, key, answer in found.answers if key == me.organisation_id), me)
    signed = any(row.person_id == me.id for row in found.signed)
    checks = {
        "retract": proposal.suggested_by == me.id
        and not proposal.swap_id
        and state in (S.SUGGESTED, S.RECOMMENDED, S.IN_CONSULTATION),
        "recommend": edits and state in (S.SUGGESTED, S.RECOMMENDED),
        "answer": edits and state == S.SUGGESTED,
        "consult": edits and state == S.RECOMMENDED and not proposal.swap_id,
        "consulted": waiting and Role.FORUM_MEMBER in me.roles and mine is None,
        "sign": proposal.school and state in OPEN and Role.SCHOOL_REPRESENTATIVE in me.roles and not signed,
        "columns": edits and state in (S.SUGGESTED, S.RECOMMENDED) and proposal.kind in ("change", "withdraw"),
        "security": found.advises and waiting and proposal.information_security and found.opinion is None,
        "file": _may_attach(proposal, me) and state in OPEN - {S.ACCEPTED},
        "consent": proposal.pilot and state in OPEN and found.consent is None and found.leads,
        "agenda": found.leads and (state in (S.IN_CONSULTATION, S.POSTPONED) or _is_swap(found)),
        "above": found.leads and state in (S.FORWARDED_TO_STYRGRUPP, S.FORWARDED_TO_COMMITTEE),
        "forward": found.leads and state == S.FORWARDED_TO_STYRGRUPP,
        "attach": edits and state in OPEN and proposal.kind in ("add", "replace"),
        "publish": edits and state == S.ACCEPTED,
        "comment": state in OPEN and may("forum.suggest", me.roles),
        "inner": not TAKING_PART.isdisjoint(me.roles),
    }  # fmt: skip
    return frozenset(name for name, good in checks.items() if good)


def _is_swap(found: Dossier) -> bool:
    return found.proposal.state == S.RECOMMENDED and found.proposal.swap_id is not None


def _may_attach(proposal: Proposal, me: Visitor) -> bool:
    return proposal.suggested_by == me.id or not TAKING_PART.isdisjoint(me.roles)
