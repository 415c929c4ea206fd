"""What a response may look like, read from the tree alone: no place is left where something else could be wrapped in.

The signature is verified by the library. Here it is made sure that there is only one thing to sign and one to read.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.identity.actions.saml.envelope import NotAccepted

SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
XENC = "{http://www.w3.org/2001/04/xmlenc#}"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
SIGNATURES = frozenset({f"{_MORE}rsa-sha256", f"{_MORE}rsa-sha384", f"{_MORE}rsa-sha512"})
DIGESTS = frozenset(
    {
        "http://www.w3.org/2001/04/xmlenc#sha256",
        f"{_MORE}sha384",
        "http://www.w3.org/2001/04/xmlenc#sha512",
    }
)
CIPHERS = frozenset(
    [f"http://www.w3.org/2001/04/xmlenc#aes{size}-cbc" for size in (128, 192, 256)]
    + [f"http://www.w3.org/2009/xmlenc11#aes{size}-gcm" for size in (128, 192, 256)]
)
KEY_WRAPS = frozenset({"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "http://www.w3.org/2009/xmlenc11#rsa-oaep"})
ASSERTIONS = frozenset({f"{SAML}Assertion", f"{SAML}EncryptedAssertion"})
ALLOWED = ASSERTIONS | {f"{SAML}Issuer", f"{DS}Signature", f"{SAMLP}Status"}


def check_sealed(root: Any) -> None:
    """Check a response as it came, before anything in it is decrypted; raises NotAccepted."""
    if root.tag != f"{SAMLP}Response":
        raise NotAccepted("the message is no response")
    counts = Counter(child.tag for child in root)
    if set(counts) - ALLOWED or any(count > 1 for count in counts.values()) or not counts[f"{SAML}Issuer"]:
        raise NotAccepted("the response holds something more or less than issuer, status and one assertion")
    _check_single(root)
    for method in root.iter(f"{XENC}EncryptionMethod"):
        wraps = method.getparent().tag == f"{XENC}EncryptedKey"
        if method.get("Algorithm") not in (KEY_WRAPS if wraps else CIPHERS):
            raise NotAccepted(f"encryption by {method.get('Algorithm')} is not accepted")


def check_open(root: Any) -> Any:
    """Check a response whose assertion is readable, and give that assertion; raises NotAccepted."""
    if root.xpath("//comment() | //processing-instruction()"):
        raise NotAccepted("the assertion holds a comment or an instruction")
    _check_single(root)
    assertion = root.find(f"{SAML}Assertion")
    if assertion is None:
        raise NotAccepted("the response holds no assertion")
    for signature in root.iter(f"{DS}Signature"):
        if signature.getparent() not in (root, assertion):
            raise NotAccepted("a signature stands where none belongs")
        _check_signature(signature)
    if len(assertion.findall(f"{DS}Signature")) != 1:
        raise NotAccepted("the assertion must carry exactly one signature")
    return assertion


def _check_single(root: Any) -> None:
    """One assertion at most in the whole tree, wherever it stands, and no name that two elements share."""
    if sum(element.tag in ASSERTIONS for element in root.iter()) != 1:
        raise NotAccepted("the response must hold exactly one assertion")
    names = [
        element.get(name)
        for element in root.iter()
        for name in ("ID", "Id", "{http://www.w3.org/XML/1998/namespace}id")
    ]
    given = [name for name in names if name is not None]
    if len(given) != len(set(given)):
        raise NotAccepted("two elements carry the same ID")


def _check_signature(signature: Any) -> None:
    """One reference to the element around it, by accepted algorithms, and nothing that could hide another element."""
    signed_info = signature.findall(f"{DS}SignedInfo")
    if len(signed_info) != 1 or signature.find(f"{DS}Object") is not None:
        raise NotAccepted("the signature has a form that is not accepted")
    references = signed_info[0].findall(f"{DS}Reference")
    if len(references) != 1 or references[0].get("URI") != f"#{signature.getparent().get('ID')}":
        raise NotAccepted("the signature does not refer to the element around it alone")
    transforms = [found.get("Algorithm") for found in references[0].iter(f"{DS}Transform")]
    if transforms != [ENVELOPED, EXCLUSIVE]:
        raise NotAccepted("the signature is made over a transformed element")
    _check_algorithm(signed_info[0], "CanonicalizationMethod", {EXCLUSIVE})
    _check_algorithm(signed_info[0], "SignatureMethod", SIGNATURES)
    _check_algorithm(references[0], "DigestMethod", DIGESTS)


def _check_algorithm(parent: Any, name: str, accepted: set[str] | frozenset[str]) -> None:
    found = [method.get("Algorithm") for method in parent.findall(f"{DS}{name}")]
    if len(found) != 1 or found[0] not in accepted:
        raise NotAccepted(f"{name} {', '.join(map(str, found))} is not accepted")
