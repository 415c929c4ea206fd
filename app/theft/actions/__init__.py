"""What is done about thefts: reported, told, decided, locked, wiped, written off, found again, closed."""

from app.theft.actions.ending import close, recover
from app.theft.actions.evidence import file_with_police, tell_chief
from app.theft.actions.measures import decide, settle
from app.theft.actions.reporting import Gone, report
from app.theft.actions.writing import write

__all__ = ["Gone", "close", "decide", "file_with_police", "recover", "report", "settle", "tell_chief", "write"]
