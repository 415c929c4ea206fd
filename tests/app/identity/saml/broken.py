"""Every way a response may be wrong: each takes a good answer in the making, and gives what would be posted."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import xmlsec
from lxml import etree

from tests.app.identity.saml import wrapping
from tests.app.identity.saml.provider import DS, SAML, SHA1, SHA256, Answer, encrypt, key, pack, sign

Broken = Callable[[Answer], str]
MAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
FAILED = "urn:oasis:names:tc:SAML:2.0:status:Responder"


def wrong(**changes: Any) -> Broken:
    """Rightly signed, but saying something wrong."""
    return lambda answer: replace(answer, **changes).posted()


def unsigned(answer: Answer) -> str:
    """Nothing is signed."""
    return pack(answer.tree())


def stripped(answer: Answer) -> str:
    """The signature was taken away."""
    tree = answer.signed()
    assertion = tree.find(f"{{{SAML}}}Assertion")
    assertion.remove(assertion.find(f"{{{DS}}}Signature"))
    return pack(tree)


def message_signed_only(answer: Answer) -> str:
    """The message is signed, the assertion is not."""
    tree = answer.tree()
    sign(tree, answer.provider.signer)
    return pack(tree)


def foreign_key(answer: Answer) -> str:
    """Signed with a key that is not the provider's."""
    return answer.posted(signer="stranger")


def shown_certificate(answer: Answer) -> str:
    """Signed with another key, whose certificate the message brings along."""
    tree = answer.tree()
    sign(tree.find(f"{{{SAML}}}Assertion"), "stranger", shown="stranger")
    return pack(tree)


def hidden_behind_certificate(answer: Answer) -> str:
    """Signed with another key, while the message shows the provider's certificate."""
    tree = answer.tree()
    sign(tree.find(f"{{{SAML}}}Assertion"), "stranger", shown=answer.provider.signer)
    return pack(tree)


def changed(answer: Answer) -> str:
    """The person was changed after signing."""
    tree = answer.signed()
    next(tree.iter(f"{{{SAML}}}NameID")).text = "victim"
    return pack(tree)


def wrapped(way: Callable[[Any], Any], message: bool, answer: Answer) -> str:
    """Something forged stands beside what is signed."""
    return pack(way(answer.signed(message=message)))


def with_comment(answer: Answer) -> str:
    """A comment splits the name, which some readers take for its end; the signature does not see it."""
    tree = answer.signed()
    name = next(tree.iter(f"{{{SAML}}}NameID"))
    name.text = "subject"
    comment = etree.Comment("x")
    comment.tail = "-1"
    name.append(comment)
    return pack(tree)


def with_instruction(answer: Answer) -> str:
    """An instruction to the parser, likewise unseen."""
    tree = answer.signed()
    tree.append(etree.ProcessingInstruction("x", "y"))
    return pack(tree)


def with_prologue(prologue: str, answer: Answer) -> str:
    """A document type before the message."""
    return pack(prologue.encode() + etree.tostring(answer.signed()))


def in_utf_16(answer: Answer) -> str:
    """Another encoding, behind which a document type could hide."""
    return pack(etree.tostring(answer.signed(), encoding="UTF-16"))


def claims_other_encoding(answer: Answer) -> str:
    """A declaration of an encoding in which the same bytes mean something else."""
    return pack(b'<?xml version="1.0" encoding="UTF-7"?>' + etree.tostring(answer.signed()))


def too_big(answer: Answer) -> str:
    """More than a message may weigh."""
    return replace(answer, attributes={"pad": ["x" * 260_000]}).posted()


def no_base64(_answer: Answer) -> str:
    """Not even packed."""
    return "<samlp:Response/>"


def no_xml(_answer: Answer) -> str:
    """Packed, but no XML."""
    return base64.b64encode(b"hello").decode()


def other_message(answer: Answer) -> str:
    """A good assertion in something that is no response."""
    return pack(etree.tostring(answer.signed()).replace(b"samlp:Response", b"samlp:ArtifactResponse"))


def two_assertions(answer: Answer) -> str:
    """Two rightly signed assertions."""
    tree = answer.signed()
    other = replace(answer, assertion_id="_a2", subject="other").signed()
    tree.append(other.find(f"{{{SAML}}}Assertion"))
    return pack(tree)


def no_assertion(answer: Answer) -> str:
    """No assertion at all."""
    tree = answer.tree()
    tree.remove(tree.find(f"{{{SAML}}}Assertion"))
    sign(tree, answer.provider.signer)
    return pack(tree)


def same_id(answer: Answer) -> str:
    """Response and assertion share an ID."""
    return replace(answer, response_id="_a1").posted()


def qualified(answer: Answer) -> str:
    """The person's name as another shop knows it."""
    tree = answer.tree()
    next(tree.iter(f"{{{SAML}}}NameID")).set("SPNameQualifier", "https://other.example")
    sign(tree.find(f"{{{SAML}}}Assertion"), answer.provider.signer)
    return pack(tree)


def transformed(answer: Answer) -> str:
    """Signed over what an expression picks out of the assertion."""
    tree = answer.tree()
    assertion = tree.find(f"{{{SAML}}}Assertion")
    template = xmlsec.template.create(assertion, xmlsec.constants.TransformExclC14N, SHA256[0], ns="ds")
    assertion.insert(1, template)
    reference = xmlsec.template.add_reference(template, SHA256[1], uri="#_a1")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    narrow = xmlsec.template.add_transform(reference, xmlsec.constants.TransformXPath)
    etree.SubElement(narrow, f"{{{DS}}}XPath").text = "not(ancestor-or-self::*[local-name()='Subject'])"
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    return _seal(answer, tree, template)


def whole_document(answer: Answer) -> str:
    """Signed with a reference to the whole document instead of the assertion."""
    tree = answer.tree()
    assertion = tree.find(f"{{{SAML}}}Assertion")
    template = xmlsec.template.create(assertion, xmlsec.constants.TransformExclC14N, SHA256[0], ns="ds")
    assertion.insert(1, template)
    reference = xmlsec.template.add_reference(template, SHA256[1], uri="")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    return _seal(answer, tree, template)


def _seal(answer: Answer, tree: Any, template: Any) -> str:
    xmlsec.tree.add_ids(tree.find(f"{{{SAML}}}Assertion"), ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(key(answer.provider.signer).private, xmlsec.constants.KeyDataFormatPem)
    context.sign(template)
    return pack(tree)


def without(path: str, answer: Answer) -> str:
    """Something that must be there is missing."""
    tree = answer.tree()
    element = tree.find(path.replace("saml:", f"{{{SAML}}}"))
    element.getparent().remove(element)
    sign(tree.find(f"{{{SAML}}}Assertion"), answer.provider.signer)
    return pack(tree)


def without_end(answer: Answer) -> str:
    """An assertion that holds for ever."""
    tree = answer.tree()
    for element in tree.iter(f"{{{SAML}}}Conditions", f"{{{SAML}}}SubjectConfirmationData"):
        del element.attrib["NotOnOrAfter"]
    sign(tree.find(f"{{{SAML}}}Assertion"), answer.provider.signer)
    return pack(tree)


def sealed_by_old_wrap(answer: Answer) -> str:
    """Encrypted in a way that answers to errors can break."""
    return pack(encrypt(answer.signed(), "shop", wrap=xmlsec.constants.TransformRsaPkcs1))


def sealed_unsigned(answer: Answer) -> str:
    """Encrypted, which anybody can do, and not signed."""
    return pack(encrypt(answer.tree(), "shop"))


def sealed_for_another(answer: Answer) -> str:
    """Encrypted for somebody else."""
    return pack(encrypt(answer.signed(), "stranger"))


HOUR = dt.timedelta(hours=1)
ENTITY = '<!DOCTYPE r [<!ENTITY e "victim">]>'
BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
UNSIGNED, NAMELESS = "carry exactly one signature", "identifier is empty, too long"
UNCONFIRMED, NOT_ASKED = "valid SubjectConfirmation was not found", "answers no request of this browser"
HELD = "https://evil.example/?https://butik.example/saml/acs"
HOLDS_MORE = "holds a document type, an entity, a comment"
EVERY: dict[str, tuple[Broken, str]] = {
    "unsigned": (unsigned, UNSIGNED),
    "stripped": (stripped, UNSIGNED),
    "only the message signed": (message_signed_only, UNSIGNED),
    "foreign key": (foreign_key, "Signature validation failed"),
    "foreign key shown in KeyInfo": (shown_certificate, "Signature validation failed"),
    "foreign key behind the right certificate": (hidden_behind_certificate, "Signature validation failed"),
    "changed after signing": (changed, "Signature validation failed"),
    "SHA-1 signature": (lambda answer: answer.posted(algorithms=SHA1), "SignatureMethod"),
    "SHA-1 digest": (lambda answer: answer.posted(algorithms=(SHA256[0], SHA1[1])), "DigestMethod"),
    "transformed": (transformed, "the signature is made over a transformed element"),
    "whole document": (whole_document, "does not refer to the element around it alone"),
    "comment in NameID": (with_comment, HOLDS_MORE),
    "instruction": (with_instruction, HOLDS_MORE),
    "document type": (partial(with_prologue, "<!DOCTYPE r>"), HOLDS_MORE),
    "entity": (partial(with_prologue, ENTITY), HOLDS_MORE),
    "entity bomb": (partial(with_prologue, BOMB), HOLDS_MORE),
    "UTF-16": (in_utf_16, "not UTF-8"),
    "claims UTF-7": (claims_other_encoding, "declares the encoding"),
    "too big": (too_big, "larger than 256 KiB"),
    "not base64": (no_base64, "not base64"),
    "not XML": (no_xml, "Start tag expected"),
    "other message": (other_message, "is no response"),
    "two assertions": (two_assertions, "something more or less than issuer"),
    "no assertion": (no_assertion, "hold exactly one assertion"),
    "same ID twice": (same_id, "carry the same ID"),
    "wrong audience": (wrong(audience="https://other.example"), "not a valid audience"),
    "no audience": (partial(without, "saml:Assertion/saml:Conditions/saml:AudienceRestriction"), "is meant for []"),
    "no conditions": (partial(without, "saml:Assertion/saml:Conditions"), "must include a Conditions"),
    "no confirmation": (partial(without, "saml:Assertion/saml:Subject/saml:SubjectConfirmation"), UNCONFIRMED),
    "no subject": (partial(without, "saml:Assertion/saml:Subject"), UNCONFIRMED),
    "no issuer": (partial(without, "saml:Issuer"), "something more or less than issuer"),
    "no end": (without_end, "has no end"),
    "wrong destination": (wrong(destination="https://butik.example/saml/annat"), "was received at"),
    "destination that only begins right": (wrong(destination="https://butik.example/saml/acs/evil"), "is addressed to"),
    "no destination": (wrong(destination=""), "is addressed to"),
    "wrong recipient": (wrong(recipient="https://evil.example/saml/acs"), UNCONFIRMED),
    "recipient that only holds the right one": (wrong(recipient=HELD), "is meant to be received at"),
    "no recipient": (wrong(recipient=""), "is meant to be received at"),
    "wrong issuer": (wrong(issuer="https://other.example/saml"), "Invalid issuer"),
    "wrong issuer of the message": (wrong(response_issuer="https://other.example/saml"), "Invalid issuer"),
    "expired": (wrong(begins=-2 * HOUR, ends=-HOUR), "expired. Check"),
    "not yet valid": (wrong(begins=HOUR, ends=2 * HOUR), "not yet valid"),
    "unsolicited": (wrong(in_response_to="", confirms=""), NOT_ASKED),
    "answers another request": (wrong(in_response_to="_other", confirms="_other"), "does not match the ID"),
    "assertion answers another request": (wrong(confirms="_other"), UNCONFIRMED),
    "assertion answers no request": (wrong(confirms=""), NOT_ASKED),
    "status not success": (wrong(status=FAILED), "was not Success"),
    "known by e-mail": (wrong(format=MAIL, subject="karin@laxa.example"), "NameID is not persistent"),
    "name for another shop": (qualified, "one for https://other.example"),
    "empty name": (wrong(subject=""), NAMELESS),
    "too long a name": (wrong(subject="x" * 200), NAMELESS),
    "encrypted by an old wrap": (sealed_by_old_wrap, "encryption by"),
    "encrypted and unsigned": (sealed_unsigned, UNSIGNED),
    "encrypted for another": (sealed_for_another, "failed to decrypt"),
}  # fmt: skip
for number, way in enumerate(wrapping.OF_MESSAGES, 1):
    EVERY[f"wrapped {number}"] = (partial(wrapped, way, True), "the response")
for number, way in enumerate(wrapping.OF_ASSERTIONS, 3):
    EVERY[f"wrapped {number}"] = (partial(wrapped, way, False), "the response")
