"""Rows about messages that want something: from outside, from inside, by chat, and what users do with them."""

from uba.attack.footprints import cloud, hosts, identity, mail, web
from uba.attack.row import Honesty, row

_REPUTATION = (
    "Whether a page or file is bad is for feeds and sandboxes to say. Without them it is judged by how new it is "
    "here and how many it reaches."
)
_NOT_OURS = "Platforms that are not ours keep no log for us: only archives, exports and our own proxy show anything."

ROWS = (
    row(
        "T1189",
        [web.PROXY_REQUESTS],
        [mail.URL_CLICKS, web.MALWARE_VERDICTS],
        "F27 F26 F07",
        "R14",
        Honesty.PARTIAL,
        "What the page did to the browser is not in the proxy's log, and its reputation comes from outside: judged are "
        "sites that are new here and what was fetched from them.",
    ),
    row(
        "T1534",
        [mail.MAIL_SENT],
        [identity.SIGN_INS, mail.URL_CLICKS, mail.CHATS],
        "F23 F22 F25 F27 F07 F26",
        "R29 R01",
        limit="Mail between own mailboxes often bypasses gateways: journal or message tracking must carry it.",
    ),
    row(
        "T1566",
        [mail.MAIL_RECEIVED],
        [mail.MAIL_CHECKS, mail.URL_CLICKS],
        "F25 F24 F27 F26 F22",
        "R27 R29 R28",
        limit=_REPUTATION,
    ),
    row(
        "T1566.001",
        [mail.MAIL_RECEIVED],
        [mail.MAIL_CHECKS, web.MALWARE_VERDICTS],
        "F26 F25 F24",
        "R28 R27 R29",
        limit="What an attachment starts is seen by endpoint tools alone. " + _REPUTATION,
    ),
    row(
        "T1566.002",
        [mail.MAIL_RECEIVED],
        [mail.URL_CLICKS, mail.MAIL_CHECKS, identity.SIGN_INS],
        "F27 F25 F24 F07",
        "R29 R27",
        limit=_REPUTATION,
    ),
    row(
        "T1566.003",
        [mail.CHATS],
        [mail.MAIL_RECEIVED, web.PROXY_REQUESTS],
        "F24 F27 F26 F17",
        "R30 R29",
        Honesty.PARTIAL,
        _NOT_OURS,
    ),
    row(
        "T1598",
        [mail.MAIL_RECEIVED],
        [mail.MAIL_CHECKS, mail.MAIL_SENT, web.PROXY_REQUESTS],
        "F24 F25 F27 F22 F13.user",
        "R27 R14 R29",
        Honesty.PARTIAL,
        "A question asked in a mail looks like any question: judged are who asks, how many, and who answers. "
        + _NOT_OURS,
    ),
    row(
        "T1598.001",
        [mail.CHATS, web.PROXY_REQUESTS],
        [identity.SIGN_INS],
        "F24 F27 F13.user F07",
        "R30 R14",
        Honesty.PROXY_ONLY,
        _NOT_OURS + " Findings mean an unknown contact of many people, or much sent to a site few use.",
    ),
    row(
        "T1598.002",
        [mail.MAIL_RECEIVED],
        [mail.MAIL_CHECKS, mail.MAIL_SENT],
        "F24 F26 F25",
        "R27 R28",
        limit="Forms that post back past our proxy are not seen to be filled in. " + _REPUTATION,
    ),
    row(
        "T1598.003",
        [mail.MAIL_RECEIVED],
        [web.PROXY_REQUESTS, mail.URL_CLICKS, mail.MAIL_CHECKS],
        "F24 F27 F25",
        "R27 R29 R14",
        limit=_REPUTATION,
    ),
    row(
        "T1204",
        [web.DELIVERIES],
        [web.MALWARE_VERDICTS, mail.URL_CLICKS, identity.CONSENTS, hosts.INSTALLATIONS],
        "F27 F26 F20 F07",
        "R28 R29 R14",
        Honesty.PARTIAL,
        "The execution happens on the user's machine. What shows is what was delivered, clicked, downloaded, installed "
        "or consented to.",
    ),
    row(
        "T1204.003",
        [cloud.IMAGES],
        [cloud.INVENTORY],
        "F20 F17 F07",
        "R36 R13",
        Honesty.PARTIAL,
        "What the image does once it runs is not in these logs. What shows is which image was taken, from where, by "
        "whom.",
    ),
)
