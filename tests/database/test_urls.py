"""Database URLs in every form people have them."""

from __future__ import annotations

import pytest

from tenantry.database.urls import (
    app_password,
    app_url_from,
    login_of,
    with_login,
    without_password,
)

PASSWORD = app_password("p@ss", "tenantry_app")


@pytest.mark.parametrize(
    ("owner", "app"),
    [
        (
            "postgresql://me:p%40ss@db.example:5433/shop?sslmode=require",
            f"postgresql://tenantry_app:{PASSWORD}@db.example:5433/shop?sslmode=require",
        ),
        (
            "postgres://me:p%40ss@a:1,b:2/shop?target_session_attrs=read-write",
            f"postgres://tenantry_app:{PASSWORD}@a:1,b:2/shop?target_session_attrs=read-write",
        ),
        (
            "postgresql:///shop?host=/var/run/pg&user=me&password=p%40ss",
            f"postgresql://tenantry_app:{PASSWORD}@/shop?host=/var/run/pg",
        ),
        ("postgresql://me@[::1]/shop", "postgresql://tenantry_app@[::1]/shop"),
        ("postgresql://me@%2Frun%2Fpg/shop", "postgresql://tenantry_app@%2Frun%2Fpg/shop"),
        ("postgresql://me@/shop?host=/a%20b", "postgresql://tenantry_app@/shop?host=/a%20b"),
    ],
)
def test_the_app_url_is_the_owners_with_another_login(owner: str, app: str) -> None:
    assert app_url_from(owner) == app


def test_passwords_are_encoded_and_decoded() -> None:
    url = with_login("postgresql://host/db", "a b", "p@ss:/?#%")
    assert login_of(url).user == "a b"
    assert login_of(url).password == "p@ss:/?#%"


def test_a_url_without_a_password_derives_none() -> None:
    assert login_of(app_url_from("postgresql://me@host/db")).password is None


def test_the_derived_password_depends_on_owner_password_and_role() -> None:
    known = {app_password(secret, role) for secret in ("a", "b") for role in ("x", "y")}
    assert len(known) == 4


def test_a_url_in_a_message_has_no_password() -> None:
    shown = without_password("postgresql://me:secret@host/db?password=hidden")
    assert shown == "postgresql://me@host/db"
