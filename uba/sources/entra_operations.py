"""Operations of the Entra and Intune audit logs -> class and activity.

Names are compared in lower case and without a full stop at the end. What is not
named here is told by its first verb: a change of an entity. Reference:
Microsoft, "Microsoft Entra audit log categories and activities" and "Intune audit logs".
"""

from __future__ import annotations

from uba import activities as a
from uba.events import ACCOUNT_CHANGE, API_ACTIVITY, APPLICATION_LIFECYCLE, AUTHENTICATION, ENTITY_MANAGEMENT
from uba.remembered import remembered

OPERATIONS: dict[str, tuple[int, int]] = {
    "register device": (ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
    "add device": (ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
    "add registered owner to device": (ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
    "add registered users to device": (ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
    "unregister device": (ENTITY_MANAGEMENT, a.ENTITY_UNENROLL),
    "delete device": (ENTITY_MANAGEMENT, a.ENTITY_UNENROLL),
    "remove registered owner from device": (ENTITY_MANAGEMENT, a.ENTITY_UNENROLL),
    "remove registered users from device": (ENTITY_MANAGEMENT, a.ENTITY_UNENROLL),
    "add user": (ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
    "invite external user": (ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
    "invite internal user": (ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
    "redeem external user invite": (ACCOUNT_CHANGE, a.ACCOUNT_ENABLE),
    "update user": (ACCOUNT_CHANGE, a.OTHER_ACTIVITY),
    "restore user": (ACCOUNT_CHANGE, a.ACCOUNT_ENABLE),
    "delete user": (ACCOUNT_CHANGE, a.ACCOUNT_DELETE),
    "hard delete user": (ACCOUNT_CHANGE, a.ACCOUNT_DELETE),
    "disable account": (ACCOUNT_CHANGE, a.ACCOUNT_DISABLE),
    "enable account": (ACCOUNT_CHANGE, a.ACCOUNT_ENABLE),
    "change user password": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_CHANGE),
    "change password (self-service)": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_CHANGE),
    "reset user password": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_RESET),
    "reset password (by admin)": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_RESET),
    "reset password (self-service)": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_RESET),
    "set force change user password": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_RESET),
    "unlock user account (self-service)": (ACCOUNT_CHANGE, a.ACCOUNT_UNLOCK),
    "user registered security info": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "user registered all required security info": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "user changed default security info": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "admin registered security info": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "add strong authentication phone app detail": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "enable strong authentication": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "user deleted security info": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    "admin deleted security info": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    "disable strong authentication": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    "fraud reported - user is blocked for mfa": (ACCOUNT_CHANGE, a.ACCOUNT_LOCK),
    "fraud reported - no action taken": (ACCOUNT_CHANGE, a.OTHER_ACTIVITY),
    "suspicious activity reported": (ACCOUNT_CHANGE, a.OTHER_ACTIVITY),
    "self-service password reset flow activity progress": (AUTHENTICATION, a.AUTH_PREAUTH),
    "user started security info registration": (AUTHENTICATION, a.AUTH_PREAUTH),
    "consent to application": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "add member to role": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "remove member from role": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "add member to group": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "remove member from group": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "add owner to application": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "add owner to service principal": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "add service principal credentials": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "add company branding": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "update company branding": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "set company information": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "add delegated admin": (ENTITY_MANAGEMENT, a.ENTITY_CREATE),
    "add partner to company": (ENTITY_MANAGEMENT, a.ENTITY_CREATE),
}
_VERBS: tuple[tuple[str, int], ...] = (
    ("add", a.ENTITY_CREATE),
    ("create", a.ENTITY_CREATE),
    ("assign", a.ENTITY_UPDATE),
    ("delete", a.ENTITY_DELETE),
    ("hard delete", a.ENTITY_DELETE),
    ("remove", a.ENTITY_DELETE),
    ("revoke", a.ENTITY_DELETE),
    ("enable", a.ENTITY_ENABLE),
    ("disable", a.ENTITY_DISABLE),
    ("enroll", a.ENTITY_ENROLL),
)
_DEPLOYED = (
    "devicemanagementscript",
    "deviceshellscript",
    "devicehealthscript",
    "devicecustomattributeshellscript",
    "devicecompliancescript",
    "mobileapp",
    "targetedmanagedappconfiguration",
    "win32lobapp",
    "windowsmobilemsi",
    "proactiveremediation",
)
"""What Intune installs or runs on devices; these words stand in its operation names."""
_LIFECYCLES = {
    a.ENTITY_CREATE: a.APP_INSTALL,
    a.ENTITY_DELETE: a.APP_REMOVE,
    a.ENTITY_ENABLE: a.APP_ENABLE,
    a.ENTITY_DISABLE: a.APP_DISABLE,
}


@remembered(2_048)
def activity_of(operation: str) -> tuple[int, int]:
    """Give (class_uid, activity_id) of an operation as the log names it."""
    name = operation.strip().rstrip(".").lower()
    known = OPERATIONS.get(name)
    if known is not None:
        return known
    changed = next((number for verb, number in _VERBS if name.startswith(verb)), a.ENTITY_UPDATE)
    if any(word in name.replace(" ", "") for word in _DEPLOYED):
        if name.startswith("assign"):
            return APPLICATION_LIFECYCLE, a.APP_INSTALL
        return APPLICATION_LIFECYCLE, _LIFECYCLES.get(changed, a.APP_UPDATE)
    if name.startswith(("get ", "list ", "download ", "read ", "search ")):
        return API_ACTIVITY, a.API_READ
    return ENTITY_MANAGEMENT, changed
