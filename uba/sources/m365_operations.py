"""What each Unified Audit Log operation is: its OCSF class and activity.

Operations that no table names are classed by their verb: PowerShell cmdlets
(`Set-Mailbox`) and the trailing or leading words of workload operations say
whether something is created, read, changed or deleted.
"""

from __future__ import annotations

from functools import lru_cache

from uba import activities as a
from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    AUTHENTICATION,
    EMAIL_ACTIVITY,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FILE_HOSTING,
    WEB_RESOURCES,
)

_FILES: dict[int, str] = {
    a.FILE_OPEN: "FileAccessed FileAccessedExtended",
    a.FILE_PREVIEW: "FilePreviewed",
    a.FILE_DOWNLOAD: "FileDownloaded FileDownloadedFromBrowser",
    a.FILE_SYNC: "FileSyncDownloadedFull FileSyncDownloadedPartial",
    a.FILE_UPLOAD: "FileUploaded FileUploadedPartial FileSyncUploadedFull FileSyncUploadedPartial",
    a.FILE_UPDATE: "FileModified FileModifiedExtended FileCheckedIn FileVersionsAllDeleted FileSensitivityLabelChanged",
    a.FILE_DELETE: "FileDeleted FileDeletedFirstStageRecycleBin FileDeletedSecondStageRecycleBin FileRecycled "
    "FolderDeleted FolderRecycled FileVersionsAllMinorsRecycled FileVersionRecycled",
    a.FILE_RENAME: "FileRenamed FolderRenamed",
    a.FILE_COPY: "FileCopied FolderCopied",
    a.FILE_MOVE: "FileMoved FolderMoved",
    a.FILE_RESTORE: "FileRestored FolderRestored",
    a.FILE_LOCK: "FileCheckedOut",
    a.FILE_UNLOCK: "FileCheckOutDiscarded",
    a.FILE_SHARE: "SharingSet AnonymousLinkCreated CompanyLinkCreated SecureLinkCreated AddedToSecureLink "
    "SharingInvitationCreated AnonymousLinkUpdated SecureLinkUpdated AddedToSharingLink SharingLinkCreated",
    a.FILE_UNSHARE: "SharingRevoked AnonymousLinkRemoved CompanyLinkRemoved SecureLinkDeleted "
    "RemovedFromSecureLink SharingInvitationRevoked",
    a.OTHER_ACTIVITY: "FileMalwareDetected FolderCreated FolderModified",
}
_WEB: dict[int, str] = {
    a.WEB_READ: "PageViewed PageViewedExtended ClientViewSignaled PagePrefetched MailItemsAccessed FolderBind "
    "MessageBind ListViewed ListItemViewed MessageReadReceiptReceived AnonymousLinkUsed CompanyLinkUsed SecureLinkUsed",
    a.WEB_SEARCH: "SearchQueryPerformed SearchQueryInitiatedExchange SearchQueryInitiatedSharePoint",
    a.WEB_EXPORT: "New-MailboxExportRequest New-ComplianceSearchAction SearchExported ExportJob",
    a.WEB_SHARE: "ChatCreated MessageSent MessageCreatedHasLink MemberAdded",
    a.WEB_UPDATE: "SitePagePublished MessageUpdated Update MoveToDeletedItems Move Copy",
    a.WEB_CREATE: "Create",
    a.WEB_DELETE: "HardDelete SoftDelete MessageDeleted",
}
_MAIL: dict[int, str] = {
    a.MAIL_SEND: "Send SendAs SendOnBehalf",
    a.MAIL_RECEIVE: "TIMailData",
}
_SIGN_INS: dict[int, str] = {
    a.AUTH_LOGON: "UserLoggedIn UserLoginFailed MailboxLogin TeamsSessionStarted SignInEvent",
    a.AUTH_LOGOFF: "UserLoggedOff ForeignRealmIndexLogout",
}
_ENTITIES: dict[int, str] = {
    a.ENTITY_CREATE: "New-InboxRule New-TransportRule New-App New-Mailbox New-ManagementRoleAssignment "
    "New-ComplianceSearch New-JournalRule New-HostedContentFilterRule AddFolderPermissions "
    "Add-MailboxPermission Add-RecipientPermission Add-MailboxFolderPermission "
    "Add-DelegatedAdmin SiteCollectionAdminAdded SiteCollectionCreated AddedToGroup",
    a.ENTITY_UPDATE: "Set-InboxRule UpdateInboxRules Set-TransportRule Set-Mailbox Set-MailboxFolderPermission "
    "ModifyFolderPermissions UpdateFolderPermissions UpdateCalendarDelegation Set-RemoteDomain Set-CASMailbox "
    "Set-MailboxAuditBypassAssociation Set-OrganizationConfig Set-MailboxJunkEmailConfiguration "
    "SiteCollectionAdminRemoved PermissionLevelModified SharingPolicyChanged ",
    a.ENTITY_DELETE: "Remove-InboxRule Remove-TransportRule RemoveFolderPermissions Remove-MailboxPermission "
    "Remove-RecipientPermission Remove-MailboxFolderPermission RemovedFromGroup",
    a.ENTITY_ENABLE: "Enable-InboxRule Enable-TransportRule",
    a.ENTITY_DISABLE: "Disable-InboxRule Disable-TransportRule",
    a.ENTITY_ENROLL: "Register-device",
}
_DIRECTORY: dict[str, tuple[int, int]] = {
    "register device": (ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
    "add device": (ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
    "add registered owner to device": (ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
    "add registered users to device": (ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
    "unregister device": (ENTITY_MANAGEMENT, a.ENTITY_UNENROLL),
    "delete device": (ENTITY_MANAGEMENT, a.ENTITY_UNENROLL),
    "add user": (ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
    "update user": (ACCOUNT_CHANGE, a.OTHER_ACTIVITY),
    "delete user": (ACCOUNT_CHANGE, a.ACCOUNT_DELETE),
    "disable account": (ACCOUNT_CHANGE, a.ACCOUNT_DISABLE),
    "enable account": (ACCOUNT_CHANGE, a.ACCOUNT_ENABLE),
    "change user password": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_CHANGE),
    "reset user password": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_RESET),
    "user registered security info": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "user deleted security info": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    "disable strong authentication": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    "add member to role": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "add member to group": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "remove member from group": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "remove member from role": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "consent to application": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "set-adminauditlogconfig": (EVENT_LOG, a.EVENT_LOG_DISABLE),
}
_VERBS: tuple[tuple[str, int], ...] = (
    ("new-", a.API_CREATE),
    ("add", a.API_CREATE),
    ("create", a.API_CREATE),
    ("install", a.API_CREATE),
    ("set-", a.API_UPDATE),
    ("update", a.API_UPDATE),
    ("enable", a.API_UPDATE),
    ("disable", a.API_UPDATE),
    ("get-", a.API_READ),
    ("view", a.API_READ),
    ("search", a.API_READ),
    ("remove", a.API_DELETE),
    ("delete", a.API_DELETE),
)
_SUFFIXES: tuple[tuple[str, int], ...] = (
    ("created", a.API_CREATE),
    ("added", a.API_CREATE),
    ("viewed", a.API_READ),
    ("updated", a.API_UPDATE),
    ("modified", a.API_UPDATE),
    ("changed", a.API_UPDATE),
    ("deleted", a.API_DELETE),
    ("removed", a.API_DELETE),
)

EXCHANGE_RULE_OPERATIONS = frozenset(
    {
        "New-InboxRule",
        "Set-InboxRule",
        "Enable-InboxRule",
        "UpdateInboxRules",
        "New-TransportRule",
        "Set-TransportRule",
        "Set-Mailbox",
        "Set-RemoteDomain",
    }
)
"""Operations whose parameters are the evidence: what is forwarded, hidden or deleted."""

_TABLE: dict[str, tuple[int, int]] = {
    operation.lower(): (class_uid, activity_id)
    for class_uid, table in (
        (FILE_HOSTING, _FILES),
        (WEB_RESOURCES, _WEB),
        (EMAIL_ACTIVITY, _MAIL),
        (AUTHENTICATION, _SIGN_INS),
        (ENTITY_MANAGEMENT, _ENTITIES),
    )
    for activity_id, operations in table.items()
    for operation in operations.split()
} | _DIRECTORY


@lru_cache(maxsize=4_096)
def activity_of(operation: str) -> tuple[int, int]:
    """Give (class_uid, activity_id) of an operation; unknown ones are API activity, by verb where it tells."""
    lowered = operation.strip().rstrip(".").lower()
    known = _TABLE.get(lowered)
    if known is not None:
        return known
    for prefix, activity_id in _VERBS:
        if lowered.startswith(prefix):
            return API_ACTIVITY, activity_id
    for suffix, activity_id in _SUFFIXES:
        if lowered.endswith(suffix):
            return API_ACTIVITY, activity_id
    return API_ACTIVITY, a.OTHER_ACTIVITY
