"""What the status codes of logons and Kerberos tickets mean: [MS-ERREF] NTSTATUS, RFC 4120 section 7.5.9."""

from __future__ import annotations

from functools import lru_cache

from uba.remembered import remembered

NT_STATUS: dict[int, str] = {
    0xC000005E: "no logon server",
    0xC0000064: "no such user",
    0xC000006A: "wrong password",
    0xC000006D: "bad user name or password",
    0xC000006E: "account restriction",
    0xC000006F: "outside allowed hours",
    0xC0000070: "workstation not allowed",
    0xC0000071: "password expired",
    0xC0000072: "account disabled",
    0xC00000DC: "server in the wrong state",
    0xC0000133: "clocks too far apart",
    0xC000015B: "logon type not granted",
    0xC000018C: "trust relationship failed",
    0xC0000192: "logon service not started",
    0xC0000193: "account expired",
    0xC0000224: "password must change",
    0xC0000225: "Windows error, no risk",
    0xC0000234: "account locked",
    0xC0000371: "account not on this read-only controller",
    0xC0000413: "authentication firewall",
}
KERBEROS: dict[int, str] = {
    0x6: "no such user",
    0x7: "no such service",
    0x9: "no key",
    0xC: "not allowed here or now",
    0xE: "encryption type not supported",
    0x12: "account disabled, expired or locked",
    0x17: "password expired",
    0x18: "wrong password",
    0x19: "preauthentication required",
    0x1B: "service is for user-to-user only",
    0x1F: "integrity check failed",
    0x20: "ticket expired",
    0x22: "replayed request",
    0x25: "clocks too far apart",
    0x29: "modified request",
}


@remembered(1_024)
def code_of(text: str) -> int | None:
    """Read a status, hexadecimal or decimal, signed or not; None of what is none."""
    try:
        number = int(text, 16) if text.lower().startswith("0x") else int(text)
    except ValueError:
        return None
    return number & 0xFFFFFFFF


@lru_cache(maxsize=1_024)
def shown(code: int) -> str:
    """Write a status as Microsoft's pages do: `0xC000006A`, `0x18`."""
    return f"0x{code:X}"
