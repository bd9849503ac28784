"""The audit trail: append-only, and chained so that a change shows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenantry.tenancy.rls import isolate, keep_private

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _text(column: str) -> str:
    return f"coalesce(to_json(event.{column})::text, 'null')"


def _quoted(value: str) -> str:
    return f"""coalesce('"' || {value} || '"', 'null')"""


_TIME = """to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

# Keys in order, no space, no number but the sequence: RFC 8785 by construction.
_LINE = f"""
CREATE FUNCTION audit_line(event audit_events, sealed boolean) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN '{{"action":' || {_text("action")}
    || ',"actor":{{"id":' || {_quoted("event.actor_id")}
    || ',"name":' || {_text("actor_name")}
    || '}},"at":"' || {_TIME}
    || '","changes":' || event.changes
    || CASE WHEN sealed THEN ',"hash":"' || encode(event.hash, 'hex') || '"' ELSE '' END
    || ',"id":"' || event.id
    || '","ip":' || {_quoted("host(event.ip)")}
    || ',"organization_id":"' || event.organization_id
    || '","previous_hash":"' || encode(event.previous_hash, 'hex')
    || '","request_id":' || {_text("request_id")}
    || ',"sequence":' || event.sequence
    || ',"target":{{"id":"' || event.target_id
    || '","name":' || {_text("target_name")}
    || ',"type":' || {_text("target_type")}
    || '}},"user_agent":' || {_text("user_agent")}
    || ',"workspace_id":' || {_quoted("event.workspace_id")} || '}}'"""

# As the owner, because nobody else may move a head; the first event finds none and makes it.
_SEAL = """
CREATE FUNCTION seal_audit_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head audit_heads;
BEGIN
    LOOP
        SELECT * INTO head FROM audit_heads
        WHERE organization_id = NEW.organization_id FOR UPDATE;
        IF NOT FOUND THEN
            head := ROW(
                NEW.organization_id, 0, '-infinity'::timestamptz, decode(repeat('00', 32), 'hex'));
        END IF;
        NEW.sequence := head.sequence + 1;
        NEW.at := greatest(clock_timestamp(), head.at);
        NEW.previous_hash := head.hash;
        NEW.hash := sha256(convert_to(audit_line(NEW, false), 'UTF8'));
        IF head.sequence > 0 THEN
            UPDATE audit_heads SET sequence = NEW.sequence, at = NEW.at, hash = NEW.hash
            WHERE organization_id = NEW.organization_id;
            RETURN NEW;
        END IF;
        INSERT INTO audit_heads (organization_id, sequence, at, hash)
        VALUES (NEW.organization_id, NEW.sequence, NEW.at, NEW.hash)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            RETURN NEW;
        END IF;
    END LOOP;
END $$"""
_STAMP = """
CREATE FUNCTION stamp_account_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    RETURN NEW;
END $$"""


def upgrade() -> None:
    """Apply this migration."""
    _create_tables()
    for statement in (
        *isolate("audit_heads"),
        *isolate("audit_events"),
        *keep_private("account_events"),
        _LINE,
        _SEAL,
        _STAMP,
        "REVOKE EXECUTE ON FUNCTION seal_audit_event() FROM PUBLIC",
        "CREATE TRIGGER seal BEFORE INSERT ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION seal_audit_event()",
        "CREATE TRIGGER stamp BEFORE INSERT ON account_events "
        "FOR EACH ROW EXECUTE FUNCTION stamp_account_event()",
    ):
        op.execute(statement.replace(":", r"\:"))


def _create_tables() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_audit_heads")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_audit_heads_organization_id_organizations"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "audit_events",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        *_happened(),
        sa.Column("workspace_id", sa.Uuid(), nullable=True),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_audit_events")),
        sa.UniqueConstraint(
            "organization_id", "sequence", name=op.f("uq_audit_events_organization_id_sequence")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["audit_heads.organization_id"],
            name=op.f("fk_audit_events_organization_id_audit_heads"),
            ondelete="CASCADE",
        ),
    )
    for column in ("at", "actor_id", "action", "workspace_id"):
        op.create_index(
            f"ix_audit_events_{column}", "audit_events", ["organization_id", column, "sequence"]
        )
    op.create_table(
        "account_events",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_happened(),
        sa.PrimaryKeyConstraint("user_id", "id", name=op.f("pk_account_events")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_account_events_user_id_users"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_account_events_at", "account_events", ["user_id", "at", "id"])


def _happened() -> list[sa.Column[object]]:
    return [
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target_type", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("target_name", sa.Text(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("ip", postgresql.INET(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
    ]


def downgrade() -> None:
    """Take this migration back."""
    op.execute("DROP FUNCTION audit_line(audit_events, boolean)")
    for table in ("account_events", "audit_events", "audit_heads"):
        op.drop_table(table)
    op.execute("DROP FUNCTION seal_audit_event()")
    op.execute("DROP FUNCTION stamp_account_event()")
