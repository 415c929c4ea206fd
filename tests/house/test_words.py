"""Words stand where words belong: Swedish in templates and word files, plain names and reasons in code."""

from __future__ import annotations

import ast
import io
import re
import tokenize

import pytest

from tests.house.tree import files, name_of, no_faults, parsed, text

# Strings that are Swedish for a reason: data of the language itself, not something said to anybody.
ALLOWED = {
    "app/setup/install.py": "is read by Pythons that cannot read the word files",
    "app/words/formats.py": "names of days and months are what it is about",
}
LETTERS = re.compile(r"[åäöÅÄÖ]")
COMMON_WORDS = """
och att är inte för det den som på av till med du din ditt dina har kan ska eller en ett från vid men om hos er ni vi
redan finns måste bara välj ange
"""
COMMON = frozenset(COMMON_WORDS.split())
# Names that say nothing of what lives there. A chef is a manager in the glossary, so only classes are judged on that.
EMPTY_FILES = re.compile(r"^(utils?|helpers?|common|misc|managers?|services?|handlers?|base_\w+|shared)$")
EMPTY_CLASSES = re.compile(r"(Manager|Service|Handler|Helper|Utils?)$")
EMPTY_FUNCTIONS = re.compile(r"^_?(process|do|handle|manage)_")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SILENCED = re.compile(
    r"#\s*(type:\s*ignore|noqa|pragma: no cover)(\[[^\]]*\]|:\s*[A-Z]+[0-9]+(,\s*[A-Z]+[0-9]+)*)?(?P<rest>.*)"
)


def swedish(tree: ast.Module) -> list[str]:
    """String constants that look Swedish: å, ä or ö in a word, or two everyday words. Docstrings are not judged."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    said = [node for node in constants if id(node) not in docs and _is_swedish(str(node.value))]
    return [f"{node.lineno}: {str(node.value)[:60]!r} belongs in a template or in app/words" for node in said]


def _is_swedish(value: str) -> bool:
    words = re.findall(r"[^\W\d_]+", value)
    spelled = any(LETTERS.search(word) and len(word) > 2 for word in words) and not _is_pattern(value)
    return spelled or sum(word.lower() in COMMON for word in words) >= 2


def _is_pattern(value: str) -> bool:
    """A set of characters, as in a regular expression or a table of folded letters."""
    return bool(re.search(r"\[[^\]]*[åäöÅÄÖ][^\]]*\]", value)) or set(value.lower()) <= set("åäöéèüáæøô aoeu")


def empty_names(tree: ast.AST) -> list[str]:
    """Classes and functions named after nothing in the field; a base class decides the names of its methods."""
    faults = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef) and EMPTY_CLASSES.search(node.name):
            faults.append(f"{node.lineno}: class {node.name}: name the thing")
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and EMPTY_FUNCTIONS.search(node.name):
            faults.append(f"{node.lineno}: {node.name}: use a plain verb of the field")
        if not (isinstance(node, ast.ClassDef) and node.bases):
            faults += empty_names(node)
    return faults


def silenced(source: str) -> list[str]:
    """Checks that are switched off for a line without a reason beside it."""
    faults = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        found = SILENCED.search(token.string) if token.type == tokenize.COMMENT else None
        if found and not re.search(r"\w{3}", found["rest"]):
            faults.append(f"{token.start[0]}: say why beside {token.string.strip()!r}")
    return faults


def test_python_speaks_no_swedish() -> None:
    paths = [path for path in files("app", "catalogue", ending=".py") if name_of(path) not in ALLOWED]
    no_faults([f"{name_of(path)}:{fault}" for path in paths for fault in swedish(parsed(path))])


def test_the_exceptions_are_needed() -> None:
    needed = {name_of(path) for path in files("app", "catalogue", ending=".py") if swedish(parsed(path))}
    assert set(ALLOWED) <= needed


def test_files_are_named_after_what_they_hold() -> None:
    paths = files("app", "catalogue", "tests", ending=".py")
    faults = [
        f"{name_of(path)}: {part}" for path in paths for part in path.parts if EMPTY_FILES.search(part.split(".")[0])
    ]
    no_faults(faults)


def test_classes_and_functions_have_plain_names() -> None:
    paths = files("app", "catalogue", ending=".py")
    no_faults([f"{name_of(path)}:{fault}" for path in paths for fault in empty_names(parsed(path))])


def test_nothing_is_left_to_do() -> None:
    endings = (".py", ".html", ".css", ".js", ".toml", ".md")
    own = [path for path in files() if path.suffix in endings and path.name != "test_words.py"]
    no_faults([f"{name_of(path)}: {found[0]}" for path in own if (found := UNFINISHED.search(text(path)))])


def test_silenced_checks_say_why() -> None:
    paths = files("app", "catalogue", "tests", "migrations", ending=".py")
    no_faults([f"{name_of(path)}:{fault}" for path in paths for fault in silenced(text(path))])


@pytest.mark.parametrize(
    "bad", ["x = 'Välj ett antal'", "x = f'{n} varor och en till'", "x = 'Du har redan en'", "x = 'Laxå'"]
)
def test_swedish_is_found(bad: str) -> None:
    assert swedish(ast.parse(bad))


@pytest.mark.parametrize(
    "good", ["'''Öre och moms för det.'''", "x = r'[a-zåäö]+'", "x = 'ö'", "x = '/sortiment'", "x = 'en'"]
)
def test_docstrings_patterns_and_addresses_are_not_swedish(good: str) -> None:
    assert not swedish(ast.parse(good))


@pytest.mark.parametrize(
    "bad", ["class OrderService: ...", "def process_order(): ...", "class A:\n def _do_it(self): ..."]
)
def test_an_empty_name_is_found(bad: str) -> None:
    assert empty_names(ast.parse(bad))
    assert not empty_names(ast.parse("def manager_of(): ...\nclass T(Base):\n def process_value(self): ..."))


@pytest.mark.parametrize("bad", ["x = 1  # noqa: E501", "x = y  # type: ignore[attr-defined]", "import z  # noqa"])
def test_a_silenced_check_without_reason_is_found(bad: str) -> None:
    assert silenced(bad)
    assert not silenced(bad + "  # the library has no types")
