"""A report in words: as a paper, and as rows to take along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.follow_up.models import FollowUp, FollowUpLine
from app.follow_up.queries.quarter import paper_of_quarter
from app.follow_up.queries.shown import Shown, slug_of
from app.paper import Column, Fact, Paragraphs, Sheet, Table, Words, render
from app.spreadsheets import Head
from app.words import day_long, kr, say
from catalogue.contribution import Section
from catalogue.following import Report, Sum


def title_of(report: FollowUp) -> str:
    """What a report is called."""
    return say(f"following.title.{report.kind}", number=report.number, year=report.year)


def name_of(report: FollowUp) -> str:
    """What its files are called."""
    return f"{slug_of(report.kind, report.number)}-{report.year}"


def kind_of(row: FollowUpLine, member: str, names: Mapping[str, str]) -> tuple[str, str, str]:
    """Section, category and member of a line in words."""
    return (
        say(f"following.section.{row.section}"), say(f"following.category.{row.category}"), names.get(member, ""),
    )  # fmt: skip


def heads() -> list[Head]:
    """The columns of a report's file; the same can be filled in and sent back."""
    looks = ("text", "text", "text", "amount", "amount", "amount", "amount", "text")
    titles = say("following.columns").split("|")
    return [Head(title, look, 20 if look == "text" else 16) for title, look in zip(titles, looks, strict=True)]  # type: ignore[arg-type]  # looks of a column


def rows_of(shown: Shown) -> Iterator[tuple[Any, ...]]:
    """The lines of a report for its file."""
    for row, member in shown.rows:
        left = row.budget - row.forecast
        yield *kind_of(row, member, shown.names), row.budget, row.outcome, row.forecast, left, row.note


def paper(shown: Shown) -> bytes:
    """The tagged PDF of a report."""
    if shown.report.kind == Report.QUARTER:
        return paper_of_quarter(shown.report)
    return render(_sheet(shown))


def _sheet(shown: Shown) -> Sheet:
    report = shown.report
    issued = day_long(report.locked_at, year=True) if report.locked_at else say("following.paper.draft")
    return Sheet(
        title=title_of(report), number="", issued=issued,
        words=Words(page=say("following.paper.page"), issued=say("following.paper.issued")),
        sender=say("following.paper.sender"), lead=point(shown),
        facts=[
            Fact(say("following.paper.as_of"), day_long(report.as_of, year=True)),
            Fact(say("following.paper.locked_by"), report.locked_by_name or say("following.paper.draft")),
        ],
        blocks=[
            *([Paragraphs(say("following.paper.text"), report.text.splitlines())] if report.text else []),
            Paragraphs(say("following.paper.by_member"), [say("following.paper.sign")]),
            Table(
                _columns(say("following.paper.member")),
                [_cells([shown.names[key]], each) for key, each in shown.by_member.items()]
                + [_cells([say("following.paper.sum")], shown.total)],
            ),
            *_by_section(shown), *_notes(shown),
        ],
        footer=[say("following.paper.footer")],
    )  # fmt: skip


def _by_section(shown: Shown) -> Iterator[Paragraphs | Table]:
    for section in dict.fromkeys(section for section, _category, _sum in shown.by_kind):
        yield Paragraphs(say(f"following.section.{section}"), [])
        yield Table(
            _columns(say("following.paper.kind")),
            [
                _cells([say(f"following.category.{category}")], each)
                for here, category, each in shown.by_kind
                if here == section
            ],
        )


def _notes(shown: Shown) -> Iterator[Paragraphs]:
    """The comments on single lines."""
    said = [
        f"{', '.join(filter(None, kind_of(row, member, shown.names)[1:]))}: {row.note}"
        for row, member in shown.rows
        if row.note
    ]
    if said:
        yield Paragraphs(say("following.paper.notes"), said)


def _columns(first: str) -> list[Column]:
    titles = say("following.paper.columns").split("|")
    return [Column(first, 2.2), *(Column(title, 1.8, "right") for title in titles)]


def _cells(first: list[str], each: Sum) -> list[str]:
    return [*first, kr(each.budget), kr(each.outcome), kr(each.forecast), kr(each.deviation)]


def point(shown: Shown) -> str:
    """What a report says, in one sentence."""
    left = shown.total.deviation
    how = "even" if not left else "left" if left > 0 else "lacks"
    return say(f"following.point.{how}", amount=kr(abs(left)), forecast=kr(shown.total.forecast))


def section_of(section: Section) -> str:
    """A section in words."""
    return say(f"following.section.{section}")
