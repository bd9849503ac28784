"""The statements of invitations and join links, built once."""

from __future__ import annotations

from tenantry.billing.clock import status_now
from tenantry.database.statements import Statement
from tenantry.invitations.schemas import InvitationRead, JoinLinkRead
from tenantry.pagination import Listing, Sort
from tenantry.permissions import ORGANIZATION_MATRIX, ORGANIZATION_ROLES

DAYS = 7
"""How long an invitation stands."""

_RANKS = f"ARRAY{list(ORGANIZATION_ROLES)}::text[]"
_INVITERS = ", ".join(f"'{role}'" for role in sorted(ORGANIZATION_MATRIX["member:invite"]))


def _stands_behind(row: str, author: str) -> str:
    """Write, as SQL, whether the author may still invite to the role of a row."""
    return f"""EXISTS (
        SELECT FROM organization_members s
        WHERE s.organization_id = {row}.organization_id AND s.user_id = {row}.{author}
          AND s.role IN ({_INVITERS})
          AND array_position({_RANKS}, s.role) <= array_position({_RANKS}, {row}.role))"""


_STATE = f"""CASE
    WHEN i.accepted_at IS NOT NULL THEN 'accepted'
    WHEN i.declined_at IS NOT NULL THEN 'declined'
    WHEN i.revoked_at IS NOT NULL THEN 'revoked'
    WHEN i.expires_at <= now() THEN 'expired'
    WHEN NOT {_stands_behind("i", "invited_by")} THEN 'void'
    ELSE 'pending' END"""
_WALLET = """CASE WHEN i.wallet_provider IS NOT NULL THEN
    json_build_object('provider', i.wallet_provider, 'address', i.wallet_address) END"""
_GRANTS = """coalesce((
    SELECT json_agg(json_build_object('workspace_id', g.workspace_id, 'role', g.role) ORDER BY g.id)
    FROM invitation_grants g
    WHERE g.organization_id = i.organization_id AND g.invitation_id = i.id), '[]')"""
_COLUMNS = f"""
    i.id, i.email, {_WALLET} AS wallet, i.role, {_GRANTS} AS workspaces, {_STATE} AS state,
    i.invited_by, i.created_at, i.expires_at"""

ALL = Listing(
    entry=InvitationRead,
    columns=_COLUMNS,
    source="invitations i",
    where=f"""i.organization_id = :organization_id
        AND (CAST(:state AS text) IS NULL OR {_STATE} = :state)""",
    id="i.id",
    sorts={"created_at": Sort("i.created_at", "timestamptz")},
    search=("coalesce(i.email, i.wallet_address)",),
)
FIND = Statement(f"""
    SELECT {_COLUMNS} FROM invitations i
    WHERE i.organization_id = :organization_id AND i.id = :invitation_id""")

IS_MEMBER = Statement("""
    SELECT EXISTS (
        SELECT FROM organization_members m JOIN users u ON u.id = m.user_id
        WHERE m.organization_id = :organization_id
          AND (u.email = CAST(:email AS text) OR u.id = (
            SELECT w.user_id FROM wallets w
            WHERE w.provider = CAST(:provider AS text)
              AND w.subject = CAST(:wallet_subject AS text))))""")
CLOSE_LAPSED = Statement(f"""
    UPDATE invitations i SET revoked_at = now()
    WHERE i.organization_id = :organization_id
      AND (i.email = CAST(:email AS text)
        OR i.wallet_provider = CAST(:provider AS text)
       AND i.wallet_subject = CAST(:wallet_subject AS text))
      AND {_STATE} IN ('expired', 'void')""")
"""An invitation nobody can accept any more makes room for a new one."""
CREATE = Statement(f"""
    INSERT INTO invitations AS i (
        organization_id, id, email, wallet_provider, wallet_address, wallet_subject, role,
        token_hash, invited_by, expires_at)
    VALUES (:organization_id, :new_id, :email, :provider, :wallet_address, :wallet_subject, :role,
        :token_hash, :caller_id, now() + make_interval(hours => 24 * {DAYS}))
    ON CONFLICT DO NOTHING
    RETURNING i.id""")
GRANT = Statement("""
    WITH wanted AS MATERIALIZED (
        SELECT wanted.*, w.frozen_at IS NOT NULL AS frozen
        FROM unnest(CAST(:ids AS uuid[]), CAST(:workspace_ids AS uuid[]), CAST(:roles AS text[]))
          AS wanted (id, workspace_id, role)
        JOIN workspaces w ON w.organization_id = :organization_id AND w.id = wanted.workspace_id
    ), granted AS (
        INSERT INTO invitation_grants (organization_id, id, workspace_id, invitation_id, role)
        SELECT :organization_id, id, workspace_id, :invitation_id, role FROM wanted
    )
    SELECT frozen FROM wanted""")
RENEW = Statement(f"""
    UPDATE invitations i
    SET token_hash = :token_hash, invited_by = :caller_id,
        expires_at = now() + make_interval(hours => 24 * {DAYS})
    WHERE i.organization_id = :organization_id AND i.id = :invitation_id
      AND i.accepted_at IS NULL AND i.declined_at IS NULL AND i.revoked_at IS NULL
    RETURNING i.id""")
"""Whoever sends it again stands behind it from then on."""
REVOKE = Statement("""
    UPDATE invitations SET revoked_at = now()
    WHERE organization_id = :organization_id AND id = :invitation_id
      AND accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL
    RETURNING coalesce(email, wallet_address) AS address""")

_NAME_OF = """(
    SELECT coalesce(u.display_name, u.username, u.email) FROM users u WHERE u.id = {id})"""
CALLER_NAME = Statement(f"SELECT {_NAME_OF.format(id=':caller_id')} AS name")
_OFFER = f"""
    SELECT i.id, i.organization_id, o.name AS organization_name, o.slug AS organization_slug,
           o.avatar_url AS organization_avatar_url, {status_now("o")} AS subscription_status,
           i.email, {_WALLET} AS wallet, i.wallet_provider, i.wallet_address, i.wallet_subject,
           i.role, coalesce(i.token_hash = :mailed_hash, false) AS by_mail, i.accepted_by,
           {_STATE} AS state, i.expires_at, i.invited_by,
           {_NAME_OF.format(id="i.invited_by")} AS invited_by_name,
           coalesce((
             SELECT json_agg(json_build_object('id', w.id, 'name', w.name, 'role', g.role)
                             ORDER BY w.created_at, w.id)
             FROM invitation_grants g
             JOIN workspaces w ON w.organization_id = g.organization_id AND w.id = g.workspace_id
             WHERE g.organization_id = i.organization_id AND g.invitation_id = i.id), '[]')
             AS workspaces
    FROM invitations i JOIN organizations o ON o.id = i.organization_id
    WHERE i.organization_id = :organization_id
      AND (i.token_hash IN (:token_hash, :mailed_hash) OR i.id = CAST(:invitation_id AS uuid))"""
OFFER = Statement(_OFFER)
LOCK_OFFER = Statement(f"{_OFFER} FOR NO KEY UPDATE OF i")
"""Locked, so that of two who answer at once the second finds the first's answer."""
MINE = Statement("""
    SELECT i.organization_id, i.id FROM own_invitations i
    WHERE i.accepted_at IS NULL AND i.declined_at IS NULL AND i.revoked_at IS NULL
      AND i.expires_at > now()
    ORDER BY i.created_at DESC, i.id DESC
    LIMIT 100""")
"""The view shows those to the caller's own addresses, and no others."""

ADDRESS_OF = Statement("""
    SELECT u.email, u.email_verified_at IS NOT NULL AS email_verified,
           EXISTS (SELECT FROM identities d WHERE d.user_id = u.id
                     AND d.provider = CAST(:provider AS text)
                     AND d.subject = CAST(:wallet_subject AS text)) AS has_wallet
    FROM users u WHERE u.id = :caller_id""")
VERIFY_EMAIL = Statement("""
    UPDATE users SET email_verified_at = now()
    WHERE id = :caller_id AND email = :email AND email_verified_at IS NULL
    RETURNING id""")
JOIN = Statement(
    """
    INSERT INTO organization_members (organization_id, id, user_id, role, invited_by)
    VALUES (:organization_id, :member_id, :caller_id, :role, :invited_by)
    RETURNING id, """
    + _NAME_OF.format(id="user_id")
    + " AS name"
)
MEMBERSHIP = Statement("""
    SELECT id, role FROM organization_members
    WHERE organization_id = :organization_id AND user_id = :caller_id""")
ENTER_WORKSPACES = Statement(
    """
    INSERT INTO workspace_members (organization_id, id, workspace_id, user_id, role, added_by)
    SELECT g.organization_id, given.id, g.workspace_id, :caller_id, g.role, :invited_by
    FROM (
        SELECT g.*, row_number() OVER (ORDER BY g.id) AS n FROM invitation_grants g
        WHERE g.organization_id = :organization_id AND g.invitation_id = :invitation_id
    ) AS g
    JOIN unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS given (id, n) USING (n)
    RETURNING workspace_id, role, """
    + _NAME_OF.format(id="user_id")
    + " AS name"
)
ACCEPTED = Statement("""
    UPDATE invitations SET accepted_at = now(), accepted_by = :caller_id
    WHERE organization_id = :organization_id AND id = :invitation_id""")
DECLINED = Statement("""
    UPDATE invitations SET declined_at = now()
    WHERE organization_id = :organization_id AND id = :invitation_id""")

_ACTIVE = f"""(l.revoked_at IS NULL AND coalesce(l.expires_at > now(), true)
    AND coalesce(l.used < l.max_uses, true) AND {_stands_behind("l", "created_by")})"""
_LINK_COLUMNS = f"""
    l.id, l.role, l.email_domains, l.max_uses, l.used, {_ACTIVE} AS active, l.created_by,
    l.created_at, l.expires_at"""

LINKS = Listing(
    entry=JoinLinkRead,
    columns=_LINK_COLUMNS,
    source="join_links l",
    where="l.organization_id = :organization_id",
    id="l.id",
    sorts={"created_at": Sort("l.created_at", "timestamptz")},
)
CREATE_LINK = Statement(f"""
    INSERT INTO join_links AS l (
        organization_id, id, role, token_hash, email_domains, max_uses, created_by, expires_at)
    VALUES (:organization_id, :new_id, :role, :token_hash, :email_domains, :max_uses, :caller_id,
        now() + make_interval(hours => 24 * CAST(:expires_in_days AS int)))
    RETURNING {_LINK_COLUMNS}""")
REVOKE_LINK = Statement("""
    UPDATE join_links SET revoked_at = now()
    WHERE organization_id = :organization_id AND id = :link_id AND revoked_at IS NULL
    RETURNING id""")
_LINK_OFFER = f"""
    SELECT l.id, l.organization_id, o.name AS organization_name, o.slug AS organization_slug,
           o.avatar_url AS organization_avatar_url, {status_now("o")} AS subscription_status,
           l.role, l.email_domains, {_ACTIVE} AS active, l.expires_at, l.created_by
    FROM join_links l JOIN organizations o ON o.id = l.organization_id
    WHERE l.organization_id = :organization_id AND l.token_hash = :token_hash"""
LINK_OFFER = Statement(_LINK_OFFER)
LOCK_LINK = Statement(f"{_LINK_OFFER} FOR NO KEY UPDATE OF l")
"""Locked, so that its last use is sold once."""
USE_LINK = Statement("""
    UPDATE join_links SET used = used + 1
    WHERE organization_id = :organization_id AND id = :link_id""")
