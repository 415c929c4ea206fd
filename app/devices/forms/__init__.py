"""What is filled in about devices."""

from app.devices.forms.answering import AnswerForm, SettleForm
from app.devices.forms.filtering import FilterForm
from app.devices.forms.keeping import EnterForm, FactsForm, HandOverForm
from app.devices.forms.sending import GoAheadForm, ImportForm

__all__ = [
    "AnswerForm", "EnterForm", "FactsForm", "FilterForm", "GoAheadForm", "HandOverForm", "ImportForm", "SettleForm",
]  # fmt: skip
