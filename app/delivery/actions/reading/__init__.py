"""Reads what partners send: tables and Peppol Order Responses become the same plain rows, with faults in words."""

from app.delivery.actions.reading.peppol import read_response
from app.delivery.actions.reading.rows import Answered, Content, Sent, Where, from_json, to_json
from app.delivery.actions.reading.tables import COLUMNS, read_table
from app.ubl import is_xml

__all__ = [
    "COLUMNS", "Answered", "Content", "Sent", "Where", "from_json", "is_xml", "read_response", "read_table", "to_json",
]  # fmt: skip
