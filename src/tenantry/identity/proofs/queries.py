"""The statements of emailed proofs, built once."""

from __future__ import annotations

from tenantry.database.statements import Statement

CONTACT = Statement("""
    SELECT email, email_verified_at IS NOT NULL AS email_verified, username, display_name, locale
    FROM users WHERE id = :caller_id""")
SET_LOCALE = Statement("UPDATE users SET locale = :locale WHERE id = :caller_id")

ISSUE = Statement("""
    INSERT INTO email_proofs (user_id, kind, hash, email, expires_at)
    VALUES (:caller_id, :kind, :hash, :email, now() + make_interval(mins => :minutes))
    ON CONFLICT (user_id, kind) DO UPDATE
      SET hash = excluded.hash, email = excluded.email, created_at = now(),
          expires_at = excluded.expires_at""")

_GOOD = """
    p.hash = :hash AND p.kind = ANY(CAST(:kinds AS text[])) AND p.expires_at > now()
      AND u.id = p.user_id AND (p.kind = 'change' OR u.email = p.email)"""
FIND = Statement(f"""
    SELECT p.user_id, p.email, u.username, u.display_name
    FROM email_proofs p, users u WHERE {_GOOD}""")
SPEND = Statement(f"""
    DELETE FROM email_proofs p USING users u WHERE {_GOOD}
    RETURNING p.user_id, p.kind, p.email, u.email AS current, u.display_name, u.locale""")
VOID = Statement("""
    DELETE FROM email_proofs WHERE user_id = :caller_id AND kind = ANY(CAST(:kinds AS text[]))""")

VERIFY = Statement("""
    UPDATE users SET email_verified_at = coalesce(email_verified_at, now())
    WHERE id = :caller_id AND email = :email
    RETURNING id""")
FORGET_OTHER_WAYS = Statement("""
    WITH app AS (
        DELETE FROM totp_secrets WHERE user_id = :caller_id
    ), codes AS (
        DELETE FROM recovery_codes WHERE user_id = :caller_id
    )
    DELETE FROM identities WHERE user_id = :caller_id AND provider <> 'password'""")
CHANGE = Statement("""
    UPDATE users
    SET email = :email, email_verified_at = now(), updated_at = now(), version = version + 1
    WHERE id = :caller_id AND email IS NOT DISTINCT FROM :current
    RETURNING id""")
USER_BY_EMAIL = Statement("SELECT id FROM users WHERE email = :email")
PUT_PASSWORD = Statement("""
    INSERT INTO identities (id, user_id, provider, subject, secret)
    VALUES (:id, :caller_id, 'password', CAST(CAST(:caller_id AS uuid) AS text), :secret)
    ON CONFLICT (provider, subject) DO UPDATE SET secret = excluded.secret""")

DELETE_EXPIRED = Statement("""
    WITH expired AS (
        SELECT user_id, kind FROM email_proofs WHERE expires_at < now()
        ORDER BY expires_at LIMIT 1000)
    DELETE FROM email_proofs p USING expired e WHERE (p.user_id, p.kind) = (e.user_id, e.kind)
      AND p.expires_at < now()""")
