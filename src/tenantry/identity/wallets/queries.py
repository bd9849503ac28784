"""The statements of wallets, built once."""

from __future__ import annotations

from tenantry.database.statements import Statement

ISSUE = Statement("""
    WITH expired AS (
        DELETE FROM wallet_challenges WHERE hash IN (
            SELECT hash FROM wallet_challenges WHERE expires_at < now() - interval '1 hour'
            ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED)
    )
    INSERT INTO wallet_challenges (hash, purpose, provider, address, chain_id, user_id, expires_at)
    VALUES (:hash, :purpose, :provider, :address, :chain_id, :user_id, :expires_at)""")
"""Takes ten away for each one added, so that what nobody redeems does not pile up."""
REDEEM = Statement("""
    DELETE FROM wallet_challenges
    WHERE hash = :hash AND purpose = :purpose
      AND user_id IS NOT DISTINCT FROM CAST(:user_id AS uuid)
    RETURNING provider, address, chain_id, expires_at""")

OWNER = Statement("""
    SELECT user_id FROM wallets WHERE provider = :provider AND subject = :subject""")
LINK = Statement("""
    WITH identity AS (
        INSERT INTO identities (id, user_id, provider, subject)
        VALUES (:id, :caller_id, :provider, :subject)
        RETURNING id, user_id, provider, subject
    )
    INSERT INTO wallets (provider, subject, identity_id, user_id, address, chain_id)
    SELECT provider, subject, id, user_id, :address, :chain_id FROM identity
    RETURNING identity_id AS id, provider, address, chain_id""")
