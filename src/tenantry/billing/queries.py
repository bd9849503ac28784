"""The statements of billing, built once."""

from __future__ import annotations

from tenantry.billing.clock import subscription_now
from tenantry.database.statements import Statement

SUBSCRIPTION = Statement(f"""
    SELECT {subscription_now("o")}, o.workspace_count AS workspaces
    FROM organizations o WHERE o.id = :organization_id""")
