"""F35: endpoints of a service that nobody used before and that now take what is sent to them."""

import re

from uba.batch import EventBatch
from uba.events import Event
from uba.features.select import requests
from uba.features.spec import BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import shown, text

_SCRIPT = re.compile(r"\.(php\d?|phtml|aspx?|ashx|asmx|jspx?|cgi|pl|py|sh|cfm|do|action)$", re.IGNORECASE)
_WRITES = ("POST", "PUT", "PATCH", "DELETE")
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{16,}\b|\d+", re.IGNORECASE)


def template(path: str) -> str:
    """A path with its ids taken out, so that one endpoint is one value.

    Examples
    --------
    >>> template("/orders/8812/items/0b6f2c1d-9a1b-4f6e-8f3d-5f0c7c1e7a10")
    '/orders/#/items/#'
    """
    return _IDS.sub("#", path)


def _template(event: Event) -> str:
    return f"{'write' if event.http_method in _WRITES else 'read'} {template(event.url_path)}"


def _taken(event: Event) -> bool:
    ok = 200 <= event.http_status < 400
    return ok and (event.http_method in _WRITES or bool(_SCRIPT.search(event.url_path)))


def _active(batch: EventBatch) -> Mask:
    return batch.among(requests(batch), _taken)


def _writes(batch: EventBatch) -> Mask:
    """Not from public addresses of own offices: behind these are the people whose work it is to write."""
    return batch.among(
        _active(batch), lambda event: event.http_method in _WRITES and not batch.identity.is_of_office(event.src_ip)
    )


SPECS = (
    FeatureSpec(
        name="web.endpoint_rarity",
        family="F35",
        evidence="endpoint",
        entity="service",
        baseline=BaselineKind.RARITY,
        select=_active,
        value=text(_template),
        value_text=shown(lambda event: f"{event.http_method} {event.url_path}"),
        techniques=("T1505.003", "T1190", "T1491.002", "T1505"),
        sentence="answered the request {value}, {seen}",
    ),
    FeatureSpec(
        name="web.writes.src_ip.1h",
        family="F35",
        evidence="endpoint",
        entity="src_ip",
        baseline=BaselineKind.SIZE,
        select=_writes,
        window=Window.HOUR,
        floor=10.0,
        prior_mean=1.0,
        techniques=("T1505.003", "T1190", "T1491.002"),
        sentence="sent {observed} requests that write something in an hour; usual {low}–{high}, "
        "addresses like it {peers_low}–{peers_high}",
    ),
)
