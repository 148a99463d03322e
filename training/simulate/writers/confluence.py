"""Confluence Data Center: the audit file with end-user activity, and the web server's access log."""

from __future__ import annotations

from urllib.parse import quote_plus

import msgspec
from numpy.random import Generator

from training.simulate.library import Container, Item
from training.simulate.presence import Seat
from training.simulate.sink import Sink
from training.simulate.writers.clock import apache

AUDIT = "confluence_audit"
ACCESS = "confluence_access"
BASE = "https://wiki.halden.example"


def page_view(sink: Sink, rng: Generator, at: int, seat: Seat, space: Container, page: Item, *, rest: bool) -> None:
    """Write one page read, in both logs; `rest` says by the REST interface instead of a browser."""
    _audit(sink, rng, at, seat, "Pages", "Page viewed", space, (page.uid, page.name, "Page"), rest)
    path = f"/pages/viewpage.action?pageId={page.uid}"
    if rest:
        path = f"/rest/api/content/{page.uid}?expand=body.storage,version"
    elif int(page.uid) % 3:
        path = f"/display/{space.key}/{quote_plus(page.name)}"
    access(sink, rng, at, seat, "GET", path, 200, page.size)


def page_update(sink: Sink, rng: Generator, at: int, seat: Seat, space: Container, page: Item) -> None:
    """Write that a page was changed, in both logs."""
    _audit(sink, rng, at, seat, "Pages", "Page updated", space, (page.uid, page.name, "Page"), False)
    access(sink, rng, at, seat, "PUT", f"/rest/api/content/{page.uid}?status=draft", 200, 5_400)


def search(sink: Sink, rng: Generator, at: int, seat: Seat, term: str, space: Container) -> None:
    """Write one search, in both logs."""
    _audit(sink, rng, at, seat, "Search", "Search performed", space, (term, term, "Search"), False)
    access(sink, rng, at, seat, "GET", f"/dosearchsite.action?queryString={quote_plus(term)}", 200, 21_000)


def download(sink: Sink, rng: Generator, at: int, seat: Seat, space: Container, page: Item, name: str) -> None:
    """Write one attachment download, in both logs."""
    _audit(
        sink,
        rng,
        at,
        seat,
        "Attachments",
        "Attachment downloaded",
        space,
        (f"att{page.uid}", name, "Attachment"),
        False,
    )
    access(sink, rng, at, seat, "GET", f"/download/attachments/{page.uid}/{quote_plus(name)}", 200, page.size * 9)


def export(sink: Sink, rng: Generator, at: int, seat: Seat, space: Container) -> None:
    """Write one export of a whole space, in both logs."""
    _audit(sink, rng, at, seat, "Import / Export", "Space exported", space, (space.key, space.name, "Space"), False)
    access(sink, rng, at, seat, "GET", f"/spaces/doexportspace.action?key={space.key}", 200, 48_000_000)


def access(sink: Sink, rng: Generator, at: int, seat: Seat, method: str, path: str, status: int, size: int) -> None:
    """Write one request in the access log, in the layout of the product's own `conf_access_log`."""
    took = int(40 + rng.exponential(90) + size / 60_000)
    referrer = "-" if path.startswith("/rest/api/content") else f"{BASE}/dashboard.action"
    thread = f"http-nio-8090-exec-{int(rng.integers(1, 48))}"
    who = f"{seat.person.sam} {thread} {seat.inside}"
    line = f"[{apache(at)}] {who} {method} {path} HTTP/1.1 {status} {took}ms {size} {referrer} {seat.agent}"
    sink.add(ACCESS, at // 1000 * 1000, line.encode())


def _audit(
    sink: Sink,
    rng: Generator,
    at: int,
    seat: Seat,
    category: str,
    action: str,
    space: Container,
    thing: tuple[str, str, str],
    rest: bool,
) -> None:
    uid, name, kind = thing
    objects = [{"id": uid, "name": name, "type": kind, "uri": f"{BASE}/pages/viewpage.action?pageId={uid}"}]
    if kind != "Space":
        objects.append(
            {
                "id": str(int(space.uid[:6], 16)),
                "name": space.key,
                "type": "Space",
                "uri": f"{BASE}/display/{space.key}",
            }
        )
    record = {
        "affectedObjects": objects,
        "auditType": {"action": action, "area": "END_USER_ACTIVITY", "category": category, "level": "FULL"},
        "author": {
            "id": seat.person.user_id.replace("-", ""),
            "name": seat.person.sam,
            "type": "user",
            "uri": f"{BASE}/admin/users/viewuser.action?username={seat.person.sam}",
        },
        "changedValues": [],
        "extraAttributes": [{"name": "User agent", "value": seat.agent}],
        "method": "REST" if rest else "Browser",
        "node": f"wiki-{int(rng.integers(1, 4))}",
        "source": seat.inside,
        "system": BASE,
        "timestamp": {"epochSecond": at // 1000, "nano": at % 1000 * 1_000_000},
        "version": "1.0",
    }
    sink.add(AUDIT, at, msgspec.json.encode(record))
