"""Binding: telling PostgreSQL, for one transaction, whose rows there are.

What is bound ends with the transaction. A session that nobody bound sees no tenant's rows, so
whatever goes wrong in here, less is seen and never more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tenantry.tenancy.rls import ORGANIZATION_SETTING, USER_SETTING

_SETTINGS = {"caller_id": USER_SETTING, "organization_id": ORGANIZATION_SETTING}
"""What can be bound, by the parameter it is known as to every statement."""


def set_local(names: Iterable[str], values: Mapping[str, Any]) -> str:
    """Write what binds a transaction that has begun, each statement after a semicolon."""
    return "".join(f";{_set(_SETTINGS[name], values[name])}" for name in names)


def bind_organization(organization_id: UUID) -> str:
    """Write what moves a transaction into an organization."""
    return _set(ORGANIZATION_SETTING, organization_id)


def bind_user(user_id: UUID) -> str:
    """Write what makes a transaction a user's."""
    return _set(USER_SETTING, user_id)


UNBIND_ORGANIZATION = f"SET LOCAL {ORGANIZATION_SETTING} = ''"


def _set(setting: str, value: UUID) -> str:
    """Write from a UUID object: formatting its number, nothing a client typed gets in."""
    return f"SET LOCAL {setting} = '{value.int:032x}'"


def bound(names: Iterable[str], read: str) -> str:
    """Write a read that binds the transaction it is: one round trip in place of three.

    The read is the inner side of a join that needs what the binding gave, and OFFSET 0 keeps it
    there, so PostgreSQL looks at no row before the binding. If it ever did, it would find none.
    """
    binds = " AND ".join(
        f"set_config('{_SETTINGS[name]}', CAST(CAST(:{name} AS uuid) AS text), true) IS NOT NULL"
        for name in names
    )
    if not binds:
        return read
    return (
        f"WITH bound AS MATERIALIZED (SELECT {binds} AS done) "
        f"SELECT inside.* FROM bound CROSS JOIN LATERAL (SELECT inside.* FROM ({read}) AS inside "
        "WHERE bound.done OFFSET 0) AS inside"
    )
