"""The conventional stack: FastAPI, an async SQLAlchemy session a request, PyJWT and Pydantic.

Written as their documentation shows it and as a careful team would have it: one membership lookup
and a permission check before the work, no query in a loop, a pool as large as the load so that
nobody waits for it, no access lines. Isolation is its WHERE clauses.
"""

from __future__ import annotations

SECRET = "the conventional stack signs with HS256"  # noqa: S105
