"""Rows about servers: what is installed on them, run through them, deployed by them, and logged no more."""

from uba.attack.footprints import cloud, hosts, identity, mail, web
from uba.attack.row import Honesty, row

ROWS = (
    row(
        "T1622",
        [web.DEBUGGERS],
        [web.CRASHES],
        "F17 F38 F20",
        "R11",
        Honesty.PROXY_ONLY,
        "A program that looks for debuggers writes nothing down. Findings mean a debugger that attached or listened on "
        "a machine where none ever did.",
    ),
    row(
        "T1610",
        [cloud.CONTAINER_STARTS, cloud.INVENTORY],
        [identity.SIGN_INS],
        "F20 F17 F07 F18",
        "R13 R36",
        Honesty.PARTIAL,
        "What should not exist is known only against a list. Without an inventory, registries, images and deployers "
        "that were never seen stand in for it.",
    ),
    row(
        "T1562.002",
        [hosts.LOG_CONTROL, hosts.WINDOWS_EVENTS],
        [],
        "F39 F17",
        "R23",
        limit="A log that is switched off cannot say so: besides the last records, it is told by the silence of a "
        "source that is usually heard.",
    ),
    row(
        "T1069",
        [cloud.GROUP_LOOKUPS],
        [identity.SIGN_INS],
        "F16 F07 F11.api",
        "R26",
        limit="Most directories log no reads: Entra only in Graph's activity log, Okta and Exchange hardly at all.",
    ),
    row(
        "T1069.003",
        [cloud.CLOUD_GROUP_LOOKUPS],
        [identity.SIGN_INS],
        "F16 F11.api F07 F20",
        "R26",
        limit="Reads of Entra's groups are in Graph's activity log alone; Okta logs few of its own.",
    ),
    row(
        "T1505",
        [hosts.INSTALLATIONS],
        [web.WEB_WRITES, hosts.DATABASE_AUDIT, hosts.TRANSPORT_AGENTS, identity.SIGN_INS],
        "F17 F20 F35 F07 F13",
        "R33 R32 R31",
        limit="A component copied into place, past every installer, shows by the new path that answers.",
    ),
    row(
        "T1505.001",
        [hosts.DATABASE_AUDIT],
        [identity.FAILED_SIGN_INS],
        "F17 F11.database F20 F16",
        "R31",
        limit="Needs the database's audit to be on; without it only changed options and refused logons are logged.",
    ),
    row(
        "T1505.002",
        [hosts.TRANSPORT_AGENTS],
        [mail.MAIL_SENT],
        "F17 F20 F38",
        "R32",
        limit="An agent registered by editing files shows by its name in message tracking.",
    ),
    row(
        "T1505.003",
        [web.WEB_WRITES],
        [web.WAF_VERDICTS, web.SERVICE_ERRORS, web.MALWARE_VERDICTS, web.PROXY_REQUESTS],
        "F35 F34 F13.src_ip F32 F18",
        "R33 R19",
        limit="What a shell does on its host is not in these logs; its path, its few visitors and their requests are.",
    ),
    row(
        "T1072",
        [cloud.DEPLOYMENTS],
        [identity.SIGN_INS],
        "F19 F07 F17 F20",
        "R34",
        limit="What a deployed package contains is not logged: judged are who sends it, from where, when, to how many.",
    ),
)
