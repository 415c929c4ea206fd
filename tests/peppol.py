"""Rules of e-invoices and e-orders, run on what the shop writes: validators from packages, and the official files.

The official rules lie beside the checkout (no package carries them all), or where PEPPOL_RULES says.

The rules are Schematron, a list of patterns with assertions; a style sheet is made of each file once a process. Of a
pattern's rules the first that fits an element counts, so earlier rules get a higher priority.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import mockeinvoice
import peppol
import pytest

BESIDE = Path(__file__).parent.parent.parent / "shared" / "peppol"
RULES = Path(os.environ.get("PEPPOL_RULES") or BESIDE)
SCH = "{http://purl.oclc.org/dsdl/schematron}"
XSL = "http://www.w3.org/1999/XSL/Transform"
# Root element (and kind, where two share one) -> the files of its rules.
FILES = {
    "Invoice": ("CEN-EN16931-UBL", "PEPPOL-EN16931-UBL"),
    "CreditNote": ("CEN-EN16931-UBL", "PEPPOL-EN16931-UBL"),
    "Order": ("PEPPOLBIS-T01",),
    "order_response": ("PEPPOLBIS-T76",),
    "order_agreement": ("PEPPOLBIS-T110",),
    "ApplicationResponse": ("PEPPOLBIS-T111",),
}

needs_rules = pytest.mark.skipif(not RULES.exists(), reason="the official rules do not lie beside the checkout")


def billing_faults(document: bytes) -> list[str]:
    """What the packages find fatal in an invoice or credit note: schema, EN 16931, Peppol."""
    good, errors = peppol.validate_xsd(document)
    found = [] if good else list(errors)
    found += [str(each) for each in peppol.check_rules(document) if each.severity == "fatal"]
    _document, report = mockeinvoice.validate(document)
    return found + [f"{each.rule} {each.message}" for each in report.findings if each.severity == "fatal"]


def broken_rules(document: bytes, *, warnings: bool = False) -> list[str]:
    """What a document breaks: faults against its schema, then `rule-id: text` of each fatal assertion that fails."""
    root = tree(document)
    name = root.tag.partition("}")[2]
    kind = root.findtext("{*}CustomizationID", "").partition("trns:")[2].partition(":")[0]
    found = _against_schema(document, name)
    for file in FILES.get(name) or FILES[kind]:
        found += _against_rules(document, file, warnings=warnings)
    return found


def tree(document: bytes) -> ET.Element:
    """A document of ours as a tree, to look into."""
    return ET.fromstring(document)  # noqa: S314  # our own document


def _against_schema(document: bytes, name: str) -> list[str]:
    from lxml import etree  # here: only tests that have the rules beside them need it

    schema = _schema(name)
    schema.validate(etree.fromstring(document))
    return [f"schema: line {error.line}: {error.message}" for error in schema.error_log]


@functools.cache
def _schema(name: str) -> Any:
    from lxml import etree

    return etree.XMLSchema(etree.parse(RULES / "xsd" / "maindoc" / f"UBL-{name}-2.1.xsd"))


def _against_rules(document: bytes, file: str, *, warnings: bool) -> list[str]:
    processor, sheet = _compiled(file)
    node = processor.parse_xml(xml_text=document.decode())
    said = sheet.transform_to_string(xdm_node=node) or ""
    rows = [row.split("\t", 2) for row in said.splitlines() if row.strip()]
    return [f"{rule}: {text}" for rule, flag, text in rows if flag == "fatal" or warnings]


@functools.cache
def _compiled(file: str) -> tuple[Any, Any]:
    import saxonche

    processor = saxonche.PySaxonProcessor(license=False)
    xslt = processor.new_xslt30_processor()
    return processor, xslt.compile_stylesheet(stylesheet_text=style_sheet(RULES / "sch" / f"{file}.sch"))


def style_sheet(file: Path) -> str:
    """A Schematron file as a style sheet that writes a line for each assertion that fails."""
    top = ET.parse(file).getroot()  # noqa: S314  # the official file
    spaces = {ns.get("prefix"): ns.get("uri") for ns in top.iter(f"{SCH}ns")}
    names = " ".join(f"xmlns:{prefix}={quoteattr(uri or '')}" for prefix, uri in spaces.items())
    copied = [ET.tostring(each, encoding="unicode") for each in top if each.tag.startswith(f"{{{XSL}}}")]
    patterns = list(top.iter(f"{SCH}pattern"))
    variables = [_variable(each) for each in [*top.findall(f"{SCH}let"), *top.findall(f"{SCH}pattern/{SCH}let")]]
    calls = "".join(f'<xsl:apply-templates select="/" mode="m{place}"/>' for place in range(len(patterns)))
    rules = "".join(_pattern(pattern, f"m{place}") for place, pattern in enumerate(patterns))
    return (
        f'<xsl:stylesheet version="3.0" xmlns:xsl="{XSL}" {names} exclude-result-prefixes="#all">'
        f'<xsl:output method="text"/>{"".join(copied)}{"".join(variables)}'
        f'<xsl:template match="/">{calls}</xsl:template>{rules}</xsl:stylesheet>'
    )


def _pattern(pattern: ET.Element, mode: str) -> str:
    rules = pattern.findall(f"{SCH}rule")
    return f'<xsl:mode name="{mode}" on-no-match="shallow-skip"/>' + "".join(
        _rule(rule, mode, len(rules) - place) for place, rule in enumerate(rules)
    )


def _rule(rule: ET.Element, mode: str, priority: int) -> str:
    lets = "".join(_variable(each) for each in rule.findall(f"{SCH}let"))
    checks = "".join(
        f"<xsl:if test={quoteattr('not(' + check.get('test', '') + ')')}>{_line(check)}</xsl:if>"
        for check in rule.findall(f"{SCH}assert")
    )
    match = f"match={quoteattr(rule.get('context', ''))}"
    onward = f'<xsl:apply-templates select="@*|node()" mode="{mode}"/>'
    return f'<xsl:template {match} mode="{mode}" priority="{priority}">{lets}{checks}{onward}</xsl:template>'


def _line(check: ET.Element) -> str:
    words = " ".join("".join(check.itertext()).split())
    row = f"{check.get('id', '?')}\t{check.get('flag', 'fatal')}\t{words}\n"
    return f"<xsl:value-of select={quoteattr(_literal(row))}/>"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _variable(let: ET.Element) -> str:
    return f"<xsl:variable name={quoteattr(let.get('name', ''))} select={quoteattr(let.get('value', ''))}/>"
