"""Search that forgives: case, å ä ö, plural endings, spelling and compound words.

An index is built once for each catalogue version from the words of every product; it knows no database.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

WORD = re.compile(r"[a-z0-9]+")
JOINED = re.compile(r"([a-z0-9]+)[-/]([a-z0-9]+)")
ENDINGS = ("orna", "arna", "erna", "ande", "ar", "er", "or", "en", "et", "na", "n", "a", "s")
LEAST_STEM = 4
LEAST_PART = 3
MOST_WORDS = 8
SMALL_WORDS = frozenset({"till", "for", "med", "och", "en", "ett", "i", "pa", "av", "den", "det", "min", "som", "utan"})
# How much a hit is worth, by how the searched word met the product's word.
MENTION = 0.15
SAME, STEM, BEGINS, SYNONYM, PART, NEAR, ENDS = 1.0, 0.9, 0.75, 0.7, 0.55, 0.4, 0.15
FURTHER = 0.1
FEW = 3
LONG = 7


def fold(text: str) -> str:
    """Text without case and without the dots and rings of å ä ö é."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def words_of(text: str) -> list[str]:
    """The folded words of a text; `USB-C` gives usb, c and usbc."""
    folded = fold(text)
    joined = ["".join(pair) for pair in JOINED.findall(folded)]
    return WORD.findall(folded) + joined


def stem(word: str) -> str:
    """A word without its Swedish plural or definite ending."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: product ids with scores, whether every word was met, and the nearest known words."""

    scores: Mapping[int, float]
    complete: bool
    nearest: tuple[str, ...] = ()


class Index:
    """The words of a range, with the products each stands on and how much it weighs there."""

    def __init__(self, documents: Mapping[int, Sequence[tuple[str, float]]]) -> None:
        self.places: dict[str, dict[int, float]] = defaultdict(dict)
        self.spelling: dict[str, str] = {}
        for product, texts in documents.items():
            for text, weight in texts:
                self._add(product, text, weight)
        self.stems: dict[str, set[str]] = defaultdict(set)
        self.pairs: dict[str, set[str]] = defaultdict(set)
        for word in self.places:
            self.stems[stem(word)].add(word)
            for pair in _pairs(word):
                self.pairs[pair].add(word)
        self.expand = lru_cache(maxsize=2000)(self._expand)

    def search(self, query: str) -> Found:
        """Products that hold every word of the query, best first by score; else those that hold most of them."""
        asked = _asked(query)
        if not asked:
            return Found({}, complete=True)
        hits = [self.expand(word) for word in asked]
        shared = _where_all(hits)
        if shared:
            return Found(_worth_showing(shared), complete=True)
        return Found(_worth_showing(_where_some(hits)), complete=False, nearest=self.nearest(asked))

    def nearest(self, asked: Iterable[str], most: int = 4) -> tuple[str, ...]:
        """Known words that look most like what was typed, as they are written in the range."""
        ranked = sorted(
            ((_likeness(word, known), known) for word in asked for known in self._alike(word)), reverse=True
        )
        spelled = dict.fromkeys(self.spelling.get(known, known) for likeness, known in ranked if likeness > 0.25)
        return tuple(spelled)[:most]

    def _add(self, product: int, text: str, weight: float) -> None:
        for plain in text.casefold().split():
            self.spelling.setdefault(fold(plain).strip(".,:;()!?"), plain.strip(".,:;()!?"))
        for word in words_of(text):
            _gather(self.places[word], product, weight)

    def _expand(self, word: str) -> dict[int, float]:
        """Products that one searched word leads to, with scores; looser readings only where strict ones give little."""
        scores = self._of_words(self._readings(word)) or self._as_compound(word)
        if len(scores) < FEW:
            for loose in (self._misspelled(word), self._ending(word) if not scores else {}):
                for product, score in loose.items():
                    scores[product] = max(scores.get(product, 0.0), score)
        return scores

    def _of_words(self, meant: Mapping[str, float]) -> dict[int, float]:
        """Products on which any of these words stands; `meant` says how sure each reading is."""
        scores: dict[int, float] = {}
        for known, quality in meant.items():
            for product, weight in self.places[known].items():
                _gather(scores, product, quality * weight)
        return scores

    def _readings(self, word: str) -> dict[str, float]:
        """Known words that a searched word may mean, with the quality of each."""
        found = dict.fromkeys(self.stems.get(stem(word), ()), STEM)
        for known in self.places:
            if known.startswith(word):
                found.setdefault(known, BEGINS)
            elif len(word) > LEAST_PART and word in known and not word.isdigit():
                found.setdefault(known, PART)
        for other in synonyms().get(stem(word), ()):
            for known in self.stems.get(stem(other), ()):
                found[known] = max(found.get(known, 0.0), SYNONYM)
        if word in self.places:
            found[word] = SAME
        return found

    def _as_compound(self, word: str) -> dict[int, float]:
        """Products that hold both parts of a compound such as `mobilskal`."""
        for cut in range(len(word) - LEAST_PART, LEAST_PART - 1, -1):
            first, last = word[:cut], word[cut:]
            for beginning in dict.fromkeys((first, first.removesuffix("s"))):
                both = _where_all([self._plain(beginning), self._plain(last)])
                if both:
                    return {product: score * PART / 2 for product, score in both.items()}
        return {}

    def _ending(self, word: str) -> dict[int, float]:
        """Products that hold the last part of a compound whose first part is unknown."""
        for cut in range(LEAST_PART, len(word) - LEAST_PART):
            ending = self._plain(word[cut:])
            if ending:
                return {product: score * ENDS for product, score in ending.items()}
        return {}

    def _plain(self, word: str) -> dict[int, float]:
        """Products of a word as it stands, by stem or by synonym; nothing looser, since it is a part of a compound."""
        meanings = (word, *synonyms().get(stem(word), ()))
        return self._of_words({known: SAME for meaning in meanings for known in self.stems.get(stem(meaning), ())})

    def _misspelled(self, word: str) -> dict[int, float]:
        """Products of the known words within one slip (two for long words), and of what those words mean."""
        slips = 0 if len(word) < LEAST_STEM or word.isdigit() else 1 if len(word) < LONG else 2
        near = {known: _slips(word, known, slips) for known in self._alike(word) if known != word} if slips else {}
        least = min(near.values(), default=slips + 1)
        scores: dict[int, float] = {}
        for known in [known for known, away in near.items() if away == least <= slips]:
            for product, score in self._of_words(self._readings(known)).items():
                scores[product] = max(scores.get(product, 0.0), score * NEAR / least)
        return scores

    def _alike(self, word: str) -> list[str]:
        """Known words that share letter pairs with a word, most first."""
        shared: dict[str, int] = defaultdict(int)
        for pair in _pairs(word):
            for known in self.pairs.get(pair, ()):
                shared[known] += 1
        return sorted(shared, key=lambda known: -shared[known])[:60]


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """For the stem of a word, other words that mean the same thing."""
    file = Path(__file__).with_name("synonyms.toml")
    groups: list[list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))["group"]
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        folded = [fold(word) for word in group]
        for word in folded:
            found[stem(word)] = found.get(stem(word), ()) + tuple(other for other in folded if other != word)
    return found


def _asked(query: str) -> list[str]:
    """The words of a query; a joined pair such as `usb-c` is asked for once, as one word."""
    folded = JOINED.sub(r"\1\2", fold(query))
    asked = list(dict.fromkeys(WORD.findall(folded)))
    return ([word for word in asked if word not in SMALL_WORDS] or asked)[:MOST_WORDS]


def _worth_showing(scores: Mapping[int, float]) -> dict[int, float]:
    """Hits that are not mere mentions beside much better ones."""
    least = max(scores.values(), default=0.0) * MENTION
    return {product: score for product, score in scores.items() if score >= least}


def _where_all(hits: Sequence[Mapping[int, float]]) -> dict[int, float]:
    """Products that meet every word; the first word names the thing (`laddare till mac`) and weighs more."""
    shared = set(hits[0]).intersection(*hits[1:])
    return {product: sum(hit[product] for hit in hits) + hits[0][product] / 2 for product in shared}


def _gather(scores: dict[int, float], product: int, score: float) -> None:
    """The best score counts, a further one a little."""
    old = scores.get(product, 0.0)
    scores[product] = max(old, score) + min(old, score) * FURTHER


def _where_some(hits: Sequence[Mapping[int, float]]) -> dict[int, float]:
    """Products that meet most of the words, at least half of them."""
    met: dict[int, list[float]] = defaultdict(list)
    for hit in hits:
        for product, score in hit.items():
            met[product].append(score)
    most = max((len(scores) for scores in met.values()), default=0)
    if most * 2 < len(hits):
        return {}
    return {product: sum(scores) for product, scores in met.items() if len(scores) == most}


def _pairs(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[i : i + 2] for i in range(len(padded) - 1)}


def _likeness(word: str, other: str) -> float:
    mine, theirs = _pairs(word), _pairs(other)
    return len(mine & theirs) / len(mine | theirs)


def _slips(word: str, other: str, most: int) -> int:
    """Letters to change, add, drop or swap between two words; `most` + 1 when there are more."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        last, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == against:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
