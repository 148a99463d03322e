"""What the Security log says of logging itself, of accounts, groups and the directory."""

from __future__ import annotations

from training.simulate.organisation import DOMAIN, NETBIOS
from training.simulate.randomness import uuid
from training.simulate.writers.windows_event import EVENTLOG, SECURITY, SYSTEM_LOG, Account, Machine
from training.simulate.writers.windows_logon import subject

SUBCATEGORIES = {
    "Logon": "{0CCE9215-69AE-11D9-BED3-505054503030}",
    "Process Creation": "{0CCE922B-69AE-11D9-BED3-505054503030}",
    "Security Group Management": "{0CCE9237-69AE-11D9-BED3-505054503030}",
    "Directory Service Changes": "{0CCE923C-69AE-11D9-BED3-505054503030}",
}
SUCCESS_REMOVED, SUCCESS_ADDED = "%%8448", "%%8449"
_POLICIES = "CN=Policies,CN=System,DC=halden,DC=example"


def log_cleared(on: Machine, at: int, by: Account, channel: str = "Security") -> None:
    """Write 1102 for the Security log, 104 for another."""
    if channel == "Security":
        text = "The audit log was cleared."
        on.write(at, EVENTLOG, 1102, subject(on, by), message=text, inside="LogFileCleared", user=None)
        return
    values = {"SubjectUserName": by.name, "SubjectDomainName": by.domain, "Channel": channel, "BackupPath": ""}
    text = f"The {channel} log file was cleared."
    on.write(at, SYSTEM_LOG, 104, values, user=by, message=text, inside="LogFileCleared")


def log_stopped(on: Machine, at: int) -> None:
    """Write 1100: the event log is shutting down."""
    text = "The event logging service has shut down."
    on.write(at, EVENTLOG, 1100, {"Reason": ""}, message=text, inside="ServiceShutdown")


def audit_policy(on: Machine, at: int, by: Account, subcategory: str, change: str) -> None:
    """Write 4719: what is audited is changed."""
    values = subject(on, by) | {
        "CategoryId": "%%8273",
        "SubcategoryId": "%%12544",
        "SubcategoryGuid": SUBCATEGORIES[subcategory],
        "AuditPolicyChanges": change,
    }
    on.write(at, SECURITY, 4719, values, message="System audit policy was changed.", level=0)


def account_created(on: Machine, at: int, by: Account, name: str, sid: str) -> None:
    """Write 4720 and the 4722 that enables it."""
    who = {"TargetUserName": name, "TargetDomainName": NETBIOS, "TargetSid": sid} | subject(on, by)
    made = who | {"PrivilegeList": "-", "SamAccountName": name, "UserAccountControl": "%%2080 %%2082 %%2084"}
    on.write(at, SECURITY, 4720, made, message="A user account was created.", level=0)
    on.write(at + 150, SECURITY, 4722, who, message="A user account was enabled.", level=0)


def account_changed(on: Machine, at: int, by: Account, name: str, sid: str, control: str) -> None:
    """Write 4738: an account is changed, here its flags."""
    values = {"Dummy": "-", "TargetUserName": name, "TargetDomainName": NETBIOS, "TargetSid": sid} | subject(on, by)
    values |= {"PrivilegeList": "-", "UserAccountControl": control}
    on.write(at, SECURITY, 4738, values, message="A user account was changed.", level=0)


def joined_group(on: Machine, at: int, by: Account, member: str, sid: str, group: str) -> None:
    """Write 4732 for a local group: `member` joins it."""
    values = {
        "MemberName": f"CN={member},CN=Users,DC=halden,DC=example",
        "MemberSid": sid,
        "TargetUserName": group,
        "TargetDomainName": "Builtin",
        "TargetSid": "S-1-5-32-544",
    } | subject(on, by)
    text = "A member was added to a security-enabled local group."
    on.write(at, SECURITY, 4732, values | {"PrivilegeList": "-"}, message=text, level=0)


def policy_changed(on: Machine, at: int, by: Account, policy: str, attribute: str, value: str) -> None:
    """Write 5136: a group policy object is changed; `policy` is its GUID."""
    values = {
        "OpCorrelationID": f"{{{uuid(on.rng)}}}",
        "AppCorrelationID": "-",
        **subject(on, by),
        "DSName": DOMAIN,
        "DSType": "%%14676",
        "ObjectDN": f"CN={{{policy.upper()}}},{_POLICIES}",
        "ObjectGUID": f"{{{policy}}}",
        "ObjectClass": "groupPolicyContainer",
        "AttributeLDAPDisplayName": attribute,
        "AttributeSyntaxOID": "2.5.5.12",
        "AttributeValue": value,
        "OperationType": "%%14674",
    }
    on.write(at, SECURITY, 5136, values, message="A directory service object was modified.", level=0)
