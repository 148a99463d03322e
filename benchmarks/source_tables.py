"""What each source tells apart by name, as the tables in its modules say, and the classes of events that it yields."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from tests.uba.sources.samples import SAMPLES
from tests.uba.sources.test_operations import OPERATIONS, read
from uba.activities import HTTP_ACTIVITY_BY_METHOD
from uba.ocsf import LAST_ACTIVITIES
from uba.sources import (
    SOURCES,
    cloudtrail_operations,
    confluence_actions,
    confluence_paths,
    dhcp_codes,
    dhcp_messages,
    duo_admin,
    ecs_categories,
    entra_codes,
    entra_operations,
    exchange_tracking,
    github_audit,
    kubernetes_audit,
    kubernetes_events,
    m365_operations,
    message_trace,
    okta_events,
    postfix,
    service_messages,
    software_deployment,
    waf_aws,
    waf_cloudflare,
    windows_meaning,
)
from uba.sources.base import opened
from uba.sources.mapping_file import shipped_mappings

_LEAST_CLASS = 1_000
"""Numbers of OCSF's classes have four digits; a table may hold other pairs of numbers."""


class Vocabulary(NamedTuple):
    """What a source tells apart: the vendor's word for it, and the tables that hold it."""

    what: str
    tables: tuple[Collection[Any], ...]

    @property
    def size(self) -> int:
        """How many."""
        return sum(map(len, self.tables))


def _windows_tables() -> tuple[Collection[Any], ...]:
    """The ids by provider; providers of several names have one table."""
    named = [*windows_meaning.PROVIDERS.values(), *(table for _, table in windows_meaning.FAMILIES)]
    return tuple({id(table): table for table in named}.values())


VOCABULARIES: Mapping[str, Vocabulary] = {
    "m365_ual": Vocabulary("operations", (m365_operations.OPERATIONS,)),
    "entra_signin": Vocabulary("codes", (entra_codes.ENTRA_INTERRUPTS | entra_codes.ENTRA_MFA_CODES,)),
    "github_audit": Vocabulary("actions", (github_audit.ACTIONS,)),
    "confluence": Vocabulary("verbs and paths", (confluence_actions.VERBS, confluence_paths.RULES)),
    "web_access": Vocabulary("methods", (HTTP_ACTIVITY_BY_METHOD,)),
    "message_trace": Vocabulary("statuses", (message_trace.STATUSES,)),
    "okta": Vocabulary("event types", (okta_events.EVENT_TYPES,)),
    "duo": Vocabulary("actions", (duo_admin.ACTIONS,)),
    "entra_audit": Vocabulary("activities", (entra_operations.OPERATIONS,)),
    "cloudtrail": Vocabulary("event names", (cloudtrail_operations.OPERATIONS,)),
    "kubernetes_audit": Vocabulary("verbs and reasons", (kubernetes_audit.VERBS, kubernetes_events.REASONS)),
    "waf": Vocabulary("actions", (waf_aws.ACTIONS, waf_cloudflare.ACTIONS)),
    "windows_event": Vocabulary("event ids", _windows_tables()),
    "iis_w3c": Vocabulary("methods", (HTTP_ACTIVITY_BY_METHOD,)),
    "exchange_tracking": Vocabulary(
        "stages", (exchange_tracking.RECEIVED, exchange_tracking.WAITING, exchange_tracking.FAILURES)
    ),
    "dhcp": Vocabulary(
        "codes and messages", (dhcp_codes.CODES, dhcp_messages.DHCPD_MESSAGES, dhcp_messages.KEA_MESSAGES)
    ),
    "postfix": Vocabulary("programs and statuses", (postfix.READERS, postfix.STATUSES)),
    "web_error": Vocabulary("kinds of message", (service_messages.MESSAGES,)),
    "web_proxy": Vocabulary("methods", (HTTP_ACTIVITY_BY_METHOD,)),
    "software_deployment": Vocabulary(
        "tools and message ids", (software_deployment.READERS, software_deployment.CONFIGMGR_IDS)
    ),
    "ecs": Vocabulary("categories", (ecs_categories.CATEGORIES,)),
    "ocsf": Vocabulary("classes", (LAST_ACTIVITIES,)),
    "mapped": Vocabulary("formats", (shipped_mappings(),)),
}
"""By source. Names that are in no table are events all the same, most of them told by the verb in them."""


def classes_of(name: str) -> tuple[int, ...]:
    """Give the classes of events: of the documented samples, of what the tables name, of all evidence of techniques."""
    if name == "ocsf":
        return tuple(sorted(LAST_ACTIVITIES))
    parse = opened(SOURCES[name])
    samples = [parse(record) for record in SAMPLES[name]]
    operations = [read(operation) for operation in OPERATIONS if operation.source == name]
    found = {event.class_uid for event in (*samples, *operations) if event is not None}
    return tuple(sorted(found | set(_classes_in(VOCABULARIES[name].tables))))


def held(name: str) -> int:
    """Give how many operations, ids and codes of a source the tests hold to their meaning."""
    return sum(operation.source == name for operation in OPERATIONS)


def _classes_in(tables: tuple[Collection[Any], ...]) -> Iterator[int]:
    """The classes of tables that hold class and activity for a name."""
    for table in tables:
        if isinstance(table, Mapping):
            for value in table.values():
                if isinstance(value, tuple) and isinstance(value[0], int) and value[0] > _LEAST_CLASS:
                    yield value[0]
