"""URLs that asyncpg understands, said so that libpq does."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from tenantry.jobs.connection import libpq_url


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        (
            "postgresql://u:p%40ss@db:6432/t",
            {"user": "u", "password": "p@ss", "host": "db", "port": "6432"},
        ),
        ("postgres://u@a:1,b:2/t", {"host": "a,b", "port": "1,2", "dbname": "t"}),
        ("postgresql://u@/t?host=/run/my%20data", {"host": "/run/my data", "user": "u"}),
        (
            "postgresql://u@db/t?sslmode=verify-full&sslrootcert=%2Fca.pem",
            {"sslmode": "verify-full", "sslrootcert": "/ca.pem"},
        ),
        ("postgresql:///?user=u&database=t&host=db", {"user": "u", "dbname": "t", "host": "db"}),
        (
            "postgresql://u@db/t?search_path=a%20b&statement_timeout=5",
            {"options": "-c search_path=a\\ b -c statement_timeout=5"},
        ),
        (
            "postgresql://u@db/t?options=-c%20jit%3Doff&work_mem=1MB",
            {"options": "-c jit=off -c work_mem=1MB"},
        ),
    ],
)
def test_a_url_means_the_same_to_libpq(url: str, parts: dict[str, str]) -> None:
    found = conninfo_to_dict(libpq_url(url))
    assert {name: found.get(name) for name in parts} == parts
