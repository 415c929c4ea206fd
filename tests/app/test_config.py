"""Settings: production refuses to start unsafe."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import ConfigError, read

TENANT = "11111111-1111-4111-8111-111111111111"
WAY_IN = {
    "ENTRA_METADATA_URL": "https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration",
    "ENTRA_CLIENT_ID": "22222222-2222-4222-8222-222222222222",
    "ENTRA_CLIENT_SECRET": "a secret of the tests",
    "ENTRA_TENANTS": f"{TENANT}=askersund",
}
GOOD = {"SHOP_MODE": "production", "SECRET_KEY": "k" * 40, "BASE_URL": "https://butik.example", **WAY_IN}


def test_demo_needs_nothing_and_keeps_its_key(tmp_path: Path) -> None:
    first = read({"DATA_DIR": str(tmp_path)})
    assert first.demo
    assert len(first.secret_key) >= 32
    assert read({"DATA_DIR": str(tmp_path)}).secret_key == first.secret_key


def test_production_with_all_it_needs_starts(tmp_path: Path) -> None:
    assert not read({**GOOD, "DATA_DIR": str(tmp_path)}).demo


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "k" * 31}, "SECRET_KEY"),
        ({"SECRET_KEY": "changeme" * 5}, "SECRET_KEY"),
        ({"SECRET_KEY": "Example-key-that-everybody-can-read-in-the-manual"}, "SECRET_KEY"),
        ({"SECRET_KEY_FALLBACKS": "k" * 40 + ",short"}, "SECRET_KEY_FALLBACKS"),
        ({"BASE_URL": ""}, "BASE_URL"),
        ({"BASE_URL": "http://butik.example"}, "BASE_URL"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        (dict.fromkeys(WAY_IN, ""), "No way to sign in"),
        *(({name: ""}, name) for name in WAY_IN),
        ({"ENTRA_TENANTS": f"{TENANT}=askersund {TENANT}=laxa"}, "ENTRA_TENANTS"),
        ({"ENTRA_METADATA_URL": "http://login.example/.well-known/openid-configuration"}, "ENTRA_METADATA_URL"),
        ({"ENTRA_METADATA_URL": "http://127.0.0.1:9400/.well-known/openid-configuration"}, "ENTRA_METADATA_URL"),
        ({"SAML_IDP_METADATA": "http://idp.example/metadata"}, "SAML_IDP_METADATA"),
        ({"SAML_IDP_METADATA": "laxa=/etc/a.xml laxa=/etc/b.xml"}, "SAML_IDP_METADATA"),
        ({"PARTNER_ORDER_VIA": "pigeon"}, "PARTNER_ORDER_VIA"),
        ({"SHOP_MODE": "live"}, "SHOP_MODE"),
        ({"DISPATCH_DELAY": "１２"}, "DISPATCH_DELAY"),
    ],
)
def test_an_unsafe_setting_is_named(tmp_path: Path, change: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        read({**GOOD, "DATA_DIR": str(tmp_path), **change})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("f" * 40 + "\n")
    file.chmod(0o600)
    config = read({**GOOD, "SECRET_KEY": "", "SECRET_KEY_FILE": str(file), "DATA_DIR": str(tmp_path)})
    assert config.secret_key == "f" * 40


def test_a_missing_secret_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY_FILE"):
        read({**GOOD, "SECRET_KEY_FILE": str(tmp_path / "none"), "DATA_DIR": str(tmp_path)})


@pytest.mark.parametrize("name", ["SECRET_KEY", "ENTRA_CLIENT_SECRET"])
@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660])
def test_a_secret_file_that_others_read_is_refused(tmp_path: Path, name: str, mode: int) -> None:
    file = tmp_path / "key"
    file.write_text("f" * 40)
    file.chmod(mode)
    with pytest.raises(ConfigError, match=f"{name}_FILE"):
        read({**GOOD, f"{name}_FILE": str(file), "DATA_DIR": str(tmp_path)})


def test_each_tenant_belongs_to_its_organisations(tmp_path: Path) -> None:
    config = read({**GOOD, "ENTRA_TENANTS": f"{TENANT.upper()}=laxa+laxahem, abc=askersund", "DATA_DIR": str(tmp_path)})
    assert config.entra is not None
    assert dict(config.entra.tenants) == {TENANT: frozenset({"laxa", "laxahem"}), "abc": frozenset({"askersund"})}
    assert config.provider_origins == ("https://login.microsoftonline.com",)


def test_saml_alone_is_a_way_in(tmp_path: Path) -> None:
    saml = "laxa+laxahem=https://idp.laxa.example/metadata?a=b, hallsberg=/etc/hallsberg.xml"
    config = read({**GOOD, **dict.fromkeys(WAY_IN, ""), "SAML_IDP_METADATA": saml, "DATA_DIR": str(tmp_path)})
    first, second = config.saml
    assert (first.key, first.metadata) == ("laxa", "https://idp.laxa.example/metadata?a=b")
    assert second.organisations == frozenset({"hallsberg"})
    assert config.provider_origins == ("https://idp.laxa.example",)


def test_one_saml_provider_may_serve_everybody(tmp_path: Path) -> None:
    saml = {"SAML_IDP_METADATA": "https://idp.example/metadata?tenant=a", "BASE_URL": "https://butik.example"}
    config = read({**saml, "DATA_DIR": str(tmp_path)})
    assert [(way.key, way.metadata) for way in config.saml] == [("saml", "https://idp.example/metadata?tenant=a")]


SAML = {"SAML_IDP_METADATA": "laxa=https://idp.example/m", "BASE_URL": "https://butik.example"}


def test_the_shop_has_a_name_towards_saml_providers(tmp_path: Path) -> None:
    shop = read({**SAML, "DATA_DIR": str(tmp_path)}).saml_shop
    assert shop is not None
    assert (shop.entity_id, shop.acs_url) == ("https://butik.example/saml/metadata", "https://butik.example/saml/acs")
    own = {"SAML_ENTITY_ID": "urn:butik", "SAML_SUBJECT": "oid", "SAML_SIGNED_MESSAGES": "laxa"}
    named = read({**SAML, **own, "DATA_DIR": str(tmp_path)}).saml_shop
    assert named is not None
    assert (named.entity_id, named.subject, named.signed_messages) == ("urn:butik", "oid", {"laxa"})
    assert read({"DATA_DIR": str(tmp_path)}).saml_shop is None


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"BASE_URL": ""}, "BASE_URL"),
        ({"SAML_CERTIFICATE": "x"}, "SAML_PRIVATE_KEY"),
        ({"SAML_SIGNED_MESSAGES": "hallsberg"}, "hallsberg"),
        ({"SAML_IDP_METADATA": "http://idp.example/m"}, "https"),
        ({"SAML_IDP_METADATA": "entra=https://idp.example/m"}, "entra"),
        ({"SAML_IDP_METADATA": "Laxå=https://idp.example/m"}, "organisation"),
        ({"SAML_IDP_METADATA": "laxa=/a.xml laxa+laxahem=/b.xml"}, "twice"),
    ],
)
def test_half_of_saml_is_refused(tmp_path: Path, changes: dict[str, str], word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        read({**SAML, **changes, "DATA_DIR": str(tmp_path)})


def test_the_demo_may_use_a_provider_on_this_machine(tmp_path: Path) -> None:
    local = {**WAY_IN, "ENTRA_METADATA_URL": "http://localhost:9400/.well-known/openid-configuration"}
    assert read({**local, "DATA_DIR": str(tmp_path)}).entra is not None
    with pytest.raises(ConfigError, match="ENTRA_METADATA_URL"):
        read({**local, "ENTRA_METADATA_URL": "http://elsewhere.example/x", "DATA_DIR": str(tmp_path)})


def test_no_secret_stands_in_what_is_written_of_the_settings(tmp_path: Path) -> None:
    told = {**GOOD, "DATABASE_URL": "postgresql+psycopg://u:dbword@db/x", "SMTP_URL": "smtp://u:smtpword@mail"}
    text = repr(read({**told, "SECRET_KEY_FALLBACKS": "o" * 40, "DATA_DIR": str(tmp_path)}))
    secrets = ("k" * 40, "o" * 40, "dbword", "smtpword", WAY_IN["ENTRA_CLIENT_SECRET"])
    assert not [secret for secret in secrets if secret in text]
