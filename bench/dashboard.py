"""The dashboard as people meet it: first loads on a slow network, changes of page, long lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bench.browser import (
    CONTENT,
    DEVTOOLS,
    LIGHTHOUSE,
    SLOW_CPU,
    UNTHROTTLED,
    Chromium,
    Profile,
    Tab,
    launched,
)
from bench.budget import COLD, REACHED, UNANNOUNCED, VISITED, WARM, Measured
from bench.rounds import Progress
from bench.tenant import Tenant, served

_OVERVIEW = ("main .tabular-nums", "")
"""The figures of a workspace; the chart below them may come later."""
_SIGN_IN = ("input[type=password]", "")
_ROWS = "tenantry.rows"
"""Under which name the browser keeps how many rows a list has."""
_REACH_MS = 200
"""How long a pointer rests on a link before it clicks."""
_REST_MS = 2_500
"""Longer than a page waits before it loads what can wait."""
_DONE_MS = 500
"""How long nothing changes on a page once all that was done to it is over."""

Turn = tuple[str, Callable[[Measured], None]]


def run(*, rounds: int, progress: Progress) -> tuple[Measured, str]:
    """Measure everything in every round, in turning order; also name the browser."""
    found = Measured()
    progress("filling an organization of 120 members and 120 chatbots")
    with served() as tenant, launched(tenant) as chromium:
        turns = _turns(chromium, tenant)
        for number in range(-1, rounds):
            into = found if number >= 0 else Measured()
            said = f"round {number + 1} of {rounds}" if number >= 0 else "warming up"
            for name, measure in turns[:: -1 if number % 2 else 1] if number >= 0 else turns[:2]:
                progress(f"{said}: {name}")
                measure(into)
        return found, chromium.version


def _turns(chromium: Chromium, tenant: Tenant) -> list[Turn]:
    turns: list[Turn] = []
    for profile in (LIGHTHOUSE, DEVTOOLS):
        turns.append((f"sign-in, {profile.name}", partial(_sign_in, chromium, profile)))
        turns.append((f"workspace, {profile.name}", partial(_workspace, chromium, tenant, profile)))
    for cpu in (UNTHROTTLED, SLOW_CPU):
        turns.append((f"changes of page, {cpu.name}", partial(_changes, chromium, tenant, cpu)))
        turns.append((f"lists, {cpu.name}", partial(_lists, chromium, tenant, cpu)))
    return turns


def _sign_in(chromium: Chromium, profile: Profile, into: Measured) -> None:
    with chromium.visitor(signed_in=False) as visitor:
        for cache in (COLD, WARM):
            tab = visitor.open("/sign-in", profile, _SIGN_IN)
            _note(into, ("sign-in", profile.name, cache), tab)


def _workspace(chromium: Chromium, tenant: Tenant, profile: Profile, into: Measured) -> None:
    with chromium.visitor() as visitor:
        for cache in (COLD, WARM):
            tab = visitor.open(tenant.home, profile, _OVERVIEW)
            _note(into, ("workspace", profile.name, cache), tab)


def _note(into: Measured, key: tuple[str, str, str], tab: Tab) -> None:
    """Add a load; what came over the wire is counted at the moment the content was there."""
    load = into.loads[key]
    load.kilobytes.values.append(tab.traffic.total)
    load.requests.values.append(tab.traffic.sent)
    tab.awaited("bench.told()")
    noted = tab.noted()
    load.fcp.values.append(noted["fcp"])
    load.lcp.values.append(noted["lcp"])
    load.content.values.append(noted["shown"])
    tab.page.close()


def _changes(chromium: Chromium, tenant: Tenant, cpu: Profile, into: Measured) -> None:
    """Click through the sidebar: at once in one window, in another after reaching, then again."""
    with chromium.visitor() as visitor:
        tab = visitor.open(tenant.home, cpu, _OVERVIEW)
        tab.rest(_REST_MS)
        _tour(tab, cpu, UNANNOUNCED, into)
    with chromium.visitor() as visitor:
        tab = visitor.open(tenant.home, cpu, _OVERVIEW)
        tab.rest(_REST_MS)
        _tour(tab, cpu, REACHED, into)
        _tour(tab, cpu, VISITED, into)


def _tour(tab: Tab, cpu: Profile, way: str, into: Measured) -> None:
    links: list[str] = tab.page.locator("aside nav a").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    overview = links[0]
    for path in (*links[1:], overview):
        wanted = _OVERVIEW if path == overview else CONTENT
        tab.page.evaluate(
            "([path, wanted, not]) => bench.expect(path, wanted, not)", [path, *wanted]
        )
        link = tab.page.locator(f'aside nav a[href="{path}"]')
        if way == UNANNOUNCED:
            link.evaluate("one => one.click()")
        else:
            link.hover()
            tab.page.wait_for_timeout(_REACH_MS)
            link.click()
        page = "/".join(path.split("/")[3:]) or "organization"
        into.changes[cpu.name, way, page].values.append(tab.awaited("bench.arrived"))
        tab.rest(_REACH_MS)


def _lists(chromium: Chromium, tenant: Tenant, cpu: Profile, into: Measured) -> None:
    """Show, sort, search and page two lists of 100 rows, and note the longest task of each."""
    organization = f"/o/{tenant.slug}"
    lists = (
        ("members", f"{organization}/members", "Name", "person"),
        ("chatbots", f"{tenant.home}/chatbots", "Name", "Assistant 1"),
    )
    with chromium.visitor() as visitor:
        visitor.remember(_ROWS, "100")
        tab = visitor.open(tenant.home, cpu, _OVERVIEW)
        tab.rest(_REST_MS)
        page = tab.page
        for name, path, column, typed in lists:
            steps: tuple[tuple[str, Callable[[], None]], ...] = (
                ("show", page.locator(f'aside nav a[href="{path}"]').click),
                ("sort", page.get_by_role("button", name=column, exact=True).click),
                ("search", partial(page.get_by_role("searchbox").press_sequentially, typed)),
                ("search no more", partial(page.get_by_role("searchbox").fill, "")),
                ("next page", page.get_by_role("button", name="Next", exact=True).click),
                ("previous page", page.get_by_role("button", name="Previous", exact=True).click),
            )
            for done, act in steps:
                into.tasks[cpu.name, name, done].values.append(_longest(tab, act))
            if (rows := page.locator("main tbody tr").count()) < 100:
                raise RuntimeError(f"the list of {name} has {rows} rows, not 100")


def _longest(tab: Tab, act: Callable[[], None]) -> float:
    """Do something to a page, and find the longest task until all it led to was over."""
    since: float = tab.page.evaluate("performance.now()")
    act()
    tab.awaited(f"bench.still({_DONE_MS})")
    return max((task["ms"] for task in tab.noted()["tasks"] if task["at"] >= since), default=0)
