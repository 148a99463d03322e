"""What each Unified Audit Log operation is: its OCSF class and activity.

Operations that no table names are classed by their verb: PowerShell cmdlets
(`Set-Mailbox`) and the trailing or leading words of workload operations say
whether something is created, read, changed or deleted.
"""

from __future__ import annotations

from uba import activities as a
from uba.events import (
    API_ACTIVITY,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    EMAIL_ACTIVITY,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FILE_HOSTING,
    HTTP_ACTIVITY,
    WEB_RESOURCES,
)
from uba.remembered import remembered
from uba.sources.entra_operations import activity_of as directory_activity

_FILES: dict[int, str] = {
    a.FILE_OPEN: "FileAccessed FileAccessedExtended",
    a.FILE_PREVIEW: "FilePreviewed",
    a.FILE_DOWNLOAD: "FileDownloaded FileDownloadedFromBrowser",
    a.FILE_SYNC: "FileSyncDownloadedFull FileSyncDownloadedPartial",
    a.FILE_UPLOAD: "FileUploaded FileUploadedPartial FileSyncUploadedFull FileSyncUploadedPartial",
    a.FILE_UPDATE: "FileModified FileModifiedExtended FileCheckedIn FileSensitivityLabelChanged",
    a.FILE_DELETE: "FileDeleted FileDeletedFirstStageRecycleBin FileDeletedSecondStageRecycleBin FileRecycled "
    "FolderDeleted FolderRecycled FileVersionsAllDeleted FileVersionsAllMinorsRecycled FileVersionsAllRecycled "
    "FileVersionRecycled",
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
    a.MAIL_SCAN: "UserSubmission AdminSubmission UserSubmissionTriage",
}
_CLICKS: dict[int, str] = {a.HTTP_GET: "TIUrlClickData"}
_SIGN_INS: dict[int, str] = {
    a.AUTH_LOGON: "UserLoggedIn UserLoginFailed MailboxLogin TeamsSessionStarted SignInEvent",
    a.AUTH_LOGOFF: "UserLoggedOff ForeignRealmIndexLogout",
}
_ENTITIES: dict[int, str] = {
    a.ENTITY_CREATE: "New-InboxRule New-TransportRule New-App New-Mailbox New-ManagementRoleAssignment "
    "New-ComplianceSearch New-JournalRule New-HostedContentFilterRule New-Label TeamCreated ChannelAdded "
    "Add-DelegatedAdmin SiteCollectionCreated AddedToGroup ListCreated",
    # A grant changes the mailbox, site or group it is on: the grantee is the user, the rights are the list.
    a.ENTITY_UPDATE: "AddFolderPermissions ModifyFolderPermissions UpdateFolderPermissions RemoveFolderPermissions "
    "Add-MailboxPermission Remove-MailboxPermission Add-RecipientPermission Remove-RecipientPermission "
    "Add-MailboxFolderPermission Set-MailboxFolderPermission Remove-MailboxFolderPermission "
    "UpdateCalendarDelegation SiteCollectionAdminAdded SiteCollectionAdminRemoved PermissionLevelModified "
    "Add-RoleGroupMember Remove-RoleGroupMember Add-DistributionGroupMember Remove-DistributionGroupMember "
    "Set-InboxRule UpdateInboxRules Set-TransportRule Set-Mailbox Set-MailUser Set-RemoteDomain Set-CASMailbox "
    "Set-MailboxAuditBypassAssociation Set-OrganizationConfig Set-TransportConfig Set-App "
    "Set-MailboxJunkEmailConfiguration Set-DistributionGroup Set-UnifiedGroup SharingPolicyChanged "
    "TeamSettingChanged TeamsTenantSettingChanged ChannelSettingChanged MemberRoleChanged ListUpdated",
    a.ENTITY_DELETE: "Remove-InboxRule Remove-TransportRule RemovedFromGroup Remove-App TeamDeleted ChannelDeleted "
    "ListDeleted",
    a.ENTITY_ENABLE: "Enable-InboxRule Enable-TransportRule",
    a.ENTITY_DISABLE: "Disable-InboxRule Disable-TransportRule",
    a.ENTITY_ENROLL: "Register-device",
}
_LIFECYCLES: dict[int, str] = {
    a.APP_INSTALL: "Install-TransportAgent AppInstalled",
    a.APP_REMOVE: "Uninstall-TransportAgent AppUninstalled",
    a.APP_ENABLE: "Enable-TransportAgent",
    a.APP_DISABLE: "Disable-TransportAgent",
    a.APP_UPDATE: "Set-TransportAgent AppUpgraded",
}
# Which way auditing was switched stands in the record: `uba.sources.m365_changes`.
_LOGS: dict[int, str] = {a.EVENT_LOG_DISABLE: "Set-AdminAuditLogConfig"}
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

_LOOKS = ("theme", "branding", "logo", "banner")
"""Words of operations that change what everybody sees of a site or organisation."""

OPERATIONS: dict[str, tuple[int, int]] = {
    operation.lower(): (class_uid, activity_id)
    for class_uid, table in (
        (FILE_HOSTING, _FILES),
        (WEB_RESOURCES, _WEB),
        (EMAIL_ACTIVITY, _MAIL),
        (AUTHENTICATION, _SIGN_INS),
        (HTTP_ACTIVITY, _CLICKS),
        (ENTITY_MANAGEMENT, _ENTITIES),
        (APPLICATION_LIFECYCLE, _LIFECYCLES),
        (EVENT_LOG, _LOGS),
    )
    for activity_id, operations in table.items()
    for operation in operations.split()
}


@remembered(4_096)
def activity_of(operation: str) -> tuple[int, int]:
    """Give (class_uid, activity_id) of an operation; unknown ones are API activity, by verb where it tells.

    Operations of the directory alone are written in words: they mean what they mean in Entra's own log.
    """
    lowered = operation.strip().rstrip(".").lower()
    known = OPERATIONS.get(lowered)
    if known is not None:
        return known
    if " " in lowered:
        return directory_activity(lowered)
    if any(word in lowered for word in _LOOKS):
        return ENTITY_MANAGEMENT, a.ENTITY_UPDATE
    for prefix, activity_id in _VERBS:
        if lowered.startswith(prefix):
            return API_ACTIVITY, activity_id
    for suffix, activity_id in _SUFFIXES:
        if lowered.endswith(suffix):
            return API_ACTIVITY, activity_id
    return API_ACTIVITY, a.OTHER_ACTIVITY
