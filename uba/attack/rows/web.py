"""Rows about web and other services: crawled, attacked, flooded, crashed."""

from uba.attack.footprints import documents, identity, web
from uba.attack.row import Honesty, row

_FROM_INSIDE = "Without a probe from outside, a service that is down and one that nobody asks look alike."

ROWS = (
    row(
        "T1499",
        [web.WEB_REQUESTS, web.SERVICE_ERRORS],
        [documents.PROBES, web.WAF_VERDICTS],
        "F36 F32 F37 F33 F38",
        "R17 R18",
        limit=_FROM_INSIDE,
    ),
    row(
        "T1499.002",
        [web.WEB_REQUESTS],
        [web.SERVICE_ERRORS, web.WAF_VERDICTS, documents.PROBES],
        "F36 F32 F33",
        "R17 R18",
        limit="What is dropped before the service, by network or load balancer, is in nobody's access log. "
        + _FROM_INSIDE,
    ),
    row(
        "T1499.003",
        [web.WEB_REQUESTS],
        [web.SERVICE_ERRORS, documents.PROBES],
        "F37 F36 F32 F15",
        "R18",
        limit="Needs the time or the bytes of each answer in the access log.",
    ),
    row(
        "T1499.004",
        [web.CRASHES, web.WEB_REQUESTS],
        [web.WAF_VERDICTS, documents.PROBES],
        "F38 F34 F35 F36",
        "R17 R20",
        limit="That the payload caused the crash is concluded from one following the other.",
    ),
    row(
        "T1190",
        [web.WEB_REQUESTS],
        [web.WAF_VERDICTS, web.CRASHES],
        "F34 F35 F33 F38 F32",
        "R18 R19 R20",
        limit="Bodies of requests are not in access logs: a payload there shows only to a firewall, or by what breaks.",
    ),
    row(
        "T1203",
        [web.CLIENT_CRASHES, web.DELIVERIES],
        [web.MALWARE_VERDICTS],
        "F38 F26 F27 F20",
        "R17 R20 R28",
        Honesty.PARTIAL,
        "An exploit that works leaves no record here; one that fails crashes the program. Needs the application logs "
        "of users' machines.",
    ),
    row(
        "T1210",
        [web.CRASHES],
        [identity.SIGN_INS, web.WAF_VERDICTS, web.WEB_REQUESTS],
        "F38 F34 F09 F33 F20",
        "R17 R18 R20",
        limit="An exploit that works and crashes nothing shows only by what is reached afterwards.",
    ),
    row(
        "T1594",
        [web.WEB_REQUESTS],
        [web.WAF_VERDICTS],
        "F32 F15.src_ip F33 F35",
        "R19",
        limit="A crawl spread over many addresses, slower than people read, is a crowd of readers.",
    ),
)
