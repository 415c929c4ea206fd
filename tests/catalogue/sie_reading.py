"""A small reader of SIE 4, written from the format's own description, so that the writer has somebody to convince."""

from __future__ import annotations

from dataclasses import dataclass, field

Token = str | list[str]


@dataclass
class Read:
    """What a file said: labels with their fields, and vouchers with their transactions."""

    labels: dict[str, list[list[Token]]] = field(default_factory=dict)
    vouchers: list[tuple[list[Token], list[list[Token]]]] = field(default_factory=list)


def read(data: bytes) -> Read:
    """Read a file line by line; anything out of place is a ValueError."""
    found = Read()
    inside: list[list[Token]] | None = None
    for line in data.decode("cp437").split("\r\n"):
        if not line:
            continue
        if line == "{":
            inside = found.vouchers[-1][1]
        elif line == "}":
            inside = None
        else:
            label, *fields = _tokens(line)
            assert isinstance(label, str)
            if not label.startswith("#") or (inside is not None) != (label == "#TRANS"):
                raise ValueError(line)
            if inside is not None:
                inside.append(fields)
            elif label == "#VER":
                found.vouchers.append((fields, []))
            else:
                found.labels.setdefault(label, []).append(fields)
    return found


def ore(token: Token) -> int:
    """An amount as öre."""
    assert isinstance(token, str)
    whole, _, rest = token.partition(".")
    sign = -1 if whole.startswith("-") else 1
    return sign * (int(whole.lstrip("-")) * 100 + int(rest.ljust(2, "0")))


def _tokens(line: str) -> list[Token]:
    tokens: list[Token] = []
    held: list[str] | None = None
    at = 0
    while at < len(line):
        char = line[at]
        if char in " \t":
            at += 1
            continue
        if char == "{":
            held, at = [], at + 1
            continue
        if char == "}":
            assert held is not None
            tokens.append(held)
            held, at = None, at + 1
            continue
        text, at = _quoted(line, at + 1) if char == '"' else _bare(line, at)
        (tokens if held is None else held).append(text)
    return tokens


def _quoted(line: str, at: int) -> tuple[str, int]:
    text = ""
    while line[at] != '"':
        at += line[at] == "\\"
        text += line[at]
        at += 1
    return text, at + 1


def _bare(line: str, at: int) -> tuple[str, int]:
    end = at
    while end < len(line) and line[end] not in " \t{}":
        end += 1
    return line[at:end], end
