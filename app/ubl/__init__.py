"""UBL documents: plain names and values become bytes, and bytes that others send become plain parts."""

from app.ubl.reading import MOST_BYTES, Part, is_xml, parse
from app.ubl.writing import Leaf, Pairs, amount, coded, number, write

__all__ = ["MOST_BYTES", "Leaf", "Pairs", "Part", "amount", "coded", "is_xml", "number", "parse", "write"]
