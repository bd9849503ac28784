"""The statements of second factors, built once."""

from __future__ import annotations

from tenantry.database.statements import Statement
from tenantry.pagination import Listing, Sort

LOOK = Statement("""
    SELECT EXISTS (SELECT FROM totp_secrets
                   WHERE user_id = :caller_id AND confirmed_at IS NOT NULL) AS totp,
           (SELECT count(*) FROM passkeys WHERE user_id = :caller_id) AS passkeys,
           (SELECT count(*) FROM recovery_codes
            WHERE user_id = :caller_id AND used_at IS NULL) AS recovery_codes_left,
           (SELECT mfa_at FROM sessions WHERE id = :session_id) AS verified_at,
           (SELECT encode(sha256(convert_to(
                string_agg(concat(id, secret), ',' ORDER BY id), 'UTF8')), 'hex')
            FROM identities WHERE user_id = :caller_id) AS stamp""")
PERSON = Statement("""
    SELECT email, coalesce(display_name, username, email, CAST(id AS text)) AS name,
           coalesce(email, username, display_name, CAST(id AS text)) AS label, passkey_handle
    FROM users WHERE id = :caller_id""")

PROVED = Statement("""
    SELECT coalesce(mfa_at > now() - make_interval(mins => :minutes), false)
    FROM sessions WHERE id = :session_id""")
LACKS = Statement("SELECT mfa_at IS NULL FROM sessions WHERE id = :session_id")
MARK_SESSION = Statement("""
    UPDATE sessions SET mfa_at = now(), confirmed_at = now()
    WHERE id = :session_id AND user_id = :caller_id""")
UNMARK_SESSIONS = Statement("UPDATE sessions SET mfa_at = NULL WHERE user_id = :caller_id")
REQUIRING = Statement("""
    SELECT id, name, slug FROM own_organizations
    WHERE role = 'owner' AND require_mfa
    ORDER BY id""")
OWNERS = Statement("""
    SELECT count(*) FROM organization_members
    WHERE organization_id = :organization_id AND role = 'owner'""")

START_TOTP = Statement("""
    INSERT INTO totp_secrets (user_id, secret) VALUES (:caller_id, :secret)
    ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = now(), last_step = 0
    WHERE totp_secrets.confirmed_at IS NULL
    RETURNING user_id""")
TOTP = Statement("""
    SELECT secret, confirmed_at, last_step FROM totp_secrets WHERE user_id = :caller_id""")
SPEND_STEP = Statement("""
    UPDATE totp_secrets
    SET last_step = :step, tries = 0, confirmed_at = coalesce(confirmed_at, now())
    WHERE user_id = :caller_id AND last_step < :step
      AND secret = :secret AND (confirmed_at IS NOT NULL) = :confirmed
    RETURNING user_id""")
"""A step is spent by one statement, and everything before it: of two uses one comes second."""
RESEAL = Statement("""
    UPDATE totp_secrets SET secret = :renewed WHERE user_id = :caller_id AND secret = :secret""")
DELETE_TOTP = Statement("DELETE FROM totp_secrets WHERE user_id = :caller_id RETURNING user_id")
TRY_TOTP = Statement("""
    WITH tried AS (
        UPDATE totp_secrets
        SET tries = CASE WHEN tries_since < now() - interval '1 hour' THEN 1 ELSE tries + 1 END,
            tries_since =
              CASE WHEN tries_since < now() - interval '1 hour' THEN now() ELSE tries_since END
        WHERE user_id = :caller_id
          AND (tries < :most OR tries_since < now() - interval '1 hour')
        RETURNING user_id
    )
    SELECT EXISTS (SELECT FROM tried)
        OR NOT EXISTS (SELECT FROM totp_secrets WHERE user_id = :caller_id)""")

DELETE_CODES = Statement("DELETE FROM recovery_codes WHERE user_id = :caller_id")
INSERT_CODES = Statement("""
    INSERT INTO recovery_codes (user_id, hash)
    SELECT :caller_id, unnest(CAST(:hashes AS bytea[]))""")
SPEND_CODE = Statement("""
    UPDATE recovery_codes SET used_at = now()
    WHERE user_id = :caller_id AND hash = :hash AND used_at IS NULL
    RETURNING (SELECT count(*) - 1 FROM recovery_codes
               WHERE user_id = :caller_id AND used_at IS NULL)""")

TRY = Statement("""
    WITH forgotten AS (
        DELETE FROM factor_attempts
        WHERE user_id = :caller_id AND id <> :id AND expires_at < now() - interval '1 hour'
    )
    INSERT INTO factor_attempts AS a (id, user_id, count, expires_at)
    VALUES (:id, :caller_id, 1, now() + make_interval(mins => :minutes))
    ON CONFLICT (id) DO UPDATE
    SET count = CASE WHEN a.expires_at < now() THEN 1 ELSE a.count + 1 END,
        expires_at = CASE WHEN a.expires_at < now() THEN excluded.expires_at ELSE a.expires_at END
    WHERE a.used_at IS NULL AND (a.count < :most OR a.expires_at < now())
    RETURNING count""")
"""Counts before it is looked whether the code is right, so that no race gets a try more."""
USE_TICKET = Statement("""
    UPDATE factor_attempts SET used_at = now()
    WHERE id = :id AND user_id = :caller_id AND used_at IS NULL
    RETURNING id""")
FORGET_TRIES = Statement("DELETE FROM factor_attempts WHERE id = :id AND user_id = :caller_id")

ISSUE_CHALLENGE = Statement("""
    WITH expired AS (
        DELETE FROM passkey_challenges WHERE hash IN (
            SELECT hash FROM passkey_challenges WHERE expires_at < now() - interval '1 hour'
            ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED)
    )
    INSERT INTO passkey_challenges (hash, purpose, user_id, expires_at)
    VALUES (:hash, :purpose, :user_id, now() + make_interval(secs => :seconds))""")
"""Takes ten away for each one added, so that what nobody redeems does not pile up."""
REDEEM_CHALLENGE = Statement("""
    DELETE FROM passkey_challenges
    WHERE hash = :hash AND purpose = :purpose
      AND user_id IS NOT DISTINCT FROM CAST(:user_id AS uuid)
    RETURNING expires_at > now() AS live""")

CREDENTIAL = Statement("""
    SELECT p.user_id, p.public_key, p.sign_count, u.passkey_handle
    FROM passkeys p JOIN users u ON u.id = p.user_id
    WHERE p.credential_id = :credential_id""")
CREDENTIALS = Statement("""
    SELECT credential_id, transports FROM passkeys WHERE user_id = :caller_id
    ORDER BY created_at, identity_id""")
COUNT_USE = Statement("""
    UPDATE passkeys SET sign_count = :sign_count, last_used_at = now(), backed_up = :backed_up
    WHERE credential_id = :credential_id AND user_id = :caller_id
      AND (sign_count < :sign_count OR (sign_count = 0 AND :sign_count = 0))
    RETURNING identity_id""")
"""A counter only goes up; zero for ever is an authenticator that keeps none."""
_PASSKEY = """p.identity_id AS id, p.name, p.backed_up, p.created_at, p.last_used_at"""
INSERT_PASSKEY = Statement(f"""
    WITH identity AS (
        INSERT INTO identities (id, user_id, provider, subject)
        VALUES (:id, :caller_id, 'passkey', CAST(CAST(:id AS uuid) AS text))
        RETURNING id, user_id
    )
    INSERT INTO passkeys AS p (identity_id, user_id, credential_id, public_key, sign_count,
        transports, name, backed_up)
    SELECT id, user_id, :credential_id, :public_key, :sign_count, :transports, :name, :backed_up
    FROM identity
    RETURNING {_PASSKEY}""")
PASSKEYS = Listing(
    columns=_PASSKEY,
    source="passkeys p",
    where="p.user_id = :caller_id",
    id="p.identity_id",
    sorts={
        "created_at": Sort("p.created_at", "timestamptz"),
        "name": Sort("lower(p.name)"),
    },
    search=("p.name",),
)
PASSKEY = Statement(f"""
    SELECT {_PASSKEY} FROM passkeys p WHERE p.identity_id = :id AND p.user_id = :caller_id""")
RENAME_PASSKEY = Statement(f"""
    UPDATE passkeys p SET name = :name
    FROM (SELECT identity_id, name FROM passkeys
          WHERE identity_id = :id AND user_id = :caller_id FOR UPDATE) AS was
    WHERE p.identity_id = was.identity_id
    RETURNING {_PASSKEY}, was.name AS was""")
