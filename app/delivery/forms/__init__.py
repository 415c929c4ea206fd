"""What people fill in: goods receipt, checklist, the partner's words, files and sendings."""

from app.delivery.forms.parcels import (
    AnswerForm,
    FileForm,
    HowForm,
    MessageForm,
    ScanForm,
    SendingForm,
    lines_typed,
)
from app.delivery.forms.work import (
    CountedForm,
    DayForm,
    MarkedForm,
    PartnerFilter,
    SearchForm,
    StepsForm,
    UnitsForm,
    WorkFilter,
)

__all__ = [
    "AnswerForm", "CountedForm", "DayForm", "FileForm", "HowForm", "MarkedForm", "MessageForm", "PartnerFilter",
    "ScanForm", "SearchForm", "SendingForm", "StepsForm", "UnitsForm", "WorkFilter", "lines_typed",
]  # fmt: skip
