"""Footprints of mail and chat: permissions, rules, flow, checks, reading, deleting."""

from uba import activities as a
from uba import events as ev
from uba.attack.footprint import ANY_VENDOR, Footprint, carrier, carriers, kind

_ANY = " ".join(ANY_VENDOR)
_EXCHANGE = (
    kind(ev.EMAIL_ACTIVITY, log="Exchange"),
    kind(ev.WEB_RESOURCES, log="Exchange"),
    kind(ev.ENTITY_MANAGEMENT, log="Exchange"),
)
"""What comes as long as the audit log of Exchange Online comes."""
_CMDLETS = kind(ev.ENTITY_MANAGEMENT, codes="1; 6")
"""Cmdlets of Exchange on premises, in the channel MSExchange Management."""
_INVENTORY = kind(ev.ENTITY_MANAGEMENT, a.ENTITY_READ, log="mailbox_inventory")
"""What a scan of mailboxes found in them: rules, forms, home pages."""
_SENT = kind(ev.EMAIL_ACTIVITY, a.MAIL_SEND)
_RECEIVED = kind(ev.EMAIL_ACTIVITY, a.MAIL_RECEIVE)

MAILBOX_PERMISSIONS = Footprint(
    "mailbox_permissions",
    "changes of mailbox permissions",
    (
        carrier(
            "m365_ual",
            kind(
                ev.ENTITY_MANAGEMENT,
                codes="AddFolderPermissions; ModifyFolderPermissions; UpdateFolderPermissions; RemoveFolderPermissions;"
                "UpdateCalendarDelegation; Add-MailboxPermission; Remove-MailboxPermission; Add-RecipientPermission;"
                "Remove-RecipientPermission; Add-MailboxFolderPermission; Set-MailboxFolderPermission;"
                "Remove-MailboxFolderPermission; Set-Mailbox; New-ManagementRoleAssignment",
            ),
            alive=_EXCHANGE,
        ),
        carrier("windows_event", _CMDLETS),
    ),
)
INBOX_RULES = Footprint(
    "inbox_rules",
    "changes of inbox, forwarding and transport rules",
    (
        carrier(
            "m365_ual",
            kind(
                ev.ENTITY_MANAGEMENT,
                codes="New-InboxRule; Set-InboxRule; Enable-InboxRule; Disable-InboxRule; Remove-InboxRule;"
                "UpdateInboxRules; New-TransportRule; Set-TransportRule; Enable-TransportRule; Set-Mailbox;"
                "Set-MailUser; Set-RemoteDomain; New-JournalRule",
            ),
            alive=_EXCHANGE,
        ),
        carrier("windows_event", _CMDLETS),
        carrier(
            "postfix",
            kind(ev.EMAIL_ACTIVITY, codes="sieve_forwarded; sieve_stored; sieve_discarded; sieve_marked"),
            alive=[kind(ev.WEB_RESOURCES, codes="imap_session; pop3_session")],
        ),
        carrier("mapped", kind(ev.ENTITY_MANAGEMENT, codes="email_forwarding_out_of_domain"), _INVENTORY),
    ),
)
MAIL_SENT = Footprint(
    "mail_sent",
    "mail sent by our own senders",
    carriers(f"exchange_tracking message_trace postfix m365_ual {_ANY}", _SENT),
)
MAIL_RECEIVED = Footprint(
    "mail_received",
    "mail received from outside",
    (
        *carriers(f"exchange_tracking postfix {_ANY}", _RECEIVED),
        # A trace that does not give the direction reads as sent.
        carrier("message_trace", kind(ev.EMAIL_ACTIVITY)),
        carrier("m365_ual", kind(ev.EMAIL_ACTIVITY, a.MAIL_RECEIVE, codes="TIMailData"), alive=_EXCHANGE),
    ),
)
MAIL_CHECKS = Footprint(
    "mail_checks",
    "results of SPF, DKIM and DMARC",
    (
        carrier("postfix", kind(ev.EMAIL_ACTIVITY, a.MAIL_SCAN)),
        carrier("message_trace", kind(ev.EMAIL_ACTIVITY)),
        *carriers(_ANY, kind(ev.EMAIL_ACTIVITY, a.MAIL_RECEIVE, a.MAIL_SCAN)),
    ),
)
MAIL_READS = Footprint(
    "mail_reads",
    "mail read, item by item or in bulk",
    (
        carrier("m365_ual", kind(ev.WEB_RESOURCES, a.WEB_READ, codes="MailItemsAccessed; MessageBind; FolderBind")),
        carrier("postfix", kind(ev.WEB_RESOURCES, a.WEB_READ, codes="imap_session; pop3_session")),
    ),
)
MAIL_EXPORTS = Footprint(
    "mail_exports",
    "mailbox exports and content searches",
    (
        carrier(
            "m365_ual",
            kind(ev.WEB_RESOURCES, a.WEB_EXPORT, a.WEB_SEARCH),
            kind(ev.ENTITY_MANAGEMENT, codes="New-ComplianceSearch"),
            alive=_EXCHANGE,
        ),
        carrier("windows_event", kind(ev.WEB_RESOURCES, a.WEB_EXPORT, codes="1; 6"), alive=[_CMDLETS]),
    ),
)
MAIL_DELETIONS = Footprint(
    "mail_deletions",
    "mail deleted or moved out of sight",
    (
        carrier(
            "m365_ual",
            kind(ev.WEB_RESOURCES, codes="HardDelete; SoftDelete; MoveToDeletedItems; Move"),
            alive=_EXCHANGE,
        ),
        carrier("postfix", kind(ev.EMAIL_ACTIVITY, codes="sieve_discarded; sieve_stored; sieve_marked")),
    ),
)
OUTLOOK_ITEMS = Footprint(
    "outlook_items",
    "forms, folders and rules written into mailboxes",
    (
        carrier(
            "m365_ual",
            kind(ev.WEB_RESOURCES, codes="Create; Update; FolderBind"),
            kind(ev.ENTITY_MANAGEMENT, codes="UpdateInboxRules; New-InboxRule; Set-InboxRule; New-App"),
            alive=_EXCHANGE,
        ),
        # 45 of Outlook lists the add-ins it has loaded.
        carrier("windows_event", _CMDLETS, kind(ev.APPLICATION_LIFECYCLE, a.APP_START, codes="45")),
        carrier("mapped", _INVENTORY),
    ),
)
URL_CLICKS = Footprint(
    "url_clicks",
    "clicks on links in mail",
    (
        carrier("message_trace", kind(ev.HTTP_ACTIVITY, log="UrlClickEvents")),
        carrier("m365_ual", kind(ev.HTTP_ACTIVITY), alive=_EXCHANGE),
        *carriers("web_proxy", kind(ev.HTTP_ACTIVITY)),
    ),
)
CHATS = Footprint(
    "chats",
    "chats with outside contacts",
    (
        carrier(
            "m365_ual",
            kind(
                ev.WEB_RESOURCES,
                a.WEB_SHARE,
                codes="ChatCreated; MessageSent; MessageCreatedHasLink; MemberAdded",
            ),
        ),
        *carriers(_ANY, kind(ev.WEB_RESOURCES, a.WEB_SHARE)),
    ),
)

ALL = (
    MAILBOX_PERMISSIONS,
    INBOX_RULES,
    MAIL_SENT,
    MAIL_RECEIVED,
    MAIL_CHECKS,
    MAIL_READS,
    MAIL_EXPORTS,
    MAIL_DELETIONS,
    OUTLOOK_ITEMS,
    URL_CLICKS,
    CHATS,
)
