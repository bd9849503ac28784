"""`tenantry serve`: the database first, then the web server, and both down again in that order."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import gc
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from multiprocessing import parent_process
from types import FrameType
from typing import TYPE_CHECKING, Any

import uvicorn
from rich.console import Console
from uvicorn.config import STARTUP_FAILURE

from tenantry.database.boot import boot
from tenantry.identity.keys import load_keys
from tenantry.logs import configure
from tenantry.settings import Settings, SettingsError
from tenantry.supervisor import Supervisor

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import Lifespan

DRAIN_SECONDS = 30
"""How long requests under way may take once the service is told to stop."""
LET_GO_SECONDS = 2.0
"""How long to wait for the workers of a killed server to let go of its port."""


class ServeError(SettingsError):
    """The address to listen on cannot be had; the message says which setting to change."""


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM, then finish requests under way and stop the database last.

    The port is taken before the database starts, so a second server by mistake fails at once.
    Raises SettingsError (a ServeError for the address) or DatabaseError with what to do.
    """
    with _stop_by_signal(), _listener(settings) as listener:
        chosen = {"port": listener.getsockname()[1], "jobs": _who_runs_jobs(settings)}
        settings = settings.model_copy(update=chosen)
        load_keys(settings)
        booted = asyncio.run(boot(settings))
        try:
            _run(settings, listener)
        finally:
            asyncio.run(booted.close())


def _who_runs_jobs(settings: Settings) -> str:
    """Run jobs here where nobody else can be expected to: with a database of our own."""
    embedded = settings.database_url is None and settings.app_database_url is None
    return {"auto": "on" if embedded else "off"}.get(settings.jobs, settings.jobs)


def worker_app(settings: Settings) -> FastAPI:
    """Make the application of one server process, which ends if its supervisor was killed."""
    from tenantry.app import create_app

    if parent := parent_process():
        threading.Thread(target=_follow, args=(parent.join,), daemon=True).start()
    write_held = configure(settings)
    app = create_app(settings)
    app.router.lifespan_context = _ended_by(write_held, app.router.lifespan_context)
    _settle_memory()
    return app


def _ended_by(last: Callable[[], None], lifespan: Lifespan[FastAPI]) -> Lifespan[FastAPI]:
    """Add what a lifespan does last: uvicorn ends a supervised worker by signal, in its loop."""

    @contextlib.asynccontextmanager
    async def ended(app: FastAPI) -> AsyncIterator[Any]:
        try:
            async with lifespan(app) as state:
                yield state
        finally:
            last()

    return ended


def _settle_memory() -> None:
    """Keep the collector off what lives as long as the process.

    Requests leave no cycles behind, so it need not look at every 700 new objects; frozen, the
    modules and models are not walked again, and stay shared between forked workers.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _follow(wait_for_supervisor: Callable[[], None]) -> None:
    wait_for_supervisor()
    os.kill(os.getpid(), signal.SIGTERM)


class _Interrupted(BaseException):
    """A signal to stop arrived while no web server was there to handle it."""


@contextlib.contextmanager
def _stop_by_signal() -> Iterator[None]:
    """Turn SIGINT and SIGTERM into an orderly end; uvicorn raises both anew when it is done."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise _Interrupted

    previous = {
        number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    except _Interrupted:
        pass
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _listener(settings: Settings) -> Iterator[socket.socket]:
    """Take the port, without listening yet: clients are refused until the service is ready."""
    deadline = time.monotonic() + LET_GO_SECONDS
    while True:
        try:
            listener = _bind(settings.host, settings.port)
            break
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise ServeError(_refusal(settings, error)) from error
            time.sleep(0.1)
    with listener:
        yield listener


def _bind(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener


def _refusal(settings: Settings, error: OSError) -> str:
    where = f"Port {settings.port} on {settings.host}"
    if error.errno == errno.EADDRINUSE:
        return f"{where} is taken by another program; set TENANTRY_PORT to a free one."
    if error.errno == errno.EACCES:
        return f"{where} needs more rights than this user has; set TENANTRY_PORT to 1024 or above."
    return (
        f"{settings.host} is no address of this machine ({error.strerror or error}); "
        "set TENANTRY_HOST to one that is, such as 127.0.0.1 or 0.0.0.0."
    )


class _Server(uvicorn.Server):
    """Greets once requests are served."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _greet(self._settings)


def _run(settings: Settings, listener: socket.socket) -> None:
    config = _configure(settings)
    if settings.workers > 1:
        supervisor = Supervisor(config, [listener], ready=lambda: _greet(settings))
        supervisor.run()
        started = not supervisor.failed
    else:
        server = _Server(config, settings)
        try:
            server.run([listener])
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            # Both bound the port, and the other one began to listen first.
            raise ServeError(_refusal(settings, error)) from error
        started = server.started
    if not started:
        raise SystemExit(STARTUP_FAILURE)


def _configure(settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        functools.partial(worker_app, settings),
        factory=True,
        workers=settings.workers,
        loop="uvloop",
        http="tenantry.http.wire:Protocol",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


def _greet(settings: Settings) -> None:
    """Say where the service is and what to try; only to a person, logs have their own line."""
    console = Console(stderr=True, highlight=False)
    url = f"http://{_reachable(settings.host)}:{settings.port}"
    jobs = f"  Jobs       [green]{_command()} worker[/] sends mail, beside this\n"
    jobs = "" if settings.jobs == "on" else jobs
    console.print(
        f"\n  [bold]Tenantry[/] is ready on [bold cyan]{url}[/]\n\n"
        f"  API docs   [cyan]{url}/docs[/]\n"
        f"  Try it     [green]{_command()} demo[/] loads two organizations to sign in to\n"
        f"{jobs}"
        "  Stop       Ctrl-C; requests under way finish first\n",
        soft_wrap=True,
    )


def _command() -> str:
    """Name this command as the person's shell finds it: `make run` puts nothing on the PATH."""
    return "tenantry" if shutil.which("tenantry") else sys.argv[0]


def _reachable(host: str) -> str:
    """Turn `every address` into one a browser can open."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
