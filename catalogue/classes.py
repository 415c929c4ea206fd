"""School classes as somebody types them, one on each line: `7A 24`, or `7B: Alva, Bo, Cilla` (R-162)."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_IN_A_CLASS = 99
MOST_CLASSES = 30
LONGEST_CLASS, LONGEST_NAME = 40, 80
COUNTED = re.compile(r"(?P<name>.+?)[\s:;,]+(?P<count>[0-9]{1,3})(?:\s*(?:st|elever|x))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class and its pupils: their names, or nothing but how many they are."""

    name: str
    count: int
    pupils: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: its number, the key of why, and what was typed."""

    line: int
    key: str
    value: str = ""


def read_classes(text: str) -> tuple[list[SchoolClass], list[Fault]]:
    """The classes of a text, and what is wrong with each line; a class may stand once."""
    classes: list[SchoolClass] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _class(line.strip())
        key = _fault(found, {each.name.casefold() for each in classes})
        if found is None or key:
            faults.append(Fault(number, key, line.strip()[:60]))
        else:
            classes.append(found)
    if not classes and not faults:
        faults.append(Fault(1, "none"))
    if len(classes) > MOST_CLASSES:
        faults.append(Fault(len(classes), "many"))
    return classes, faults


def _class(line: str) -> SchoolClass | None:
    counted = COUNTED.fullmatch(line)
    if counted:
        return SchoolClass(counted["name"].rstrip(" :;,"), int(counted["count"]))
    name, colon, rest = line.partition(":")
    pupils = tuple(pupil.strip() for pupil in re.split("[,;]", rest) if pupil.strip())
    return SchoolClass(name.strip(), len(pupils), pupils) if colon and pupils else None


def _fault(found: SchoolClass | None, known: set[str]) -> str:
    if found is None:
        return "form"
    if not 1 <= found.count <= MOST_IN_A_CLASS:
        return "count"
    if not found.name or len(found.name) > LONGEST_CLASS or any(len(pupil) > LONGEST_NAME for pupil in found.pupils):
        return "long"
    return "twice" if found.name.casefold() in known else ""
