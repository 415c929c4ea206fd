"""Numbered cases: their thread and files, steps of work and of yes, incidents, surveys, and the other system."""

from app.cases.models.cases import OUTCOMES, STEP_SORTS, Case, CaseStep, Incident, Survey
from app.cases.models.thread import CaseFile, CaseMessage
from app.cases.models.ticketing import VIAS, Ticketing, TicketingEvent

__all__ = [
    "OUTCOMES",
    "STEP_SORTS",
    "VIAS",
    "Case",
    "CaseFile",
    "CaseMessage",
    "CaseStep",
    "Incident",
    "Survey",
    "Ticketing",
    "TicketingEvent",
]
