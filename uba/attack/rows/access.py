"""Rows about access: guessing it, asking for it, registering for it, using it where it does not belong."""

from uba.attack.footprints import cloud, hosts, identity, web
from uba.attack.row import Honesty, row

_GUESSING = (
    "Which of guessing, spraying and stuffing it is, is told by the shape of the attempts; short attempts look alike."
)

ROWS = (
    row(
        "T1098.005",
        [identity.DEVICE_REGISTRATIONS],
        [identity.SIGN_INS],
        "F21 F07 F20 F17",
        "R03",
        limit="Registrations made by an enrolment service carry the service's name, not the user's.",
    ),
    row(
        "T1557",
        [hosts.NETWORK_SETTINGS, identity.SESSIONS],
        [hosts.DHCP_LEASES, hosts.DHCP_SETTINGS, identity.KERBEROS_TICKETS],
        "F17 F08 F07 F40",
        "R05 R04 R29",
        Honesty.PARTIAL,
        "The interception itself is network traffic. What shows is the setting that makes it possible and the "
        "session that turns up somewhere else afterwards.",
    ),
    row(
        "T1557.003",
        [hosts.DHCP_LEASES],
        [hosts.DHCP_SETTINGS],
        "F40 F17",
        "R04",
        Honesty.PARTIAL,
        "A rogue server's answers never reach our servers' logs. What shows is the pool that runs dry beside it, "
        "refusals, and changes of our own servers.",
    ),
    row(
        "T1110",
        [identity.FAILED_SIGN_INS],
        [identity.SIGN_INS, identity.LOCKOUTS],
        "F01 F02 F03 F04 F05 F06",
        "R06 R07",
        limit=_GUESSING,
    ),
    row(
        "T1110.001",
        [identity.FAILED_SIGN_INS],
        [identity.SIGN_INS, identity.LOCKOUTS],
        "F01 F03 F04 F06",
        "R06 R07",
        limit=_GUESSING,
    ),
    row(
        "T1110.002",
        [identity.KERBEROS_TICKETS, identity.SIGN_INS],
        [cloud.GROUP_LOOKUPS],
        "F09 F07 F06 F16",
        "R08 R06",
        Honesty.PROXY_ONLY,
        "Cracking happens on the attacker's machines and leaves no record. Findings mean a possible use of a cracked "
        "password: crackable tickets collected before, or a first sign-in from a new place without one failure.",
    ),
    row(
        "T1110.003",
        [identity.FAILED_SIGN_INS],
        [identity.EXPLICIT_CREDENTIALS, identity.SIGN_INS, identity.LOCKOUTS],
        "F02 F04 F05 F06 F09",
        "R06 R07",
        limit="Sprayed from a machine of ours, the attempts name that machine and not an outside address.",
    ),
    row(
        "T1110.004",
        [identity.FAILED_SIGN_INS],
        [identity.SIGN_INS, web.WEB_REQUESTS, web.WAF_VERDICTS],
        "F02 F04 F05 F06 F03",
        "R06 R07",
        limit="Whether the pairs come from a breach nobody can see; many unknown accounts with few tries each are.",
    ),
    row(
        "T1133",
        [web.EXPOSED_SERVICES],
        [identity.SIGN_INS, web.WAF_VERDICTS],
        "F07 F32 F13 F16 F35",
        "R21",
        limit="Only services whose logs come in: one that nobody knows to be exposed is not watched.",
    ),
    row(
        "T1621",
        [identity.SECOND_FACTORS],
        [identity.SIGN_INS],
        "F10 F06 F07",
        "R24",
        limit="A request that was answered looks like any other; what shows are refusals, time-outs and their number.",
    ),
    row(
        "T1199",
        [identity.PARTNER_SIGN_INS, cloud.INVENTORY],
        [identity.SIGN_INS, hosts.DHCP_LEASES],
        "F20 F07 F17 F12 F09",
        "R13 R35",
        Honesty.PROXY_ONLY,
        "That a partner was compromised cannot be seen from here. Findings mean a machine that no inventory lists, or "
        "a partner's account that does what it never did.",
    ),
    row(
        "T1550",
        [identity.TOKENS],
        [identity.SIGN_INS, identity.KERBEROS_TICKETS],
        "F09 F08 F07 F20",
        "R35 R08",
        limit="A stolen hash or ticket used from its owner's own machine looks like its owner.",
    ),
    row(
        "T1550.004",
        [identity.SESSIONS],
        [identity.SIGN_INS, web.WEB_REQUESTS],
        "F08 F07 F15 F11",
        "R35",
        limit="Needs a session or token id in the log; a cookie replayed through the victim's network and browser "
        "shows no move.",
    ),
)
