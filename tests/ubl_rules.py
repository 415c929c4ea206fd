"""Holds UBL documents to the published rules: validators from PyPI always, and the official files where they lie.

The official Schematron (data beside the checkout, ../shared/peppol) is compiled here to XSLT: a pattern becomes a mode,
in which the first rule that matches a node wins; a pattern's `let` becomes a global variable.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import mockeinvoice
import peppol
import pytest
from lxml import etree

ROOT = Path(__file__).parent.parent
SCH = "{http://purl.oclc.org/dsdl/schematron}"
XSL = "http://www.w3.org/1999/XSL/Transform"
BILLING = ("CEN-EN16931-UBL", "PEPPOL-EN16931-UBL")


def rules_folder() -> Path | None:
    """Where the official rules lie: beside the checkout, or beside the checkout whose work tree this is."""
    git = ROOT / ".git"
    above = [ROOT.parent]
    if git.is_file():
        above.append(Path(git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()).parents[3])
    return next((found for place in above if (found := place / "shared" / "peppol").is_dir()), None)


official = pytest.mark.skipif(rules_folder() is None, reason="the official rules (../shared/peppol) are not here")


def billing_faults(data: bytes) -> list[str]:
    """What the validators from PyPI find fatal in an invoice or credit note: schema, EN 16931, Peppol."""
    good, errors = peppol.validate_xsd(data)
    faults = [] if good else list(errors)
    faults += [str(found) for found in peppol.check_rules(data) if found.severity == "fatal"]
    _document, report = mockeinvoice.validate(data)
    return faults + [f"{found.rule} {found.message}" for found in report.findings if found.severity == "fatal"]


def official_billing_faults(data: bytes) -> list[str]:
    """What the official schema and rules find in an invoice or credit note, warnings too."""
    return [*schema_faults(data), *(fault for name in BILLING for fault in schematron_faults(data, name))]


def schema_faults(data: bytes) -> list[str]:
    """What the official schema of a document's root finds."""
    tree = etree.fromstring(data)
    schema = _schema(etree.QName(tree).localname)
    return [] if schema.validate(tree) else [f"line {each.line}: {each.message}" for each in schema.error_log]


def schematron_faults(data: bytes, name: str) -> list[str]:
    """What one of the official rule files finds, `id text`."""
    processor, compiled = _compiled(name)
    node = processor.parse_xml(xml_text=data.decode())
    found = compiled.transform_to_string(xdm_node=node) or ""
    return [line for line in found.splitlines() if line.strip()]


@functools.cache
def _schema(root: str) -> etree.XMLSchema:
    folder = rules_folder()
    assert folder is not None
    return etree.XMLSchema(etree.parse(str(folder / "xsd" / "maindoc" / f"UBL-{root}-2.1.xsd")))


@functools.cache
def _processor() -> Any:
    from saxonche import PySaxonProcessor  # here: it starts a machine of its own, which few tests need

    return PySaxonProcessor(license=False)


@functools.cache
def _compiled(name: str) -> tuple[Any, Any]:
    folder = rules_folder()
    assert folder is not None
    processor = _processor()
    sheet = stylesheet(etree.parse(str(folder / "sch" / f"{name}.sch")).getroot())
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_text=sheet)


def stylesheet(schema: Any) -> str:
    """A flat Schematron schema as XSLT 3 that writes a line for each failed assertion."""
    spaces = " ".join(f"xmlns:{ns.get('prefix')}={quoteattr(ns.get('uri'))}" for ns in schema.iter(f"{SCH}ns"))
    functions = [
        etree.tostring(each, encoding="unicode", with_tail=False) for each in schema.iter(f"{{{XSL}}}function")
    ]
    patterns = list(schema.iter(f"{SCH}pattern"))
    lets = [_variable(let) for where in (schema, *patterns) for let in where.findall(f"{SCH}let")]
    calls = "".join(f'<xsl:apply-templates select="/" mode="m{n}"/>' for n in range(len(patterns)))
    modes = [_pattern(pattern, number) for number, pattern in enumerate(patterns)]
    return (
        f'<xsl:stylesheet version="3.0" xmlns:xsl="{XSL}" {spaces}><xsl:output method="text"/>{"".join(functions)}'
        f'{"".join(lets)}<xsl:template match="/">{calls}</xsl:template>{"".join(modes)}</xsl:stylesheet>'
    )


def _pattern(pattern: Any, number: int) -> str:
    rules = pattern.findall(f"{SCH}rule")
    walk = f'<xsl:apply-templates select="@*|node()" mode="m{number}"/>'
    templates = [
        f'<xsl:template match={quoteattr(rule.get("context"))} mode="m{number}" priority="{len(rules) - place}">'
        f"{_rule(rule)}{walk}</xsl:template>"
        for place, rule in enumerate(rules)
    ]
    plain = f'<xsl:template match="/|@*|node()" mode="m{number}" priority="-9">{walk}</xsl:template>'
    return "".join(templates) + plain


def _rule(rule: Any) -> str:
    parts = []
    for each in rule:
        if each.tag == f"{SCH}let":
            parts.append(_variable(each))
        elif each.tag in (f"{SCH}assert", f"{SCH}report"):
            test = each.get("test") if each.tag == f"{SCH}report" else f"not({each.get('test')})"
            said = f"{each.get('id')} {each.get('flag')} {' '.join(''.join(each.itertext()).split())}\n"
            parts.append(f"<xsl:if test={quoteattr(test)}><xsl:value-of select={_quoted(said)}/></xsl:if>")
    return "".join(parts)


def _quoted(text: str) -> str:
    return quoteattr("'" + text.replace("'", "''").strip() + "&#10;'").replace("&amp;#10;", "&#10;")


def _variable(let: Any) -> str:
    return f"<xsl:variable name={quoteattr(let.get('name'))} select={quoteattr(let.get('value'))}/>"
