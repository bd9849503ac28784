"""A browser window that notices every error on its console, and what people do in it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Route, expect

from tests.people import PASSWORD, Person

AXE = Path(__file__).parents[2] / "dashboard/node_modules/axe-core/axe.min.js"
CONTRADICTIONS = Path(__file__).with_name("contradictions.js")
_REFUSED = re.compile(r"the server responded with a status of (\d+)")


@dataclass
class Window:
    """One page of one person's browser."""

    page: Page
    base_url: str
    expected: set[int] = field(default_factory=set)
    """Refusals a test provokes; the browser logs each as an error."""
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        refused = _REFUSED.search(message.text)
        if refused is None or int(refused[1]) not in self.expected:
            self.errors.append(f"{message.text} at {message.location}")

    async def open(self, path: str) -> None:
        await self.page.goto(f"{self.base_url}{path}")

    async def tab(self) -> Window:
        """Another tab of the same browser."""
        return Window(await self.page.context.new_page(), self.base_url, self.expected, self.errors)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def switcher(self, what: str, name: str = "") -> Locator:
        """The button that switches the organization or the workspace one is in."""
        called = re.compile(rf"^{re.escape(name)}.*Switch {what}$")
        return self.page.get_by_role("button", name=called)

    def account_menu(self) -> Locator:
        return self.page.get_by_role("button", name=re.compile("^Account menu"))

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", name=name, exact=True)

    def box(self, name: str) -> Locator:
        return self.page.get_by_role("textbox", name=name, exact=True)

    async def see(self, text: str) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def see_heading(self, name: str) -> None:
        await expect(self.heading(name).first).to_be_visible()

    async def be_at(self, path: str) -> None:
        await expect(self.page).to_have_url(re.compile(re.escape(self.base_url) + path + r"$"))

    async def choose(self, label: str, option: str) -> None:
        """Pick an option of a choice."""
        await self.page.get_by_role("combobox", name=label, exact=True).click()
        await self.page.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).click()

    @asynccontextmanager
    async def out_of_reach(self, addresses: str) -> AsyncIterator[None]:
        """Answer for some addresses as a proxy does whose server is gone."""
        self.expected.add(502)

        async def answer(route: Route) -> None:
            await route.fulfill(status=502, body="", headers={"content-type": "text/plain"})

        await self.page.route(addresses, answer)
        yield
        await self.page.unroute(addresses, answer)

    async def come_back(self, reads: str) -> None:
        """Look at the page again a minute later, until it has read an address anew.

        The page's clock has to be installed before it is opened.
        """
        await self.page.clock.fast_forward(60_000)
        async with self.page.expect_response(f"**{reads}"):
            await self.page.evaluate("dispatchEvent(new Event('visibilitychange'))")

    async def contradictions(self) -> list[str]:
        """Find classes of one element that contradict each other, as nothing merges them."""
        found: list[str] = await self.page.evaluate(CONTRADICTIONS.read_text())
        return found

    async def violations(self) -> list[str]:
        """Ask axe-core what stands in somebody's way on the page as it is."""
        await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate("axe.run().then(({violations}) => violations)")
        return [_told(violation) for violation in found]


def _told(violation: dict[str, Any]) -> str:
    places = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']} — {places}"


async def sign_in(context: BrowserContext, base_url: str, person: Person) -> Window:
    """Sign a person of the cast in as the page does, with the refresh token in a cookie."""
    answer = await context.request.post(
        f"{base_url}/api/v1/auth/login",
        data={"email": person.email, "password": PASSWORD, "session": "cookie"},
    )
    assert answer.ok, await answer.text()
    user = (await answer.json())["user"]["id"]
    await context.add_init_script(
        f"if (sessionStorage.begun === undefined) {{ sessionStorage.begun = '1';"
        f" localStorage.setItem('tenantry.signed-in', '{user}') }}"
    )
    return Window(await context.new_page(), base_url)
