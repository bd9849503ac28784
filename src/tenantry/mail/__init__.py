"""Mail: written as a job in the transaction of a change, sent once that is committed."""

from __future__ import annotations

from tenantry.mail.sending import send

__all__ = ["send"]
