"""References between resources, which cannot leave the tenant because the key has it in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint

from tenantry.resources.model import WorkspaceScoped


def references(
    column: str, target: type[Any], *, cascade: bool = False, within: bool = True
) -> ForeignKeyConstraint:
    """Have a column refer to another resource, as an entry of `__table_args__`.

    A resource of a workspace is referred to from its own workspace alone; `within=False` is for a
    resource of the organization that refers into workspaces. With `cascade` the rows go with what
    they refer to; otherwise that cannot be deleted while they are there.
    """
    table = target.__table__
    place = ["organization_id"]
    if within and issubclass(target, WorkspaceScoped):
        place.append("workspace_id")
        key = (*place, "id")
        known = {
            tuple(found.columns.keys())
            for found in table.constraints
            if isinstance(found, UniqueConstraint)
        }
        if key not in known:
            name = f"uq_{table.name}_workspace"
            table.append_constraint(UniqueConstraint(*key, name=name))
    return ForeignKeyConstraint(
        [*place, column],
        [f"{table.name}.{name}" for name in (*place, "id")],
        ondelete="CASCADE" if cascade else None,
    )
