"""The eight known ways to wrap something of one's own around, beside or into a signed response.

Each takes a rightly signed response and makes it say "victim" where a careless reader looks, while the signed part is
still there, unchanged, where a careless verifier looks. Numbered as in "On Breaking SAML" (Somorovsky et al., 2012).
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from tests.app.identity.saml.provider import DS, NAMES, SAML, SAMLP

VICTIM = "victim"


def evil(element: Any, *, signature: bool = False) -> Any:
    """A copy that speaks of the victim under an ID of its own, without its signature unless it is to stay."""
    copy = deepcopy(element)
    copy.set("ID", "_evil")
    copy.xpath(".//saml:NameID", namespaces=NAMES)[0].text = VICTIM
    if not signature:
        for found in copy.findall(f"{{{DS}}}Signature"):
            copy.remove(found)
    return copy


def plain(element: Any) -> Any:
    """A copy without its signature."""
    copy = deepcopy(element)
    for found in copy.findall(f"{{{DS}}}Signature"):
        copy.remove(found)
    return copy


def assertion_of(tree: Any) -> Any:
    """The response's assertion."""
    return tree.find(f"{{{SAML}}}Assertion")


def signature_of(element: Any) -> Any:
    """An element's own signature."""
    return element.find(f"{{{DS}}}Signature")


def around_response(tree: Any) -> Any:
    """1: a forged response, whose signature holds the signed one."""
    root = evil(tree)
    signature = deepcopy(signature_of(tree))
    signature.append(plain(tree))
    root.insert(1, signature)
    return root


def before_signature(tree: Any) -> Any:
    """2: a forged response, with the signed one just before its detached signature."""
    root = evil(tree)
    root.insert(1, deepcopy(signature_of(tree)))
    root.insert(1, plain(tree))
    return root


def beside(tree: Any) -> Any:
    """3: a forged assertion before the signed one."""
    assertion_of(tree).addprevious(evil(assertion_of(tree)))
    return tree


def inside_forged(tree: Any) -> Any:
    """4: a forged assertion that holds the signed one."""
    signed = assertion_of(tree)
    forged = evil(signed)
    signed.addprevious(forged)
    forged.append(signed)
    return tree


def changed_with_copy(tree: Any) -> Any:
    """5: the assertion itself is forged and keeps the signature; the signed content stands at the end."""
    signed = assertion_of(tree)
    original = plain(signed)
    tree.replace(signed, evil(signed, signature=True))
    tree.append(original)
    return tree


def changed_with_copy_in_signature(tree: Any) -> Any:
    """6: as before, with the signed content inside the signature."""
    signed = assertion_of(tree)
    original = plain(signed)
    forged = evil(signed, signature=True)
    tree.replace(signed, forged)
    signature_of(forged).append(original)
    return tree


def in_extensions(tree: Any) -> Any:
    """7: a forged assertion in an extension, which a schema lets hold anything."""
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(evil(assertion_of(tree)))
    tree.insert(1, extensions)
    return tree


def in_object(tree: Any) -> Any:
    """8: the forged assertion keeps the signature, whose object holds the signed content."""
    signed = assertion_of(tree)
    original = plain(signed)
    forged = evil(signed, signature=True)
    tree.replace(signed, forged)
    etree.SubElement(signature_of(forged), f"{{{DS}}}Object").append(original)
    return tree


OF_MESSAGES = (around_response, before_signature)
OF_ASSERTIONS = (
    beside, inside_forged, changed_with_copy, changed_with_copy_in_signature, in_extensions, in_object
)  # fmt: skip
