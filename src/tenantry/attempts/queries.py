"""The statements of attempts, built once."""

from __future__ import annotations

from tenantry.database.statements import Statement

_SECONDS = "CAST(:seconds AS int)"
_AMOUNT = "CAST(:amount AS int)"
_ADMITTED = "CAST(:admitted AS int)"
_NOW = "extract(epoch FROM clock_timestamp())"
_SLOT = f"CAST(floor({_NOW} / {_SECONDS}) AS bigint)"
_LEFT = f"(1 - ({_NOW} / {_SECONDS} - floor({_NOW} / {_SECONDS})))"
"""The share of the window before that still counts."""
_PREVIOUS = (
    f"""CASE a.slot WHEN {_SLOT} THEN a.previous WHEN {_SLOT} - 1 THEN a.current ELSE 0 END"""
)
_CURRENT = f"CASE a.slot WHEN {_SLOT} THEN a.current ELSE 0 END"

SPEND = Statement(f"""
    INSERT INTO attempts AS a (key, slot, previous, current, expires_at)
    SELECT CAST(:key AS text), {_SLOT}, 0, {_AMOUNT},
           clock_timestamp() + make_interval(secs => 2 * {_SECONDS})
    WHERE {_AMOUNT} <= {_ADMITTED}
    ON CONFLICT (key) DO UPDATE
    SET slot = {_SLOT}, previous = {_PREVIOUS}, current = {_CURRENT} + {_AMOUNT},
        expires_at = excluded.expires_at
    WHERE ({_PREVIOUS}) * {_LEFT} + {_CURRENT} + {_AMOUNT} <= {_ADMITTED}
    RETURNING current""")
"""One statement under the row's lock, so that no two attempts share the last one admitted."""
READ = Statement(f"""
    SELECT {_PREVIOUS} AS previous, {_CURRENT} AS current,
           CAST({_SECONDS} * {_LEFT} AS float8) AS seconds_left
    FROM attempts a WHERE a.key = :key AND a.slot >= {_SLOT} - 1""")
CLEAR = Statement("DELETE FROM attempts WHERE key = :key")
COUNT = Statement("SELECT current FROM attempts WHERE key = :key AND expires_at > now()")
EXPIRY = Statement("""
    SELECT CAST(extract(epoch FROM expires_at) AS float8) FROM attempts WHERE key = :key""")
RESET = Statement("DELETE FROM attempts RETURNING key")
DELETE_EXPIRED = Statement("""
    DELETE FROM attempts WHERE key IN (
        SELECT key FROM attempts WHERE expires_at < now() LIMIT 10000 FOR UPDATE SKIP LOCKED)""")
