"""Footprints of servers and networks: logging itself, DHCP, name resolution, databases, installations."""

from uba import activities as a
from uba import events as ev
from uba.attack.footprint import ANY_VENDOR, Footprint, carrier, carriers, kind

_ANY = " ".join(ANY_VENDOR)
_INSTALLED = kind(ev.APPLICATION_LIFECYCLE, a.APP_INSTALL, a.APP_ENABLE, a.APP_UPDATE)
_DHCP_SETTINGS = "70; 71; 72; 73; 74; 75; 76; 77; 1031; 1032; 1033; 1034"
_NAMES_AND_POLICIES = "515; 516; 519; 541; 5136; 5137; " + _DHCP_SETTINGS

LOG_CONTROL = Footprint(
    "log_control",
    "logging stopped, cleared or narrowed",
    (
        carrier("windows_event", kind(ev.EVENT_LOG), alive=[kind(ev.AUTHENTICATION), kind(ev.APPLICATION_LIFECYCLE)]),
        carrier(
            "m365_ual",
            kind(ev.EVENT_LOG),
            kind(ev.ENTITY_MANAGEMENT, codes="Set-MailboxAuditBypassAssociation"),
            alive=[kind(ev.ENTITY_MANAGEMENT), kind(ev.EMAIL_ACTIVITY), kind(ev.FILE_HOSTING)],
        ),
        carrier(
            "cloudtrail",
            kind(ev.EVENT_LOG),
            kind(ev.ENTITY_MANAGEMENT, codes="PutEventSelectors; PutInsightSelectors; UpdateTrail"),
            alive=[kind(ev.API_ACTIVITY)],
        ),
        carrier("web_error", kind(ev.EVENT_LOG), alive=[kind(ev.APPLICATION_LIFECYCLE), kind(ev.APPLICATION_ERROR)]),
        *carriers(_ANY, kind(ev.EVENT_LOG)),
    ),
)
WINDOWS_EVENTS = Footprint(
    "windows_events",
    "the steady stream of Windows events, whose absence shows",
    (
        carrier(
            "windows_event",
            *(
                kind(class_uid)
                for class_uid in (
                    ev.AUTHENTICATION,
                    ev.APPLICATION_LIFECYCLE,
                    ev.ENTITY_MANAGEMENT,
                    ev.ACCOUNT_CHANGE,
                    ev.API_ACTIVITY,
                )
            ),
        ),
    ),
)
DHCP_LEASES = Footprint(
    "dhcp_leases",
    "answers of DHCP servers",
    (
        carrier("dhcp", kind(ev.DHCP_ACTIVITY)),
        carrier("windows_event", kind(ev.DHCP_ACTIVITY), alive=[kind(ev.APPLICATION_LIFECYCLE)]),
        *carriers(_ANY, kind(ev.DHCP_ACTIVITY)),
    ),
)
DHCP_SETTINGS = Footprint(
    "dhcp_settings",
    "changes of DHCP servers' settings",
    (
        carrier(
            "windows_event",
            kind(ev.ENTITY_MANAGEMENT, codes=_DHCP_SETTINGS),
            alive=[kind(ev.DHCP_ACTIVITY), kind(ev.APPLICATION_LIFECYCLE)],
        ),
    ),
)
NETWORK_SETTINGS = Footprint(
    "network_settings",
    "changes of name resolution, address leases and policies",
    (
        carrier(
            "windows_event",
            kind(ev.ENTITY_MANAGEMENT, codes=_NAMES_AND_POLICIES),
            kind(ev.APPLICATION_LIFECYCLE, a.APP_INSTALL, codes="4697; 7045"),
            alive=[kind(ev.AUTHENTICATION), kind(ev.APPLICATION_LIFECYCLE)],
        ),
        # Administrators of a web proxy say to clients, by such a file, which way they go.
        carrier("mapped", kind(ev.ENTITY_MANAGEMENT, codes="CREATE PAC_FILE; UPDATE PAC_FILE; DELETE PAC_FILE")),
    ),
)
DATABASE_AUDIT = Footprint(
    "database_audit",
    "statements, settings and start-up procedures of databases",
    (
        carrier("windows_event", kind(ev.DATASTORE), kind(ev.ENTITY_MANAGEMENT, codes="15457")),
        carrier("web_error", kind(ev.DATASTORE)),
        *carriers(_ANY, kind(ev.DATASTORE)),
    ),
)
TRANSPORT_AGENTS = Footprint(
    "transport_agents",
    "transport agents installed or changed",
    (
        carrier(
            "windows_event",
            kind(ev.APPLICATION_LIFECYCLE, codes="1; 6"),
            alive=[kind(ev.ENTITY_MANAGEMENT, codes="1; 6")],
        ),
        carrier("exchange_tracking", kind(ev.EMAIL_ACTIVITY, a.MAIL_SEND, a.MAIL_RECEIVE, a.MAIL_TRACE)),
        carrier(
            "m365_ual",
            kind(
                ev.APPLICATION_LIFECYCLE,
                codes="Install-TransportAgent; Enable-TransportAgent; Set-TransportAgent; Uninstall-TransportAgent",
            ),
            alive=[kind(ev.ENTITY_MANAGEMENT, log="Exchange"), kind(ev.EMAIL_ACTIVITY, log="Exchange")],
        ),
        carrier("postfix", kind(ev.APPLICATION_LIFECYCLE), alive=[kind(ev.EMAIL_ACTIVITY)]),
    ),
)
INSTALLATIONS = Footprint(
    "installations",
    "modules, plug-ins and services installed on servers",
    (
        carrier("windows_event", _INSTALLED, alive=[kind(ev.APPLICATION_LIFECYCLE)]),
        carrier("confluence", kind(ev.APPLICATION_LIFECYCLE), alive=[kind(ev.WEB_RESOURCES)]),
        *carriers(_ANY, _INSTALLED, alive=[kind(ev.WEB_RESOURCES, a.WEB_UPDATE, a.WEB_CREATE)]),
    ),
)

ALL = (
    LOG_CONTROL,
    WINDOWS_EVENTS,
    DHCP_LEASES,
    DHCP_SETTINGS,
    NETWORK_SETTINGS,
    DATABASE_AUDIT,
    TRANSPORT_AGENTS,
    INSTALLATIONS,
)
