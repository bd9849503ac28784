"""The vault: what is sealed opens for its purpose, under keys that are still known."""

from __future__ import annotations

import pytest

from tenantry.identity.factors.vault import Unreadable, Vault, load_vault
from tenantry.settings import Settings, SettingsError

OLD, NEW = "o" * 32, "n" * 32


def test_what_is_sealed_opens_for_its_purpose_alone() -> None:
    vault = Vault([NEW])
    sealed = vault.seal(b"secret", b"one")
    assert vault.open(sealed, b"one") == b"secret"
    for broken in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:5], b""):
        with pytest.raises(Unreadable):
            vault.open(broken, b"one")
    with pytest.raises(Unreadable):
        vault.open(sealed, b"another")


def test_a_new_key_opens_what_the_old_one_sealed_while_that_is_kept() -> None:
    sealed = Vault([OLD]).seal(b"secret", b"one")
    both = Vault([NEW, OLD])
    assert both.open(sealed, b"one") == b"secret"
    assert both.is_outdated(sealed)
    assert not both.is_outdated(both.seal(b"secret", b"one"))
    with pytest.raises(Unreadable):
        Vault([NEW]).open(sealed, b"one")


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path) -> None:
    settings = Settings(data_dir=tmp_path)
    sealed = load_vault(settings).seal(b"secret", b"one")
    assert load_vault(settings).open(sealed, b"one") == b"secret"
    assert (tmp_path / "keys" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_short_key_is_refused_with_what_to_do() -> None:
    with pytest.raises(SettingsError, match=r"TENANTRY_SECRET_KEY: .* at least 32"):
        load_vault(Settings(secret_key="short"))
