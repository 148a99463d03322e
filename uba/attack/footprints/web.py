"""Footprints of the web: requests, writes, firewalls, proxies, failing services."""

from uba import activities as a
from uba import events as ev
from uba.attack.footprint import ANY_VENDOR, Footprint, carrier, carriers, kind

_ANY = " ".join(ANY_VENDOR)
_REQUESTS = kind(ev.HTTP_ACTIVITY)
_WRITES = kind(ev.HTTP_ACTIVITY, a.HTTP_POST, a.HTTP_PUT, a.HTTP_PATCH, a.HTTP_DELETE)
_LOGON = kind(ev.AUTHENTICATION, a.AUTH_LOGON)
_ERROR = kind(ev.APPLICATION_ERROR, a.ERROR_GENERAL)
_SERVICE = (kind(ev.APPLICATION_ERROR), kind(ev.APPLICATION_LIFECYCLE))
_FATAL = "crash; oom_kill; failed; exception"

WEB_REQUESTS = Footprint(
    "web_requests",
    "requests to our own web services",
    carriers(f"web_access iis_w3c waf {_ANY}", _REQUESTS),
)
WEB_WRITES = Footprint(
    "web_writes",
    "requests that send something to our web services",
    carriers(f"web_access iis_w3c waf {_ANY}", _WRITES, alive=[_REQUESTS]),
)
WAF_VERDICTS = Footprint(
    "waf_verdicts",
    "verdicts of web application firewalls",
    (
        carrier("waf", _REQUESTS),
        carrier("web_error", kind(ev.HTTP_ACTIVITY, codes="modsecurity"), alive=[*_SERVICE, kind(ev.AUTHENTICATION)]),
    ),
)
PROXY_REQUESTS = Footprint(
    "proxy_requests", "requests of our people through a web proxy", (carrier("web_proxy", _REQUESTS),)
)
SERVICE_ERRORS = Footprint(
    "service_errors",
    "errors, limits and restarts of services",
    (
        carrier("web_error", *_SERVICE),
        carrier("windows_event", kind(ev.APPLICATION_ERROR), alive=[kind(ev.APPLICATION_LIFECYCLE)]),
        carrier("postfix", kind(ev.APPLICATION_ERROR), alive=[kind(ev.EMAIL_ACTIVITY)]),
        *carriers(_ANY, kind(ev.APPLICATION_ERROR), alive=[kind(ev.APPLICATION_LIFECYCLE)]),
    ),
)
CRASHES = Footprint(
    "crashes",
    "crashes of services and systems",
    (
        carrier("web_error", kind(ev.APPLICATION_ERROR, codes=_FATAL), alive=_SERVICE),
        carrier("windows_event", _ERROR, alive=[kind(ev.APPLICATION_LIFECYCLE)]),
        carrier("kubernetes_audit", _ERROR, alive=[kind(ev.API_ACTIVITY), kind(ev.APPLICATION_LIFECYCLE)]),
        *carriers(_ANY, kind(ev.APPLICATION_ERROR), alive=[kind(ev.APPLICATION_LIFECYCLE)]),
    ),
)
CLIENT_CRASHES = Footprint(
    "client_crashes",
    "crashes of office programs, readers and browsers",
    (
        carrier(
            "windows_event",
            kind(ev.APPLICATION_ERROR, codes="1; 1000; 1001; 1002"),
            alive=[kind(ev.APPLICATION_LIFECYCLE)],
        ),
    ),
)
DELIVERIES = Footprint(
    "deliveries",
    "mail and downloads that brought something to a user",
    (
        *carriers(f"exchange_tracking postfix {_ANY}", kind(ev.EMAIL_ACTIVITY, a.MAIL_RECEIVE)),
        carrier("message_trace", kind(ev.EMAIL_ACTIVITY), _REQUESTS),
        carrier("web_proxy", _REQUESTS),
        carrier("m365_ual", kind(ev.FILE_HOSTING, a.FILE_DOWNLOAD, a.FILE_OPEN)),
    ),
)
MALWARE_VERDICTS = Footprint(
    "malware_verdicts",
    "verdicts of malware scanners",
    (
        carrier("windows_event", kind(ev.DETECTION_FINDING), alive=[kind(ev.APPLICATION_LIFECYCLE)]),
        carrier(
            "m365_ual",
            kind(ev.FILE_HOSTING, a.OTHER_ACTIVITY, codes="FileMalwareDetected"),
            alive=[kind(ev.FILE_HOSTING)],
        ),
        carrier("postfix", kind(ev.EMAIL_ACTIVITY, codes="infected"), alive=[kind(ev.EMAIL_ACTIVITY)]),
        *carriers(_ANY, kind(ev.DETECTION_FINDING)),
    ),
)
DEBUGGERS = Footprint(
    "debuggers",
    "debuggers attached or listening",
    (
        carrier("web_error", kind(ev.APPLICATION_ERROR, codes="debugger"), alive=_SERVICE),
        carrier(
            "windows_event",
            kind(ev.APPLICATION_ERROR, codes="4096; 4097"),
            kind(ev.ENTITY_MANAGEMENT, codes="4657"),
            alive=[kind(ev.APPLICATION_ERROR), kind(ev.APPLICATION_LIFECYCLE)],
        ),
    ),
)
EXPOSED_SERVICES = Footprint(
    "exposed_services",
    "use of services that are open to the outside",
    (
        *carriers("entra_signin okta duo windows_event", _LOGON),
        *carriers("web_access iis_w3c waf", _REQUESTS),
        carrier("kubernetes_audit", kind(ev.API_ACTIVITY)),
        *carriers(_ANY, _LOGON, _REQUESTS),
    ),
)

ALL = (
    WEB_REQUESTS,
    WEB_WRITES,
    WAF_VERDICTS,
    PROXY_REQUESTS,
    SERVICE_ERRORS,
    CRASHES,
    CLIENT_CRASHES,
    DELIVERIES,
    MALWARE_VERDICTS,
    DEBUGGERS,
    EXPOSED_SERVICES,
)
