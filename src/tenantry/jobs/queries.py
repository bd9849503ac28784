"""The statements of the queue, built once. A queue is named as its task is."""

from __future__ import annotations

from tenantry.database.statements import Statement

DEFER = Statement("""
    SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
        :task, :task, 0, CAST(:lock AS text), NULL, CAST(:arguments AS jsonb),
        CAST(:at AS timestamptz))::procrastinate_job_to_defer_v1]))""")

GIVE_UP = Statement("""
    WITH earlier AS (
        DELETE FROM procrastinate_jobs
        WHERE CAST(:periodic AS boolean) AND task_name = :task
          AND status = 'failed' AND id < :job_id)
    UPDATE procrastinate_jobs
    SET args = (args - CAST(:secrets AS text[]))
        || jsonb_build_object('error', CAST(:error AS text))
    WHERE id = :job_id""")
"""Leave of a job that has failed which it was and why, and of a periodic one only the last."""

RESCUE = Statement("""
    UPDATE procrastinate_jobs j
    SET status = CASE WHEN j.attempts < 20 THEN 'todo' ELSE 'failed' END::procrastinate_job_status,
        attempts = j.attempts + 1, scheduled_at = now(), worker_id = NULL
    WHERE j.status = 'doing' AND NOT EXISTS (
        SELECT FROM procrastinate_workers w
        WHERE w.id = j.worker_id AND w.last_heartbeat > now() - interval '1 minute')
    RETURNING j.id""")
"""Hand on the jobs of workers that died over them, unless a job seems to be what kills them."""

DELETE_FAILED = Statement("""
    WITH old AS (
        SELECT j.id FROM procrastinate_jobs j
        WHERE j.status IN ('failed', 'cancelled', 'aborted') AND NOT EXISTS (
            SELECT FROM procrastinate_events e
            WHERE e.job_id = j.id AND e.at > now() - interval '30 days')
        LIMIT 1000)
    DELETE FROM procrastinate_jobs j USING old WHERE j.id = old.id""")

LATE = Statement("""
    SELECT count(*) FROM procrastinate_jobs j
    WHERE j.status = 'todo' AND coalesce(j.scheduled_at, (
        SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id))
      < now() - interval '5 minutes'""")
FAILED = Statement("""
    SELECT task_name AS task, args ->> 'error' AS error, count(*) AS jobs
    FROM procrastinate_jobs
    WHERE status = 'failed'
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 5""")
