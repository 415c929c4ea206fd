"""The packages of SAML: they fit together where they are, and are not missed where they are not."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from app.identity.actions.saml import messages
from tests.app.identity.saml.conftest import Signing
from tests.app.identity.saml.test_judging import SHOP

ROOT = Path(__file__).parents[4]
# A Python in which the extra is not installed.
WITHOUT = """
import sys
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("lxml", "xmlsec", "onelogin", "isodate"):
            raise ModuleNotFoundError("No module named " + repr(name), name=name)
sys.meta_path.insert(0, Gone())
from app.config import ConfigError, read
from app.factory import alembic, create_app
"""
STARTS = """
app = create_app()
with app.app_context():
    alembic.upgrade()
browser = app.test_client()
print([browser.get(path).status_code for path in ("/logga-in", "/healthz", "/saml/metadata", "/saml/sls")])
"""
REFUSES = """
try:
    create_app()
except ConfigError as error:
    print(error)
"""


def run(script: str, tmp_path: Path, **environment: str) -> str:
    """What a script prints in a Python without the extra."""
    known = {"DATA_DIR": str(tmp_path), "PATH": "", "PYTHONPATH": str(ROOT)} | environment
    done = subprocess.run(
        [sys.executable, "-c", script], env=known, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_lxml_and_xmlsec_are_built_for_each_other() -> None:
    script = "import lxml.etree, xmlsec; xmlsec.tree.find_node(lxml.etree.XML('<a/>'), 'b'); print('fits')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout == "fits\n", done.stderr


def test_the_shop_starts_and_works_without_the_extra(tmp_path: Path) -> None:
    assert run(WITHOUT + STARTS, tmp_path).splitlines()[-1] == "[200, 200, 404, 404]"


def test_saml_without_its_packages_is_told_in_one_sentence(tmp_path: Path) -> None:
    told = run(WITHOUT + REFUSES, tmp_path, SAML_IDP_METADATA="https://idp.example/m", BASE_URL="https://butik.example")
    assert "SAML_IDP_METADATA is set, but the packages of SAML are missing" in told
    assert "requirements-saml.lock" in told


def test_the_shops_metadata_is_what_the_standard_asks_for(shop: Signing) -> None:
    answer = shop.browser().get("/saml/metadata").answer
    assert answer.mimetype == "application/samlmetadata+xml"
    assert answer.data == messages.own_metadata(shop.app.config["SHOP"].saml_shop)
    tree = OneLogin_Saml2_XML.validate_xml(answer.data, "saml-schema-metadata-2.0.xsd")
    assert not isinstance(tree, str), tree
    names = {"md": "urn:oasis:names:tc:SAML:2.0:metadata"}
    assert tree.get("entityID") == "https://butik.example/saml/metadata"
    assert tree.xpath("//md:AssertionConsumerService/@Location", namespaces=names) == ["https://butik.example/saml/acs"]
    assert tree.xpath("//md:SingleLogoutService/@Location", namespaces=names) == ["https://butik.example/saml/sls"]
    assert tree.xpath("//md:KeyDescriptor/@use", namespaces=names) == ["signing", "encryption"]


def test_without_a_key_the_shop_offers_no_signing_out() -> None:
    tree = etree.fromstring(messages.own_metadata(replace(SHOP, certificate="", private_key="")))
    assert tree.find(".//{*}SingleLogoutService") is None
    assert tree.find(".//{*}KeyDescriptor") is None
    assert tree.find("{*}SPSSODescriptor").get("AuthnRequestsSigned") == "false"


@pytest.mark.parametrize("path", ["/saml/metadata", "/saml/sls"])
def test_a_shop_without_providers_has_no_doors_of_saml(client_as: object, path: str) -> None:
    client_as("").get(path, status=404)  # type: ignore[operator]  # a fixture of tests.conftest
