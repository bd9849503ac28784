"""The system's Chromium, slowed down as a profile says, with a probe in every page."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.tenant import PASSWORD, Tenant

_PROBE = Path(__file__).with_name("probe.js").read_text()
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_KILOBIT = 1024 / 8
_TIMEOUT_MS = 30_000


@dataclass(frozen=True)
class Profile:
    """A network and a processor. Without a network the machine's own loopback is used."""

    name: str
    cpu: int
    rtt_ms: float | None = None
    down_kbps: float = 0
    up_kbps: float = 0

    def apply(self, session: CDPSession) -> None:
        """Slow a page down."""
        session.send("Network.enable")
        if self.rtt_ms is not None:
            session.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": self.rtt_ms,
                    "downloadThroughput": self.down_kbps * _KILOBIT,
                    "uploadThroughput": self.up_kbps * _KILOBIT,
                },
            )
        session.send("Emulation.setCPUThrottlingRate", {"rate": self.cpu})


LIGHTHOUSE = Profile("Lighthouse", 4, 150, 1.6 * 1024, 750)
"""`mobileSlow4G`, once called fast 3G: the round trip and the throughputs, as they are."""
DEVTOOLS = Profile("DevTools", 4, 150 * 3.75, 1.6 * 1024 * 0.9, 750 * 0.9)
"""The same with the factors that DevTools puts on: 3.75 on the latency, 0.9 on the throughput."""
UNTHROTTLED = Profile("1× CPU", 1)
SLOW_CPU = Profile("4× CPU", 4)

CONTENT = ("main h1", 'main .animate-shimmer, main [aria-busy="true"]')
"""What is on a page and what is not when its content is there: a heading, and no skeleton."""


@dataclass
class Traffic:
    """What came over the wire while a page loaded."""

    sent: int = 0
    """Requests that the network, not the cache, answered."""
    kilobytes: dict[str, float] = field(default_factory=dict)
    """By kind: script, style, font, api and the rest."""

    @property
    def total(self) -> float:
        """Everything, in kB of 1,000 bytes, headers included."""
        return sum(self.kilobytes.values())


class Tab:
    """One page under a profile."""

    def __init__(self, page: Page, profile: Profile) -> None:
        self.page = page
        self._session = page.context.new_cdp_session(page)
        profile.apply(self._session)
        self._kinds: dict[str, str] = {}
        self.traffic = Traffic()
        self._session.on("Network.responseReceived", self._received)
        self._session.on("Network.loadingFinished", self._finished)

    def _received(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        if answer.get("fromDiskCache") or answer["url"].startswith("data:"):
            return
        kind = "api" if "/api/" in answer["url"] else event["type"].lower()
        self._kinds[event["requestId"]] = kind

    def _finished(self, event: dict[str, Any]) -> None:
        if kind := self._kinds.pop(event["requestId"], None):
            size = event["encodedDataLength"] / 1000
            self.traffic.sent += 1
            self.traffic.kilobytes[kind] = self.traffic.kilobytes.get(kind, 0) + size

    def noted(self) -> dict[str, Any]:
        """Read what the probe has noted so far."""
        found: dict[str, Any] = self.page.evaluate("bench.noted")
        return found

    def awaited(self, promise: str) -> float:
        """Wait for what the probe promises; a page that never gets there ends the run."""
        late = f"new Promise((_, late) => setTimeout(late, {_TIMEOUT_MS}, Error(location.href)))"
        came: float = self.page.evaluate(f"Promise.race([{promise}, {late}])")
        return came

    def rest(self, ms: int) -> None:
        """Let the page finish what it began."""
        self.page.wait_for_timeout(ms)


class Visitor:
    """A browser of someone's own: nothing cached, signed in by cookie or not at all."""

    def __init__(self, context: BrowserContext, tenant: Tenant) -> None:
        self._context = context
        self._tenant = tenant

    def sign_in(self) -> None:
        """Start a session as the page does, with the refresh token in a cookie."""
        answer = self._context.request.post(
            f"{self._tenant.url}/api/v1/auth/login",
            data={"email": self._tenant.email, "password": PASSWORD, "session": "cookie"},
        )
        if not answer.ok:
            raise RuntimeError(f"signing in is answered with {answer.status}: {answer.text()}")
        self.remember("tenantry.signed-in", answer.json()["user"]["id"])

    def remember(self, key: str, value: str) -> None:
        """Have the browser keep a choice, as an earlier visit would have left it."""
        self._context.add_init_script(f"localStorage.setItem({json.dumps(key)}, '{value}')")

    def open(self, path: str, profile: Profile, wanted: tuple[str, str] = CONTENT) -> Tab:
        """Load an address in a new tab, until what is wanted of it is painted."""
        page = self._context.new_page()
        page.set_default_timeout(_TIMEOUT_MS)
        present, absent = wanted
        page.add_init_script(f"({_PROBE})({json.dumps({'present': present, 'absent': absent})})")
        tab = Tab(page, profile)
        page.goto(f"{self._tenant.url}{path}", wait_until="commit")
        tab.awaited("bench.loaded")
        return tab


class Chromium:
    """The browser, and windows of it that share nothing."""

    def __init__(self, browser: Browser, tenant: Tenant) -> None:
        self.version = browser.version
        self._browser = browser
        self._tenant = tenant

    @contextmanager
    def visitor(self, *, signed_in: bool = True, width: int = 1280) -> Iterator[Visitor]:
        """Open a window with an empty cache."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900}, locale="en-US"
        )
        try:
            visitor = Visitor(context, self._tenant)
            if signed_in:
                visitor.sign_in()
            yield visitor
        finally:
            context.close()


@contextmanager
def launched(tenant: Tenant) -> Iterator[Chromium]:
    """Start the system's Chromium."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise RuntimeError("Chromium is not installed: run 'apt-get install chromium' as root.")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        try:
            yield Chromium(browser, tenant)
        finally:
            browser.close()
