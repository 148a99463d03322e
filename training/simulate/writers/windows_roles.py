"""What server roles write: DHCP and DNS servers, IIS, Exchange, the Remote Desktop Gateway."""

from __future__ import annotations

from training.simulate.organisation import DOMAIN, NETBIOS, Person
from training.simulate.writers.windows_event import (
    DHCP_ADMIN,
    DHCP_SYSTEM,
    DNS_AUDIT,
    EXCHANGE,
    GATEWAY,
    IIS_CONFIGURATION,
    Account,
    Machine,
    account_of,
)

OPTIONS = {3: "Router", 6: "DNS Servers", 15: "DNS Domain Name", 66: "Boot Server Host Name", 252: "WPAD"}
"""Options of a scope that are changed now and then, or by those who want to be in the middle."""
_NETWORK_SERVICE = Account("S-1-5-20", "NETWORK SERVICE", "NT AUTHORITY")
_SCOPE_CHANGES = {70: "Configured", 71: "Modified", 72: "Deleted", 73: "Activated", 74: "DeActivated"}


def scope_filling(on: Machine, at: int, scope: str, percent: int, left: int) -> None:
    """Write 1020: a scope is nearly full."""
    text = f"Scope, {scope}, is {percent} percent full with only {left} IP addresses remaining."
    on.write(at, DHCP_SYSTEM, 1020, [scope, str(percent), str(left)], message=text, level=3)


def scope_full(on: Machine, at: int, scope: str, event_id: int) -> None:
    """Write 1063 or 1342: a scope has no address left."""
    text = f"IP address range of scope {scope} is out of IP addresses."
    if event_id == 1063:
        text = f'There are no IP addresses available for lease in the scope or superscope "{scope}".'
    on.write(at, DHCP_SYSTEM, event_id, [scope], message=text, level=3)


def scope_option(on: Machine, at: int, scope: str, option: int, by: Person) -> None:
    """Write 76: an option of a scope is changed."""
    who, where, what = f"{NETBIOS}\\{by.sam}", f"[[{scope}]{scope}]", f"{option} ({OPTIONS[option]})"
    values = {"IP_ScopeName": where, "OptionName": what, "ClientName": who}
    text = f"Scope: {where} for IPv4 is Updated with Option Settings: {what} by {who}."
    on.write(at, DHCP_ADMIN, 76, values, user=account_of(by), message=text)


def scope_changed(on: Machine, at: int, scope: str, event_id: int, by: Person) -> None:
    """Write 70 to 74: a scope is made, changed, deleted, activated or deactivated."""
    who, where = f"{NETBIOS}\\{by.sam}", f"[[{scope}]{scope}]"
    text = f"Scope: {where} for IPv4 is {_SCOPE_CHANGES[event_id]} by {who}."
    values = {"IP_ScopeName": where, "ClientName": who}
    on.write(at, DHCP_ADMIN, event_id, values, user=account_of(by), message=text)


def record_changed(on: Machine, at: int, name: str, address: str, by: Account, deleted: bool = False) -> None:
    """Write 515 or 516: an address record is created or deleted in the organisation's zone."""
    data = "0x" + "".join(f"{int(part):02X}" for part in address.split("."))
    values = {
        "Type": "1",
        "NAME": name,
        "TTL": "3600",
        "BufferSize": "4",
        "RDATA": data,
        "Zone": DOMAIN,
        "ZoneScope": "Default",
        "VirtualizationID": ".",
    }
    what = "deleted from" if deleted else "created in"
    text = f"A resource record of type 1, name {name}, TTL 3600 and RDATA {data} was {what} zone {DOMAIN}."
    on.write(at, DNS_AUDIT, 516 if deleted else 515, values, user=by, message=text)


def dns_setting(on: Machine, at: int, setting: str, value: str, by: Account) -> None:
    """Write 541: a setting of the DNS server is changed."""
    text = f"The setting {setting} on scope . has been set to {value}."
    on.write(at, DNS_AUDIT, 541, {"Setting": setting, "Scope": ".", "NewValue": value}, user=by, message=text)


def iis_setting(on: Machine, at: int, setting: str, before: str, after: str, by: Account, added: bool = False) -> None:
    """Write 29: a setting of IIS is changed, or an element added."""
    values = {
        "PhysicalPath": r"\\?\C:\Windows\system32\inetsrv\config\applicationHost.config",
        "ConfigPath": "MACHINE/WEBROOT/APPHOST",
        "EffectiveLocationPath": "",
        "Configuration": setting,
        "EditOperationType": "1" if added else "0",
        "OldValue": before,
        "NewValue": after,
    }
    text = f"Changes to '{setting}' at 'MACHINE/WEBROOT/APPHOST' have successfully been committed."
    on.write(at, IIS_CONFIGURATION, 29, values, user=by, message=text, level=4)


def cmdlet(on: Machine, at: int, name: str, parameters: str, by: Person, failed: bool = False) -> None:
    """Write 1 (success) or 6 (failure) of Exchange's administration."""
    values = [
        name, parameters, f"{DOMAIN}/Staff/{by.sam}", by.sid, by.sid, "Remote-PowerShell-Unknown",
        str(int(on.rng.integers(2_000, 40_000))),
    ]  # fmt: skip
    done = "Cmdlet failed" if failed else "Cmdlet succeeded"
    text = f"{done}. Cmdlet {name}, parameters {parameters}."
    on.write(at, EXCHANGE, 6 if failed else 1, values, message=text, level=2 if failed else 4)


def gateway(on: Machine, at: int, by: Person, ip: str, resource: str, leaves: bool = False) -> None:
    """Write 302 or 303: somebody connects to a machine through the Remote Desktop Gateway, or leaves it."""
    who = f"{NETBIOS}\\{by.sam}"
    values = {
        "Username": who,
        "IpAddress": ip,
        "AuthType": "NTLM",
        "Resource": resource,
        "ConnectionProtocol": "HTTP",
        "ErrorCode": "0",
    }
    what = "disconnected from" if leaves else "connected to"
    text = f'The user "{who}", on client computer "{ip}", {what} the following network resource: "{resource}".'
    on.write(at, GATEWAY, 303 if leaves else 302, values, message=text, inside="EventInfo", user=_NETWORK_SERVICE)
