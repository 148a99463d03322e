"""Who a Windows event speaks of: one form for accounts, and kinds of accounts by their security identifiers.

The same account is `CORP\\s.ferro` in a logon, `s.ferro@CORP.EXAMPLE` in a
ticket and `s.ferro` with the service `krbtgt/CORP` in a refused one. All become
`corp\\s.ferro`: the first label of a domain's DNS name is, as a rule, its NetBIOS name.
"""

from __future__ import annotations

from uba.remembered import remembered
from uba.sources.windows_record import EventValues, said

PERSON, SYSTEM, SERVICE = 1, 3, 4
_NOBODY = frozenset(["", "S-1-0-0"])
_SYSTEM_SIDS = frozenset(["S-1-5-18", "S-1-5-19", "S-1-5-20", "S-1-5-7"])
_SYSTEM_PREFIXES = ("S-1-5-90-", "S-1-5-96-")
_SERVICE_PREFIXES = ("S-1-5-80-", "S-1-5-82-")


@remembered(65_536)
def account(name: str, domain: str = "") -> str:
    """Give an account as `domain\\name`, as UPN where it was given as one, or as the bare name; lower case."""
    name, domain = name.strip().lower(), domain.strip().lower()
    given_domain, slash, rest = name.partition("\\")
    if slash:
        name, domain = rest, given_domain if given_domain not in ("", ".", "-") else domain
    local, at, realm = name.partition("@")
    if at and domain and (realm == domain or realm.partition(".")[0] == domain.partition(".")[0]):
        name = local
    elif at:
        return name
    domain = "" if domain in ("-", ".") else domain.partition(".")[0]
    if not name or name == "-":
        return ""
    return f"{domain}\\{name}" if domain else name


def target(data: EventValues) -> str:
    """The account that logs on or is acted upon."""
    name = said(data.TargetUserName)
    return account(name, said(data.TargetDomainName)) if name else ""


def subject(data: EventValues) -> str:
    """The account that acts."""
    name = said(data.SubjectUserName)
    return account(name, said(data.SubjectDomainName)) if name else ""


def sid(value: str) -> str:
    """A security identifier, where it names somebody."""
    return "" if value in _NOBODY else value


@remembered(65_536)
def kind_of(name: str, identifier: str) -> int:
    """Person, system (computers and what Windows itself runs as) or service; 0 for nobody."""
    if not name:
        return 0
    if identifier in _SYSTEM_SIDS or identifier.startswith(_SYSTEM_PREFIXES) or name.endswith("$"):
        return SYSTEM
    if name.startswith("nt authority\\") or name in ("system", "anonymous logon"):
        return SYSTEM
    return SERVICE if identifier.startswith(_SERVICE_PREFIXES) or name.startswith("nt service\\") else PERSON
