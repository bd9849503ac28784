"""Work that is done later, outside the request, by a worker: mail, sweeps, clearing away."""

from __future__ import annotations

from tenantry.jobs.tasks import GiveUp, Task, defer, every, task

__all__ = ["GiveUp", "Task", "defer", "every", "task"]
