"""What domain controllers log of passwords and tickets (4768, 4769, 4771, 4776), and another name used (4648)."""

from __future__ import annotations

from training.simulate.organisation import DOMAIN, NETBIOS
from training.simulate.randomness import uuid
from training.simulate.writers.windows_event import SECURITY, Account, Machine
from training.simulate.writers.windows_logon import subject

AES, RC4 = "0x12", "0x17"
"""Encryption types of tickets."""
WRONG_PASSWORD, UNKNOWN, LOCKED_OUT = "0xC000006A", "0xC0000064", "0xC0000234"
"""Statuses of NTLM."""
_REALM = DOMAIN.upper()


def ticket_granting(on: Machine, at: int, account: Account, ip: str, *, preauthentication: bool = True) -> None:
    """Write 4768: a ticket-granting ticket is given; without preauthentication anybody could have asked for it."""
    values = {
        "TargetUserName": account.name,
        "TargetDomainName": NETBIOS,
        "TargetSid": account.sid,
        "ServiceName": "krbtgt",
        "ServiceSid": "S-1-5-21-1715567821-1202660629-725345543-502",
        "TicketOptions": "0x40810010",
        "Status": "0x0",
        "TicketEncryptionType": AES if preauthentication else RC4,
        "PreAuthType": "2" if preauthentication else "0",
        "IpAddress": f"::ffff:{ip}",
        "IpPort": str(int(on.rng.integers(49_152, 65_535))),
        "CertIssuerName": "",
    }
    on.write(at, SECURITY, 4768, values, message="A Kerberos authentication ticket (TGT) was requested.", level=0)


def service_ticket(on: Machine, at: int, account: Account, ip: str, service: str, encryption: str = AES) -> None:
    """Write 4769: a ticket for a service is given."""
    values = {
        "TargetUserName": f"{account.name}@{_REALM}",
        "TargetDomainName": _REALM,
        "ServiceName": service,
        "ServiceSid": f"S-1-5-21-1715567821-1202660629-725345543-{8_000 + sum(service.encode()) % 1_000}",
        "TicketOptions": "0x40810000",
        "TicketEncryptionType": encryption,
        "IpAddress": f"::ffff:{ip}",
        "IpPort": str(int(on.rng.integers(49_152, 65_535))),
        "Status": "0x0",
        "LogonGuid": f"{{{uuid(on.rng)}}}",
        "TransmittedServices": "-",
    }
    on.write(at, SECURITY, 4769, values, message="A Kerberos service ticket was requested.", level=0)


def preauthentication_failed(on: Machine, at: int, account: Account, ip: str, status: str = "0x18") -> None:
    """Write 4771: a password is wrong (0x18), has run out (0x17) or the account is locked (0x12)."""
    values = {
        "TargetUserName": account.name,
        "TargetSid": account.sid,
        "ServiceName": f"krbtgt/{NETBIOS}",
        "TicketOptions": "0x40810010",
        "Status": status,
        "PreAuthType": "2",
        "IpAddress": f"::ffff:{ip}",
        "IpPort": str(int(on.rng.integers(49_152, 65_535))),
        "CertIssuerName": "",
    }
    on.write(at, SECURITY, 4771, values, message="Kerberos pre-authentication failed.", level=0)


def validated(on: Machine, at: int, name: str, workstation: str, status: str = "0x0") -> None:
    """Write 4776: a controller checks NTLM credentials."""
    values = {
        "PackageName": "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
        "TargetUserName": name,
        "Workstation": workstation,
        "Status": status.lower(),
    }
    on.write(at, SECURITY, 4776, values, message="The computer attempted to validate the credentials.", level=0)


def locked(on: Machine, at: int, account: Account, caller: str) -> None:
    """Write 4740: an account is locked out; `caller` is the machine the failures came from."""
    values = {
        "TargetUserName": account.name,
        "TargetDomainName": caller,
        "TargetSid": account.sid,
        "SubjectUserSid": "S-1-5-18",
        "SubjectUserName": f"{on.name}$",
        "SubjectDomainName": NETBIOS,
        "SubjectLogonId": "0x3e7",
    }
    on.write(at, SECURITY, 4740, values, message="A user account was locked out.", level=0)


def explicit(on: Machine, at: int, by: Account, used: Account, server: str, process: str = "") -> None:
    """Write 4648: somebody logs on with another account's name and password."""
    values = subject(on, by) | {
        "LogonGuid": "{00000000-0000-0000-0000-000000000000}",
        "TargetUserName": used.name,
        "TargetDomainName": used.domain,
        "TargetLogonGuid": "{00000000-0000-0000-0000-000000000000}",
        "TargetServerName": server,
        "TargetInfo": server,
        "ProcessId": f"0x{int(on.rng.integers(1 << 9, 1 << 14)):x}",
        "ProcessName": process or r"C:\Windows\System32\svchost.exe",
        "IpAddress": "-",
        "IpPort": "-",
    }
    on.write(at, SECURITY, 4648, values, message="A logon was attempted using explicit credentials.", level=0)
