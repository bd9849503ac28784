"""Mail to the owners of an organization: what the clock has decided about its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantry.database.statements import Statement

if TYPE_CHECKING:
    from tenantry.tenancy.actor import Steward

_OWNERS = Statement("""
    SELECT u.email, u.locale, coalesce(u.display_name, '') AS name, o.slug
    FROM organization_members m
    JOIN users u ON u.id = m.user_id
    JOIN organizations o ON o.id = m.organization_id
    WHERE m.organization_id = :organization_id AND m.role = 'owner'
      AND u.email_verified_at IS NOT NULL
    ORDER BY u.email""")


async def tell_owners(steward: Steward, template: str, organization: str, tier: str) -> None:
    """Mail every owner whose address is confirmed, as the transaction of the change commits."""
    from tenantry import mail  # whose jobs stand on the door, which settles

    plan = steward.plans[tier].name if tier in steward.plans else tier
    for owner in await steward.all(_OWNERS):
        await mail.send(
            steward,
            owner["email"],
            template,
            owner["locale"],
            link=f"/o/{owner['slug']}/plan",
            name=owner["name"],
            organization=organization,
            plan=plan,
        )
