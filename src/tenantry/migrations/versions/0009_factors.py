"""Second factors, recovery codes and passkeys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tenantry.tenancy.rls import keep_private

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_PRIVATE = ("totp_secrets", "recovery_codes", "factor_attempts")


def upgrade() -> None:
    """Apply this migration."""
    op.add_column("sessions", _time("mfa_at", nullable=True))
    op.add_column(
        "users",
        sa.Column(
            "passkey_handle",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
    )
    op.add_column(
        "organizations",
        sa.Column(
            "require_mfa",
            sa.Boolean(),
            sa.Computed(
                "coalesce(settings #> '{security,require_mfa}' = 'true'::jsonb, false)",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    _create_codes()
    _create_attempts()
    _create_passkeys()
    for table in _PRIVATE:
        for statement in keep_private(table):
            op.execute(statement)


def downgrade() -> None:
    """Take this migration back."""
    for table in ("passkey_challenges", "passkeys", *reversed(_PRIVATE)):
        op.drop_table(table)
    op.drop_column("organizations", "require_mfa")
    op.drop_column("users", "passkey_handle")
    op.drop_column("sessions", "mfa_at")


def _create_codes() -> None:
    op.create_table(
        "totp_secrets",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        _time("confirmed_at", nullable=True),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        _now("tries_since"),
        _now("created_at"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_totp_secrets")),
        _of_user("totp_secrets"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        _now("created_at"),
        _time("used_at", nullable=True),
        sa.PrimaryKeyConstraint("user_id", "hash", name=op.f("pk_recovery_codes")),
        _of_user("recovery_codes"),
    )


def _create_attempts() -> None:
    op.create_table(
        "factor_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _now("created_at"),
        _time("expires_at"),
        _time("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_attempts")),
        _of_user("factor_attempts"),
    )
    op.create_index("ix_factor_attempts_user_id", "factor_attempts", ["user_id"])


def _create_passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("identity_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        _now("created_at"),
        _time("last_used_at", nullable=True),
        sa.PrimaryKeyConstraint("identity_id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
        _of_user("passkeys"),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["identities.id"],
            name=op.f("fk_passkeys_identity_id_identities"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_passkeys_user_id", "passkeys", ["user_id"])
    op.create_table(
        "passkey_challenges",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        _now("created_at"),
        _time("expires_at"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_passkey_challenges")),
        _of_user("passkey_challenges"),
    )
    op.create_index("ix_passkey_challenges_expires_at", "passkey_challenges", ["expires_at"])
    op.create_index("ix_passkey_challenges_user_id", "passkey_challenges", ["user_id"])


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"],
        ["users.id"],
        name=op.f(f"fk_{table}_user_id_users"),
        ondelete="CASCADE",
    )
