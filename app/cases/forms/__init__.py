"""What people fill in about a case."""

from app.cases.forms.handling import BulkForm, ChangeForm, DecisionForm, HandlingForm, IncidentForm, TaskForm
from app.cases.forms.lists import MineFilter, WorkFilter
from app.cases.forms.thread import MessageForm, SurveyForm, TextForm

__all__ = [
    "BulkForm",
    "ChangeForm",
    "DecisionForm",
    "HandlingForm",
    "IncidentForm",
    "MessageForm",
    "MineFilter",
    "SurveyForm",
    "TaskForm",
    "TextForm",
    "WorkFilter",
]
