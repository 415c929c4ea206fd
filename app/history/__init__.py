"""What happened: an append-only, hash-chained log, written in the same transaction as the change it tells of.

An entry's digest covers its names and details through a salted seal. So a name can be taken out when its time is over,
by a redaction that the chain itself tells of, and everything else still holds (docs/decisions/0014).
"""

from app.history.chain import Actor, Event, canonical, digest_of, head, hold, of, record, sealed
from app.history.models import GENESIS, HistoryEntry, HistoryHead, HistoryRedaction
from app.history.proof import Break, verify
from app.history.redaction import REDACTED, Redacted, redact

__all__ = [
    "GENESIS",
    "REDACTED",
    "Actor",
    "Break",
    "Event",
    "HistoryEntry",
    "HistoryHead",
    "HistoryRedaction",
    "Redacted",
    "canonical",
    "digest_of",
    "head",
    "hold",
    "of",
    "record",
    "redact",
    "sealed",
    "verify",
]
