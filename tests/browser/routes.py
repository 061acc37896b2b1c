"""Requests of a page that wait on their way."""

from __future__ import annotations

from playwright.sync_api import Page, Route


def hold(page: Page, address: str) -> list[Route]:
    """Those to an address, as they come; each waits until it is let go."""
    held = list[Route]()

    def keep(route: Route) -> None:
        held.append(route)

    page.route(address, keep)
    return held


def let_go(page: Page, address: str, held: list[Route]) -> None:
    """All that wait, and all that come."""
    for route in held:
        route.continue_()
    page.unroute(address)
