"""The statements of identity, built once."""

from __future__ import annotations

from tenantry.database.statements import Statement
from tenantry.pagination import Listing, Sort

_USER = """
    u.id, u.email, u.email_verified_at IS NOT NULL AS email_verified, u.username, u.display_name,
    u.avatar_url, u.created_at"""

INSERT_USER = Statement(f"""
    INSERT INTO users AS u (id, email, username, display_name)
    VALUES (:caller_id, :email, :username, :display_name)
    RETURNING {_USER}""")
INSERT_PASSWORD = Statement("""
    INSERT INTO identities (id, user_id, provider, subject, secret)
    VALUES (:id, :caller_id, 'password', CAST(CAST(:caller_id AS uuid) AS text), :secret)""")

USER_BY_EMAIL = Statement("SELECT id FROM users WHERE email = :email")
PASSWORD = Statement("""
    SELECT secret FROM identities WHERE user_id = :caller_id AND provider = 'password'""")
FAMILIAR = Statement("""
    SELECT EXISTS (
        SELECT FROM sessions
        WHERE user_id = :caller_id AND ip = CAST(CAST(:ip AS text) AS inet)
          AND last_used_at > now() - interval '90 days')""")
"""Whether the account was used from this address lately."""
SET_PASSWORD = Statement("""
    UPDATE identities SET secret = :secret
    WHERE user_id = :caller_id AND provider = 'password' AND secret = :current
    RETURNING id""")

USER = Statement(f"SELECT {_USER} FROM users u WHERE u.id = :caller_id")
ME = Statement(f"""
    SELECT {_USER}, u.version,
           (SELECT p.email FROM email_proofs p
            WHERE p.user_id = u.id AND p.kind = 'change' AND p.expires_at > now())
             AS pending_email,
           (SELECT count(*) FROM own_memberships) AS organization_count
    FROM users u WHERE u.id = :caller_id""")
UPDATE_USER = Statement("""
    UPDATE users u
    SET (username, display_name, avatar_url, updated_at, version) = (
        SELECT changed.username, changed.display_name, changed.avatar_url, now(), u.version + 1
        FROM jsonb_populate_record(u, CAST(:changes AS jsonb)) AS changed)
    WHERE u.id = :caller_id
      AND (CAST(:versions AS int[]) IS NULL OR u.version = ANY(:versions))
    RETURNING u.id""")
DELETE_USER = Statement("DELETE FROM users WHERE id = :caller_id")
LOCK_USER = Statement("""
    SELECT coalesce(display_name, username, email, CAST(id AS text)) FROM users
    WHERE id = :caller_id FOR UPDATE""")
"""Gives the name the user goes by, which is nowhere else once they are gone."""
MEMBERSHIPS = Statement("""
    SELECT id, name, slug, member_id FROM own_organizations ORDER BY id""")

_IP = "CAST(CAST(:ip AS text) AS inet)"
_NETWORK = f"network(set_masklen({_IP}, CASE family({_IP}) WHEN 4 THEN 16 ELSE 32 END))"
"""About one provider's: the /16 of an IPv4 address, the /32 of an IPv6 address."""
START_SESSION = Statement(f"""
    WITH expired AS (
        DELETE FROM sessions
        WHERE user_id = :caller_id AND expires_at < now() - interval '30 days'
    ), before AS (
        SELECT organization_id, workspace_id, NOT EXISTS (
            SELECT FROM sessions
            WHERE user_id = :caller_id AND user_agent IS NOT DISTINCT FROM CAST(:user_agent AS text)
              AND ip <<= {_NETWORK}
          ) AS is_new
        FROM sessions
        WHERE user_id = :caller_id ORDER BY last_used_at DESC LIMIT 1
    ), started AS (
        INSERT INTO sessions (id, user_id, ip, user_agent, expires_at, mfa_at)
        VALUES (:id, :caller_id, CAST(CAST(:ip AS text) AS inet), :user_agent,
            now() + make_interval(days => :session_days),
            CASE WHEN :second_factor THEN now()
              ELSE (SELECT mfa_at FROM sessions WHERE id = :session_id) END)
        RETURNING id, user_id
    ), token AS (
        INSERT INTO refresh_tokens (hash, session_id, user_id)
        SELECT :hash, id, user_id FROM started
    )
    SELECT organization_id, workspace_id, coalesce(is_new, false) AS is_new
    FROM started LEFT JOIN before ON true""")
"""A device is new where the account had sessions, and none of that program in that network."""
SPEND_TOKEN = Statement("""
    UPDATE refresh_tokens SET used_at = now()
    WHERE hash = :hash AND used_at IS NULL
    RETURNING session_id, user_id""")
SPENT_FOR = Statement("""
    SELECT spent.session_id, spent.user_id
    FROM refresh_tokens spent JOIN refresh_tokens next USING (session_id)
    WHERE spent.hash = :hash AND next.hash = :successor AND next.used_at IS NULL""")
"""A token that was spent for the one which is unspent now."""
SPENT_TOKEN = Statement("SELECT session_id, user_id FROM refresh_tokens WHERE hash = :hash")
RENEW_SESSION = Statement("""
    WITH renewed AS (
        UPDATE sessions
        SET last_used_at = now(),
            expires_at = least(now() + make_interval(days => :session_days),
                               created_at + make_interval(days => :session_max_days))
        WHERE id = :session_id AND user_id = :caller_id
        RETURNING id, user_id, organization_id, workspace_id
    ), forgotten AS (
        DELETE FROM refresh_tokens
        WHERE session_id = :session_id AND used_at < now() - interval '30 days'
    ), token AS (
        INSERT INTO refresh_tokens (hash, session_id, user_id)
        SELECT :hash, id, user_id FROM renewed
        ON CONFLICT (hash) DO NOTHING
    )
    SELECT organization_id, workspace_id FROM renewed""")
"""The token is there already where its refresh is answered again."""

SESSIONS = Listing(
    columns="""s.id, s.id = :session_id AS current, host(s.ip) AS ip, s.user_agent, s.created_at,
               s.last_used_at, s.expires_at""",
    source="sessions s",
    where="s.user_id = :caller_id AND s.ended_at IS NULL AND s.expires_at > now()",
    id="s.id",
    sorts={
        "last_used_at": Sort("s.last_used_at", "timestamptz"),
        "created_at": Sort("s.created_at", "timestamptz"),
    },
)
END_SESSION = Statement("""
    UPDATE sessions SET ended_at = now()
    WHERE id = :id AND user_id = :caller_id AND ended_at IS NULL
    RETURNING id""")
END_SESSIONS = Statement("""
    UPDATE sessions SET ended_at = now()
    WHERE user_id = :caller_id AND ended_at IS NULL
      AND id IS DISTINCT FROM CAST(:kept_id AS uuid)
    RETURNING id""")
CONFIRMED = Statement("""
    SELECT coalesce(confirmed_at, created_at) > now() - make_interval(mins => :minutes)
    FROM sessions WHERE id = :session_id""")
CONFIRM = Statement("""
    UPDATE sessions SET confirmed_at = now() WHERE id = :session_id AND user_id = :caller_id""")

_IDENTITIES = "identities i LEFT JOIN wallets w ON w.identity_id = i.id"
IDENTITIES = Listing(
    columns="i.id, i.provider, w.address, w.chain_id, i.created_at",
    source=_IDENTITIES,
    where="i.user_id = :caller_id",
    id="i.id",
    sorts={"created_at": Sort("i.created_at", "timestamptz")},
    search=("coalesce(w.address, i.provider)",),
)
IDENTITY = Statement(f"""
    SELECT concat_ws(' ', i.provider, w.address) AS name, i.provider,
           (SELECT count(*) FROM identities WHERE user_id = :caller_id) AS count
    FROM {_IDENTITIES} WHERE i.id = :id AND i.user_id = :caller_id""")
UNLINK = Statement("DELETE FROM identities WHERE id = :id AND user_id = :caller_id")
