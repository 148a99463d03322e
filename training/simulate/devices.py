"""Devices and the user agents they send; browsers are released, and devices follow within days."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import Generator

from training.simulate.randomness import pick, uuid

RELEASE_EVERY = 28
"""Days between browser releases."""
FIRST_RELEASE = 9
"""Day of the first release after the start."""
FIRST_VERSION = 145


@dataclass(frozen=True, slots=True)
class Device:
    """A thing somebody works on.

    Attributes
    ----------
    uid
        Directory id of a registered device, else empty.
    browser
        Family the user agent is built from: edge, chrome, mac, safari, ios, android, or a literal agent.
    lag
        Days the device takes to follow a browser release.
    """

    uid: str
    name: str
    system: str
    browser: str
    managed: bool
    lag: int = 0

    def version(self, day: int) -> int:
        """Give the browser's major version on a day."""
        return FIRST_VERSION + max(0, (day - FIRST_RELEASE - self.lag) // RELEASE_EVERY + 1)

    def agent(self, day: int) -> str:
        """Give the user agent on a day."""
        return AGENTS.get(self.browser, self.browser).replace("{v}", str(self.version(day)))


_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
AGENTS: dict[str, str] = {
    "edge": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + _WEBKIT + " Chrome/{v}.0.0.0 Safari/537.36 Edg/{v}.0.0.0",
    "chrome": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + _WEBKIT + " Chrome/{v}.0.0.0 Safari/537.36",
    "mac": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) " + _WEBKIT + " Chrome/{v}.0.0.0 Safari/537.36",
    "firefox": "Mozilla/5.0 (X11; Linux x86_64; rv:{v}.0) Gecko/20100101 Firefox/{v}.0",
    "ios": "Outlook-iOS/723.4120214.prod.iphone (4.24{v}.0)",
    "android": "Outlook-Android/2.0 (Android 16; SM-A566B; 4.25{v}.1)",
    "safari": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.3 Mobile/15E148 Safari/604.1",
}

SCRIPT_AGENTS: tuple[str, ...] = (
    "python-requests/2.32.3", "python-httpx/0.28.1", "Go-http-client/2.0", "curl/8.11.1", "rclone/v1.69.1",
    "axios/1.7.9", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/144.0.0.0",
)  # fmt: skip
"""What scripts call themselves."""


def laptop(rng: Generator, name: str, engineer: bool) -> Device:
    """Draw a managed work computer."""
    browser = pick(rng, ("mac", "mac", "edge", "firefox") if engineer else ("edge", "edge", "edge", "chrome", "mac"))
    system = {"mac": "MacOs", "firefox": "Linux"}.get(browser, "Windows10")
    lag = 0 if rng.random() < 0.8 else int(rng.integers(2, 11))
    return Device(uuid(rng), name, system, browser, True, lag)


def phone(rng: Generator, name: str) -> Device:
    """Draw a registered phone."""
    browser = pick(rng, ("ios", "ios", "android"))
    return Device(
        uuid(rng), name, "Ios 19.3" if browser == "ios" else "Android", browser, False, int(rng.integers(0, 12))
    )


def foreign(rng: Generator, browser: str = "") -> Device:
    """Draw an attacker's unregistered device: a script, or a browser family of choice."""
    agent = browser or pick(rng, SCRIPT_AGENTS)
    system = "Linux" if not browser else "Windows10"
    return Device("", "", system, agent, False, int(rng.integers(0, 40)))
