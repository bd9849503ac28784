"""`tenantry doctor` on the queue: what failed, and what nobody takes."""

from __future__ import annotations

import asyncpg

import tenantry
from tenantry import jobs
from tenantry.doctor import Finding, examine
from tests.jobs import tasks


async def jobs_finding(service: tenantry.Service) -> Finding:
    findings = await examine(service.settings)
    return next(finding for finding in findings if finding.what == "jobs")


async def test_an_empty_queue_is_well(quiet: tenantry.Service, queue: asyncpg.Connection) -> None:
    assert (await jobs_finding(quiet)).well


async def test_a_job_that_nobody_takes_is_reported(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    async with quiet.visit() as visitor:
        job_id = await jobs.defer(visitor, tasks.note)
    assert (await jobs_finding(quiet)).well
    await queue.execute(
        "UPDATE procrastinate_jobs SET scheduled_at = now() - interval '6 minutes' WHERE id = $1",
        job_id,
    )
    found = await jobs_finding(quiet)
    assert not found.well
    assert "start `tenantry worker`" in found.found


async def test_a_job_that_failed_is_reported_with_its_reason(
    quiet: tenantry.Service, queue: asyncpg.Connection
) -> None:
    async with quiet.visit() as visitor:
        job_id = await jobs.defer(visitor, tasks.note, error="SMTPDataError: 554 no")
    await queue.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = $1", job_id)
    found = await jobs_finding(quiet)
    assert (found.well, found.found) == (False, "failed: 1 × tests.note (SMTPDataError: 554 no)")
