"""Web servers, web application firewalls and proxies, under the names of the W3C extended format and of ECS."""

from __future__ import annotations

from uba.context import Context
from uba.indicators.reader import Kind, Reader

_ACTIONS = {1: "allowed", 2: "blocked", 15: "detected", 17: "logged"}


def _action(raw: tuple[int, str], context: Context) -> tuple[str, ...]:
    disposition, code = raw
    said = _ACTIONS.get(disposition, "")
    return tuple(filter(None, (said, code, {"blocked": "block", "allowed": "allow"}.get(said, ""))))


_REQUEST = (
    ("cs-method http.request.method method HTTP.Method", "http_method"),
    # Writers of rules put the whole target here as often as the query alone.
    ("cs-uri-query c-uri-query url.query", "url_query|url_path"),
    ("cs-uri-stem c-uri-stem url.path request_path", "url_path"),
    ("cs-uri url.original request_uri uri", "url_target"),
    ("cs-user-agent cs(User-Agent) c-useragent c-user-agent user_agent.original user-agent", "user_agent"),
    ("cs-referer cs(Referer) cs-referrer c-referer http.request.referrer referer", "referrer"),
    ("sc-status http.response.status_code status", "http_status"),
    ("sc-bytes http.response.bytes", "bytes_out"),
    ("cs-host r-dns host url.domain destination.domain dst_host cs(Host)", "url_hostname|dst_hostname"),
    ("c-ip clientip client_ip src_ip source.ip src-ip", "src_ip"),
    ("cs-username user.name user", "actor_user_name"),
    ("c-uri-extension url.extension", "url_extension"),
    ("time-taken", "latency_ms"),
    ("x-forwarded-for", "src_ip"),
)

SERVER: dict[str, str | Reader] = {name.lower(): reads for names, reads in _REQUEST for name in names.split()}

PROXY: dict[str, str | Reader] = SERVER | {
    name.lower(): reads
    for names, reads in (
        ("c-uri", "url"),
        ("cs-category url.category x-urlcategory urlcategory", "policy_name"),
        ("x-result-code s-action action", Reader("action", ("disposition_id", "event_code"), Kind.TEXTS, _action)),
        ("threatname x-threat-name", "status_detail"),
    )
    for name in names.split()
}

FIREWALL: dict[str, str | Reader] = SERVER | {
    name.lower(): reads
    for names, reads in (
        ("action", Reader("action", ("disposition_id", "status_code"), Kind.TEXTS, _action)),
        ("rule_id ruleId terminatingRuleId id", "rule_uid"),
        ("msg message", "status_detail"),
    )
    for name in names.split()
}
