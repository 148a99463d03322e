"""User-agent families: the client behind a User-Agent header, without its version.

A browser that updates itself keeps its family, and so does a system that
updates: versions come and go with everybody's, families are a person's own.
"""

from __future__ import annotations

import re

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung"),
    ("HeadlessChrome", "HeadlessChrome"),
    ("Teams/", "Teams"),
    ("Outlook", "Outlook"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("MSIE", "Explorer"),
    ("Trident/", "Explorer"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Android", "Android"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_PRODUCT = re.compile(r"[A-Za-z][A-Za-z_. -]*[A-Za-z]|[A-Za-z]")
_BOT = re.compile(r"([A-Za-z]*(?:bot|crawler|spider|slurp)[A-Za-z]*)", re.IGNORECASE)


def family(user_agent: str) -> str:
    """Name the family, as in `Chrome on Windows`, `Googlebot` or `python-requests`; empty for an empty header.

    Examples
    --------
    >>> family("python-requests/2.32.3")
    'python-requests'
    >>> family("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0")
    'Edge on Windows'
    """
    if not user_agent or user_agent == "-":
        return ""
    bot = _BOT.search(user_agent)
    if bot:
        return bot.group(1)
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    if browser:
        return f"{browser} on {system}" if system else browser
    product = _PRODUCT.match(user_agent)
    name = product.group(0) if product else "other"
    if name == "Mozilla":
        return f"Mozilla on {system}" if system else "Mozilla"
    return name
