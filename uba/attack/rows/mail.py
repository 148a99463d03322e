"""Rows about mailboxes: opened to others, read, forwarded, hidden, made to run something."""

from uba.attack.footprints import hosts, identity, mail, web
from uba.attack.row import Honesty, row

_IN_THE_CLIENT = (
    "Most of it is stored in the mailbox and runs in the client. What shows is the write into the mailbox, the name "
    "that a well-known tool signs in with, and what follows."
)

ROWS = (
    row(
        "T1098.002",
        [mail.MAILBOX_PERMISSIONS, mail.MAIL_SENT],
        [mail.MAIL_READS, identity.SIGN_INS],
        "F30 F22 F23 F17",
        "R01 R02",
        limit="Folder permissions are logged only where mailbox auditing includes them.",
    ),
    row(
        "T1114",
        [mail.MAIL_READS],
        [mail.INBOX_RULES, mail.MAIL_EXPORTS, identity.SIGN_INS],
        "F30 F11.mail F28 F29 F07 F13.mail",
        "R15 R16 R10",
        limit="Reads of single items are logged only by some licences, and thinned out on busy mailboxes.",
    ),
    row(
        "T1114.003",
        [mail.INBOX_RULES, mail.MAIL_SENT],
        [mail.MAIL_READS],
        "F28 F29 F24 F17",
        "R15 R16",
        limit="A rule hidden by writing its properties directly shows no text; what it forwards still does.",
    ),
    row(
        "T1564",
        [mail.MAIL_DELETIONS, mail.INBOX_RULES],
        [hosts.LOG_CONTROL, identity.SIGN_INS],
        "F31 F17 F29 F18",
        "R22 R23",
        limit="Files, users and windows hidden on a machine are not application logging; hidden mail, rules, "
        "mailboxes and missing records are.",
    ),
    row(
        "T1564.008",
        [mail.INBOX_RULES],
        [mail.MAIL_DELETIONS, mail.MAIL_RECEIVED],
        "F29 F31 F07 F17",
        "R22",
        limit="A rule that the client alone keeps is known only by the mail that goes missing.",
    ),
    row(
        "T1137",
        [mail.OUTLOOK_ITEMS],
        [identity.SIGN_INS, mail.MAIL_RECEIVED],
        "F29 F17 F07 F20",
        "R25",
        Honesty.PARTIAL,
        _IN_THE_CLIENT,
    ),
    row(
        "T1137.003",
        [mail.OUTLOOK_ITEMS],
        [mail.MAIL_RECEIVED, identity.SIGN_INS],
        "F20 F17 F29 F07",
        "R25",
        Honesty.PARTIAL,
        "A form lives in the mailbox and runs in the client. What shows is its folder being written and, in message "
        "tracking, the message class that triggers it.",
    ),
    row(
        "T1137.004",
        [mail.OUTLOOK_ITEMS],
        [web.PROXY_REQUESTS, identity.SIGN_INS],
        "F27 F20 F17 F07",
        "R25",
        Honesty.PARTIAL,
        "The address is a property of a folder. What shows is the folder being written and Outlook fetching the same "
        "outside page at each start.",
    ),
    row(
        "T1137.005",
        [mail.INBOX_RULES],
        [mail.MAIL_RECEIVED, identity.SIGN_INS],
        "F29 F17 F07 F24",
        "R25 R22",
        Honesty.PARTIAL,
        "A rule that starts a program is kept by the client. What shows is the edit that created it, and from where.",
    ),
)
