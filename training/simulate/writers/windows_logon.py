"""Logons in the Security log: network, remote desktop, explicit credentials, failures; and the log's own events."""

from __future__ import annotations

from dataclasses import dataclass

from training.simulate.organisation import DOMAIN, NETBIOS
from training.simulate.randomness import uuid
from training.simulate.writers.windows_event import SECURITY, Account, Machine

NETWORK, SERVICE, REMOTE = 3, 5, 10
NOBODY_SID = "S-1-0-0"
ANONYMOUS = Account("S-1-5-7", "ANONYMOUS LOGON", "NT AUTHORITY")


@dataclass(frozen=True, slots=True)
class Logon:
    """One logon: who, how, from where.

    Attributes
    ----------
    package
        Kerberos, NTLM or Negotiate.
    failure
        Sub-status of a refused one, e.g. 0xC000006A; empty when it succeeds.
    workstation
        Name the client gives; only NTLM tells it.
    key_length
        Of NTLM's session key; 0 where there is none.
    """

    account: Account
    ip: str
    kind: int = NETWORK
    package: str = "Kerberos"
    workstation: str = "-"
    failure: str = ""
    key_length: int = 128


def machine(name: str, number: int) -> Account:
    """Give a computer's own account; `number` makes its SID."""
    return Account(f"S-1-5-21-1715567821-1202660629-725345543-{30000 + number}", f"{name}$", NETBIOS)


def service(name: str, number: int) -> Account:
    """Give a service account."""
    return Account(f"S-1-5-21-1715567821-1202660629-725345543-{9000 + number}", name, NETBIOS)


def logon(on: Machine, at: int, done: Logon) -> None:
    """Write 4624, or 4625 where it failed."""
    ntlm = done.package == "NTLM"
    process = {"Kerberos": "Kerberos", "NTLM": "NtLmSsp ", "Negotiate": "User32 "}[done.package]
    data = {
        "SubjectUserSid": NOBODY_SID,
        "SubjectUserName": "-",
        "SubjectDomainName": "-",
        "SubjectLogonId": "0x0",
        "TargetUserSid": NOBODY_SID if done.failure else done.account.sid,
        "TargetUserName": done.account.name,
        "TargetDomainName": f"{DOMAIN.upper()}" if done.package == "Kerberos" else done.account.domain,
    }
    if done.failure:
        data |= {"Status": "0xc000006d", "FailureReason": "%%2313", "SubStatus": done.failure.lower()}
    data |= {
        "TargetLogonId": f"0x{int(on.rng.integers(1 << 20, 1 << 31)):x}",
        "LogonType": str(done.kind),
        "LogonProcessName": process,
        "AuthenticationPackageName": done.package,
        "WorkstationName": done.workstation,
        "LogonGuid": f"{{{'00000000-0000-0000-0000-000000000000' if ntlm else uuid(on.rng)}}}",
        "TransmittedServices": "-",
        "LmPackageName": "NTLM V2" if ntlm and not done.failure else "-",
        "KeyLength": str(done.key_length) if ntlm and not done.failure else "0",
        "ProcessId": "0x0",
        "ProcessName": "-",
        "IpAddress": done.ip,
        "IpPort": str(int(on.rng.integers(49_152, 65_535))),
    }
    text = "An account failed to log on." if done.failure else "An account was successfully logged on."
    on.write(at, SECURITY, 4625 if done.failure else 4624, data, message=text, level=0)


def logoff(on: Machine, at: int, account: Account, kind: int) -> None:
    """Write 4634."""
    data = {
        "TargetUserSid": account.sid,
        "TargetUserName": account.name,
        "TargetDomainName": account.domain,
        "TargetLogonId": f"0x{int(on.rng.integers(1 << 20, 1 << 31)):x}",
        "LogonType": str(kind),
    }
    text = "An account was logged off."
    on.write(at, SECURITY, 4634, data, message=text, level=0)


def subject(on: Machine, account: Account) -> dict[str, str]:
    """Give the four fields in which Security events name who acts."""
    return {
        "SubjectUserSid": account.sid,
        "SubjectUserName": account.name,
        "SubjectDomainName": account.domain,
        "SubjectLogonId": f"0x{int(on.rng.integers(1 << 20, 1 << 31)):x}",
    }
