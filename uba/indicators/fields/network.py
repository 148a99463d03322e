"""DHCP servers, service messages of servers and their applications."""

from __future__ import annotations

from uba.indicators.fields import Fields

DHCP: Fields = {
    name.lower(): reads
    for names, reads in (
        ("ID EventID QResult", "event_code"),
        ("Description", "status_detail"),
        ("IpAddress IP", "src_ip|resource_uid"),
        ("HostName", "src_hostname"),
        ("MacAddress MAC", "src_mac"),
        ("UserName", "user_name"),
    )
    for name in names.split()
}

SERVICE: Fields = {
    name.lower(): reads
    for names, reads in (
        ("message msg Message error.message", "status_detail"),
        ("program process.name", "service_name"),
        ("hostname host host.name", "device_hostname"),
        ("src_ip client source.ip", "src_ip"),
        ("user user.name", "actor_user_name"),
        ("statement query", "query_text"),
    )
    for name in names.split()
}
