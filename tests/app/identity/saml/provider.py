"""An identity provider of the tests' own: signs with its key whatever it is told to say, right or wrong."""

from __future__ import annotations

import base64
import datetime as dt
import functools
import zlib
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
DS = "http://www.w3.org/2000/09/xmldsig#"
NAMES = {"saml": SAML, "samlp": SAMLP, "ds": DS}
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
SHA256 = xmlsec.constants.TransformRsaSha256, xmlsec.constants.TransformSha256
SHA1 = xmlsec.constants.TransformRsaSha1, xmlsec.constants.TransformSha1


@dataclass(frozen=True)
class Key:
    """A private key and its certificate, both PEM."""

    private: str
    certificate: str

    @property
    def body(self) -> str:
        """The certificate as metadata writes it."""
        return "".join(self.certificate.splitlines()[1:-1])


@functools.cache
def key(name: str) -> Key:
    """A key by name, made once a run; that of `soon` ends soon, `past` has ended, `weak` is short."""
    days = {"soon": 20, "past": -2}.get(name, 900)
    private = rsa.generate_private_key(public_exponent=65537, key_size=1024 if name == "weak" else 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1000))
        .not_valid_after(now + dt.timedelta(days=days))
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Key(pem.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode())


@dataclass(frozen=True)
class Asked:
    """A request of the shop as the provider received it in an address."""

    id: str
    relay_state: str
    acs_url: str
    issuer: str
    tree: Any
    signed: bool


def read_request(address: str, name: str = "SAMLRequest") -> Asked:
    """Read what the shop put into an address."""
    query = parse_qs(urlsplit(address).query, keep_blank_values=True)
    tree = etree.fromstring(zlib.decompress(base64.b64decode(query[name][0]), -15))
    issuer = tree.findtext(f"{{{SAML}}}Issuer")
    acs = tree.get("AssertionConsumerServiceURL", "")
    return Asked(tree.get("ID"), query.get("RelayState", [""])[0], acs, issuer, tree, "Signature" in query)


@dataclass(frozen=True)
class Provider:
    """An identity provider; `signer` is the key it signs with, `published` those that its metadata tells of."""

    name: str = "idp"
    signer: str = "idp"
    published: tuple[str, ...] = ("idp",)
    sign_out: bool = True

    @property
    def entity_id(self) -> str:
        """What it is called."""
        return f"https://{self.name}.example/saml"

    def metadata(self) -> bytes:
        """What it says of itself."""
        keys = "".join(
            f'<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{key(name).body}'
            "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            for name in self.published
        )
        redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
        out = f'<md:SingleLogoutService Binding="{redirect}" Location="https://{self.name}.example/ut"/>'
        return (
            f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="{DS}" '
            f'entityID="{self.entity_id}"><md:IDPSSODescriptor protocolSupportEnumeration="{SAMLP}">{keys}'
            f"{out if self.sign_out else ''}"
            f'<md:SingleSignOnService Binding="{redirect}" Location="https://{self.name}.example/in?a=1&amp;b=2"/>'
            "</md:IDPSSODescriptor></md:EntityDescriptor>"
        ).encode()

    def answer(self, asked: Asked, at: dt.datetime, **changes: Any) -> Answer:
        """A good answer to a request, with what a test changes of it."""
        base = Answer(self, asked.id, asked.acs_url, asked.issuer, at)
        return replace(base, **changes)

    def address(self, base: str, parts: dict[str, str], signer: str = "", algorithm: str = "rsa-sha256") -> str:
        """An address with a signed message in it."""
        parts = parts | {"SigAlg": f"http://www.w3.org/2001/04/xmldsig-more#{algorithm}"}
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parts.items())
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(key(signer or self.signer).private, xmlsec.constants.KeyDataFormatPem)
        signature = context.sign_binary(query.encode(), xmlsec.constants.TransformRsaSha256)
        return f"{base}?{query}&Signature={quote(base64.b64encode(signature).decode(), safe='')}"


@dataclass(frozen=True)
class Answer:
    """A response in the making; every field may be made wrong."""

    provider: Provider
    request_id: str
    acs_url: str
    audience: str
    at: dt.datetime
    subject: str = "subject-1"
    format: str = PERSISTENT
    assertion_id: str = "_a1"
    response_id: str = "_r1"
    status: str = SUCCESS
    issuer: str | None = None
    response_issuer: str | None = None
    destination: str | None = None
    recipient: str | None = None
    in_response_to: str | None = None
    confirms: str | None = None
    begins: dt.timedelta = -dt.timedelta(minutes=1)
    ends: dt.timedelta = dt.timedelta(minutes=5)
    proven: dt.timedelta = dt.timedelta()
    session_index: str = "_s1"
    context: str = PASSWORD
    attributes: dict[str, list[str]] = field(default_factory=dict)

    def tree(self) -> Any:
        """The response without any signature."""
        return etree.fromstring(self.text())

    def text(self) -> str:
        """The response as text, without any signature."""
        issuer = self.provider.entity_id if self.issuer is None else self.issuer
        outer = issuer if self.response_issuer is None else self.response_issuer
        begins, ends, now = moment(self.at + self.begins), moment(self.at + self.ends), moment(self.at)
        asked = self.request_id if self.in_response_to is None else self.in_response_to
        confirmed = self.request_id if self.confirms is None else self.confirms
        proven = moment(self.at + self.proven)
        statement = "".join(
            f'<saml:Attribute Name="{name}">'
            + "".join(f"<saml:AttributeValue>{value}</saml:AttributeValue>" for value in values)
            + "</saml:Attribute>"
            for name, values in self.attributes.items()
        )
        if statement:
            statement = f"<saml:AttributeStatement>{statement}</saml:AttributeStatement>"
        return f"""<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="{self.response_id}" Version="2.0"
 IssueInstant="{now}" {attribute("InResponseTo", asked)} {attribute("Destination", self.destination, self.acs_url)}
><saml:Issuer>{outer}</saml:Issuer><samlp:Status
><samlp:StatusCode Value="{self.status}"/></samlp:Status><saml:Assertion
 ID="{self.assertion_id}" Version="2.0" IssueInstant="{now}"><saml:Issuer>{issuer}</saml:Issuer><saml:Subject
><saml:NameID
 Format="{self.format}">{self.subject}</saml:NameID><saml:SubjectConfirmation
 Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"
><saml:SubjectConfirmationData {attribute("InResponseTo", confirmed)}
 {attribute("Recipient", self.recipient, self.acs_url)}
 NotOnOrAfter="{ends}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{begins}"
 NotOnOrAfter="{ends}"><saml:AudienceRestriction><saml:Audience>{self.audience}</saml:Audience></saml:AudienceRestriction
></saml:Conditions><saml:AuthnStatement AuthnInstant="{proven}" SessionIndex="{self.session_index}"><saml:AuthnContext
><saml:AuthnContextClassRef>{self.context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement
>{statement}</saml:Assertion></samlp:Response>"""

    def signed(self, signer: str = "", *, message: bool = False, algorithms: tuple[Any, Any] = SHA256) -> Any:
        """The response with its assertion signed, and the whole message too where asked."""
        tree = self.tree()
        sign(tree.find(f"{{{SAML}}}Assertion"), signer or self.provider.signer, algorithms=algorithms)
        if message:
            sign(tree, signer or self.provider.signer, algorithms=algorithms)
        return tree

    def posted(self, **options: Any) -> str:
        """What the browser would post."""
        return pack(self.signed(**options))


def attribute(name: str, value: str | None, usual: str = "") -> str:
    """An attribute of an element; an empty value leaves it out."""
    chosen = usual if value is None else value
    return f'{name}="{chosen}"' if chosen else ""


def moment(at: dt.datetime) -> str:
    """A moment as SAML writes it."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def pack(tree: Any) -> str:
    """A message as a form carries it."""
    raw = tree if isinstance(tree, bytes) else etree.tostring(tree)
    return base64.b64encode(raw).decode()


def sign(element: Any, signer: str, *, algorithms: tuple[Any, Any] = SHA256, shown: str = "") -> Any:
    """Sign an element with a key; `shown` puts another certificate into KeyInfo. Gives the signature."""
    template = xmlsec.template.create(element, xmlsec.constants.TransformExclC14N, algorithms[0], ns="ds")
    element.insert(1, template)  # after the issuer
    reference = xmlsec.template.add_reference(template, algorithms[1], uri=f"#{element.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    if shown:
        data = etree.SubElement(xmlsec.template.ensure_key_info(template), f"{{{DS}}}X509Data")
        etree.SubElement(data, f"{{{DS}}}X509Certificate").text = key(shown).body
    xmlsec.tree.add_ids(element, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(key(signer).private, xmlsec.constants.KeyDataFormatPem)
    context.sign(template)
    return template


def encrypt(tree: Any, receiver: str, *, wrap: Any = None) -> Any:
    """Replace the response's assertion by one that only the shop's key opens."""
    assertion = tree.find(f"{{{SAML}}}Assertion")
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(key(receiver).certificate, xmlsec.constants.KeyDataFormatCertPem))
    data = xmlsec.template.encrypted_data_create(
        tree, xmlsec.constants.TransformAes256Cbc, type=xmlsec.constants.TypeEncElement, ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(data)
    info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="dsig")
    wrapped = xmlsec.template.add_encrypted_key(info, wrap or xmlsec.constants.TransformRsaOaep)
    xmlsec.template.encrypted_data_ensure_cipher_value(wrapped)
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(xmlsec.constants.KeyDataAes, 256, xmlsec.constants.KeyDataTypeSession)
    sealed = context.encrypt_xml(data, assertion)
    outer = etree.Element(f"{{{SAML}}}EncryptedAssertion")
    sealed.getparent().replace(sealed, outer)
    outer.append(sealed)
    return tree


def deflated(tree_or_text: Any) -> str:
    """A message as an address carries it."""
    raw = tree_or_text.encode() if isinstance(tree_or_text, str) else etree.tostring(tree_or_text)
    return base64.b64encode(zlib.compress(raw)[2:-4]).decode()
