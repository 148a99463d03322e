"""Which event means what: by who wrote it and its id, for an id says nothing without its provider."""

from __future__ import annotations

from typing import Any

from uba.activities import OTHER_ACTIVITY
from uba.events import API_ACTIVITY
from uba.sources.windows_applications import CVE, DEBUGGER, ERRORS, GATEWAY, IIS, INSTALLER, SQL_SERVER
from uba.sources.windows_exchange import EXCHANGE, TRANSPORT
from uba.sources.windows_products import (
    ASP_NET,
    DEFENDER,
    OFFICE,
    OUTLOOK,
    PROCESS_MANAGER,
)
from uba.sources.windows_record import WindowsRecord
from uba.sources.windows_security import SECURITY, Meaning, who_acts
from uba.sources.windows_system import DHCP_SERVER, DNS_SERVER, EVENT_LOG_SERVICE, KERNEL_POWER, NETLOGON, SERVICES

PROVIDERS: dict[str, dict[int, Meaning]] = {
    "microsoft-windows-security-auditing": SECURITY,
    "security": SECURITY,
    "microsoft-windows-eventlog": EVENT_LOG_SERVICE,
    "eventlog": EVENT_LOG_SERVICE,
    "service control manager": SERVICES,
    "microsoft-windows-kernel-power": KERNEL_POWER,
    "microsoft-windows-dhcp-server": DHCP_SERVER,
    "microsoft-windows-dhcp server events": DHCP_SERVER,
    "dhcpserver": DHCP_SERVER,
    "microsoft-windows-dnsserver": DNS_SERVER,
    "microsoft-windows-dns-server-service": DNS_SERVER,
    "microsoft-windows-dns-server-audit": DNS_SERVER,
    "netlogon": NETLOGON,
    "application error": ERRORS,
    "application hang": ERRORS,
    "windows error reporting": ERRORS,
    "vsjitdebugger": DEBUGGER,
    "microsoft-windows-audit-cve": CVE,
    "msiinstaller": INSTALLER,
    "msexchange management": EXCHANGE,
    "msexchange cmdletlogs": EXCHANGE,
    "microsoft-windows-iis-configuration": IIS,
    "microsoft-windows-terminalservices-gateway": GATEWAY,
    "microsoft-windows-windows defender": DEFENDER,
    "outlook": OUTLOOK,
    "microsoft-windows-was": PROCESS_MANAGER,
    "was": PROCESS_MANAGER,
    "msexchangetransport": TRANSPORT,
    "msexchange extensibility": TRANSPORT,
}
"""Provider, lower case -> what its events mean."""

FAMILIES = (("mssql", SQL_SERVER), ("asp.net", ASP_NET), ("microsoft office", OFFICE))
"""Beginnings of providers that have a name for each instance or version."""

_CHANNELS: dict[str, dict[int, Meaning]] = {
    "security": SECURITY,
    "system": EVENT_LOG_SERVICE | SERVICES | {id: DHCP_SERVER[id] for id in DHCP_SERVER if id > 100} | NETLOGON,
    "application": ERRORS | DEBUGGER | INSTALLER | SQL_SERVER,
    "msexchange management": EXCHANGE,
}
"""For records that a collector left without their provider."""


def meaning_of(record: WindowsRecord) -> dict[str, Any]:
    """Give class, activity and what else an event means; an event that nothing is known of is API Activity."""
    provider = record.provider.lower()
    table = PROVIDERS.get(provider)
    if table is None:
        table = next((meanings for start, meanings in FAMILIES if provider.startswith(start)), None)
    if table is None and not provider:
        table = _CHANNELS.get(record.channel.lower())
    meaning = None if table is None else table.get(record.event_id)
    if meaning is not None:
        return meaning(record)
    return who_acts(record) | {
        "class_uid": API_ACTIVITY,
        "activity_id": OTHER_ACTIVITY,
        "api_operation": f"{record.provider or record.channel} {record.event_id}".strip(),
    }
