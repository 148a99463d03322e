"""Sigma's log sources: which events a rule is about, and what its fields are called there."""

from __future__ import annotations

import msgspec
from sigma.rule.logsource import SigmaLogSource

from uba.events import DATASTORE, HTTP_ACTIVITY
from uba.indicators.fields import Fields
from uba.indicators.fields.azure import ACTIVITY, AUDIT, SIGN_IN
from uba.indicators.fields.cloud import CLOUDTRAIL, GOOGLE_CLOUD, KUBERNETES, SLACK, WORKSPACE
from uba.indicators.fields.identity_providers import DUO, OKTA
from uba.indicators.fields.m365 import M365
from uba.indicators.fields.mail import MAIL
from uba.indicators.fields.network import DHCP, SERVICE
from uba.indicators.fields.repositories import ATLASSIAN, GITHUB, GITLAB
from uba.indicators.fields.web import FIREWALL, PROXY, SERVER
from uba.indicators.fields.windows import WINDOWS
from uba.indicators.refusal import Refusal

GENERIC = ("ocsf", "ecs", "mapped")
"""Sources that carry other products' records; they say whose in `product_name`."""

_REQUEST_TEXT = ("url_query", "url_path", "user_agent", "referrer")
_SERVICE_TEXT = ("status_detail", "query_text")


class Origin(msgspec.Struct, frozen=True):
    """Where the events of a log source come from.

    Attributes
    ----------
    sources
        Catalogue names; empty means any.
    products
        Words of which `product_name` of an event from a generic source has one; empty: generic sources have none.
    generic_classes
        Classes of events from generic sources that belong here, whatever their product.
    requests
        Sources whose web requests alone belong here; they have the method as event code.
    logs
        Windows channels, lower case; empty means any.
    classes
        OCSF classes; empty means any.
    keywords
        Attributes that keywords without a field are looked for in.
    """

    fields: Fields
    sources: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    generic_classes: tuple[int, ...] = ()
    requests: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    classes: tuple[int, ...] = ()
    keywords: tuple[str, ...] = ("said",)


_M365 = Origin(M365, ("m365_ual",), ("microsoft 365", "office 365", "o365"))
_MAIL = Origin(MAIL, ("message_trace", "exchange_tracking", "postfix"), keywords=("email_subject", "email_headers"))
_SIGN_IN = Origin(SIGN_IN, ("entra_signin",), ("entra", "azure ad"))
_AUDIT = Origin(AUDIT, ("entra_audit",), ("entra", "azure ad", "intune"))
_SERVER = Origin(
    SERVER,
    ("web_access", "iis_w3c", "waf"),
    generic_classes=(HTTP_ACTIVITY,),
    requests=("confluence",),
    keywords=_REQUEST_TEXT,
)
_PROXY = Origin(PROXY, ("web_proxy",), ("proxy", "squid", "zscaler"), keywords=_REQUEST_TEXT)
_WAF = Origin(FIREWALL, ("waf",), ("waf", "modsecurity"), keywords=("status_detail", *_REQUEST_TEXT))
_SERVICE = Origin(SERVICE, ("web_error",), keywords=_SERVICE_TEXT)
_DATABASE = Origin(
    SERVICE,
    ("web_error", "windows_event"),
    generic_classes=(DATASTORE,),
    classes=(DATASTORE,),
    keywords=("query_text",),
)


def _windows(*logs: str) -> Origin:
    return Origin(WINDOWS, ("windows_event",), ("windows",), logs=logs, keywords=("Data",))


_EXCHANGE = ("msexchange management", "msexchange cmdletlogs")
_DHCP_LOGS = ("system", "microsoft-windows-dhcp-server/operational", "microsoft-windows-dhcp server events/operational")
_DNS_LOGS = ("dns server", "microsoft-windows-dnsserver/audit", "microsoft-windows-dns-server-service")
_GATEWAY_LOGS = ("microsoft-windows-terminalservices-gateway/operational",)

_BY_NAME: dict[tuple[str, str, str], Origin] = {
    # category, product, service; an empty one was not given
    ("", "windows", "security"): _windows("security", "microsoft-windows-security-auditing"),
    ("", "windows", "system"): _windows("system", "service control manager", "microsoft-windows-eventlog"),
    ("", "windows", "application"): _windows("application"),
    ("", "windows", "msexchange-management"): _windows(*_EXCHANGE),
    ("", "windows", "iis-configuration"): _windows("microsoft-iis-configuration/operational"),
    ("", "windows", "dhcp"): _windows(*_DHCP_LOGS),
    ("", "windows", "dns-server"): _windows(*_DNS_LOGS),
    ("", "windows", "dns-server-audit"): _windows(*_DNS_LOGS),
    ("", "windows", "terminalservices-gateway"): _windows(*_GATEWAY_LOGS),
    ("", "windows", ""): _windows(),
    ("", "mssql", ""): _windows("application"),
    ("", "mssql", "application"): _windows("application"),
    ("", "azure", "signinlogs"): _SIGN_IN,
    ("", "azure", "auditlogs"): _AUDIT,
    ("", "azure", "pim"): _AUDIT,
    ("", "azure", "activitylogs"): Origin(ACTIVITY, (), ("azure",)),
    ("", "gcp", "gcp.audit"): Origin(GOOGLE_CLOUD, (), ("google cloud",)),
    ("", "okta", "okta"): Origin(OKTA, ("okta",), ("okta",)),
    ("", "okta", ""): Origin(OKTA, ("okta",), ("okta",)),
    ("", "cisco", "duo"): Origin(DUO, ("duo",), ("duo",)),
    ("", "duo", ""): Origin(DUO, ("duo",), ("duo",)),
    ("", "github", "audit"): Origin(GITHUB, ("github_audit",), ("github",)),
    ("", "gitlab", "audit"): Origin(GITLAB, (), ("gitlab",)),
    ("", "bitbucket", "audit"): Origin(ATLASSIAN, (), ("bitbucket",)),
    ("", "confluence", "audit"): Origin(ATLASSIAN, ("confluence",), ("confluence",)),
    ("", "slack", "audit"): Origin(SLACK, (), ("slack",)),
    ("", "aws", "cloudtrail"): Origin(CLOUDTRAIL, ("cloudtrail",), ("cloudtrail",)),
    ("", "kubernetes", "audit"): Origin(KUBERNETES, ("kubernetes_audit",), ("kubernetes",)),
    ("application", "kubernetes", "audit"): Origin(KUBERNETES, ("kubernetes_audit",), ("kubernetes",)),
    ("", "google_workspace", "admin"): Origin(WORKSPACE, (), ("google workspace",)),
    ("", "google_workspace", "login"): Origin(WORKSPACE, (), ("google workspace",)),
    ("", "gcp", "google_workspace.admin"): Origin(WORKSPACE, (), ("google workspace",)),
    ("", "gcp", "google_workspace.login"): Origin(WORKSPACE, (), ("google workspace",)),
    ("webserver", "", ""): _SERVER,
    ("webserver", "", "iis"): _SERVER,
    ("proxy", "", ""): _PROXY,
    ("waf", "", ""): _WAF,
    ("", "modsecurity", ""): _WAF,
    ("database", "", ""): _DATABASE,
    ("mail", "", ""): _MAIL,
    ("", "dhcp", ""): Origin(DHCP, ("dhcp",), ("dhcp",), keywords=("status_detail",)),
}
_M365_SERVICES = ("audit", "exchange", "threat_management", "threat_detection", "security_compliance", "teams", "")
_WEB_PRODUCTS = ("apache", "nginx", "iis", "tomcat")
_APPLICATIONS = (
    "django",
    "jvm",
    "nodejs",
    "opencanary",
    "python",
    "rpc_firewall",
    "ruby_on_rails",
    "spring",
    "sql",
    "velocity",
    "php",
)
_LINUX_SERVICES = ("sshd", "syslog", "auth", "cron", "systemd", "messages", "vsftpd", "sudo", "")


def origin_of(logsource: SigmaLogSource) -> Origin | None:
    """Give where a rule's events come from; None for `product: uba` and for none: any event, by normalised names.

    Raises
    ------
    Refusal
        No source carries such events.
    """
    category, product, service = (
        (part or "").strip().lower() for part in (logsource.category, logsource.product, logsource.service)
    )
    if product == "uba" or not (product or category):
        return None
    found = _BY_NAME.get((category, product, service)) or _by_family(category, product, service)
    if found is None:
        named = ", ".join(
            f"{kind} {value}"
            for kind, value in (("product", product), ("category", category), ("service", service))
            if value
        )
        raise Refusal(
            f"no source carries the events of {named}: see the table of log sources in docs/indicators.md",
            ("logsource",),
        )
    return found


def _by_family(category: str, product: str, service: str) -> Origin | None:
    if product == "m365" and service in _M365_SERVICES:
        return _M365
    if product in _WEB_PRODUCTS:
        return _SERVICE if service == "error" else _SERVER if category in ("webserver", "") else None
    if category == "application" and product in _APPLICATIONS:
        return _SERVICE
    if product == "linux" and not category and service in _LINUX_SERVICES:
        return _SERVICE
    return None
