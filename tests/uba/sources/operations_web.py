"""Requests to websites, and what firewalls, proxies, gateways and probes say of them."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, TIME, USER, Operation, line_of
from tests.uba.sources.operations_cloud import mapped
from uba import activities as a
from uba.events import (
    APPLICATION_LIFECYCLE,
    FAILURE,
    HTTP_ACTIVITY,
    SUCCESS,
)

GET, POST, PUT, CONNECT = ((HTTP_ACTIVITY, one) for one in (a.HTTP_GET, a.HTTP_POST, a.HTTP_PUT, a.HTTP_CONNECT))
FLOOD = "T1499 T1499.002 T1499.003"
DAY = "09/Mar/2026:08:14:22 +0000"
SCRAPE = "T1594"
SHELL = "T1505.003 T1505"
FIELDS = (
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
    "sc-status sc-substatus sc-win32-status time-taken"
)
ROW = "2026-03-09 08:14:22 10.20.8.15"
HTTPERR = "date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename"
SQUID = "1773044062.337 214 10.20.31.8 TCP_MISS/200 48812"


def request(techniques: str, line: str, status: int, meaning: tuple[int, int], expected: dict[str, Any]) -> Operation:
    """One request, of an access log."""
    record = f'{ADDRESS} - - [{DAY}] "{line} HTTP/1.1" {status} 512 "-" "scraper/1" 4.501'
    common = {
        "src_ip": ADDRESS,
        "http_status": status,
        "bytes_out": 512,
        "latency_ms": 4501.0,
        "user_agent": "scraper/1",
    }
    return Operation(techniques, line, "web_access", record.encode(), meaning, common | expected)


def iis(techniques: str, fields: str, row: str, meaning: tuple[int, int], expected: dict[str, Any]) -> Operation:
    """One row of a log in W3C's extended format."""
    record = f"#Fields: {fields}\n{row}"
    return Operation(techniques, row, "iis_w3c", record.encode(), meaning, expected)


def firewall(name: str, record: dict[str, Any], expected: dict[str, Any]) -> Operation:
    """One record of a web application firewall that blocked."""
    common = {"src_ip": ADDRESS, "status_id": FAILURE, "disposition_id": 2}
    techniques = f"{FLOOD} T1190 T1210 T1491.002 T1110.004"
    return Operation(techniques, name, "waf", line_of(record), GET, common | expected)


def proxy(techniques: str, name: str, line: str, meaning: tuple[int, int], expected: dict[str, Any]) -> Operation:
    """One line of a proxy."""
    common = {"src_ip": "10.20.31.8", "actor_user_name": "l.meyer", "url_hostname": "cdn.evil.example"}
    return Operation(techniques, name, "web_proxy", line.encode(), meaning, common | expected)


OPERATIONS = [
    *(
        request(
            "T1110 T1110.001 T1110.003 T1110.004",
            "POST /login",
            status,
            POST,
            {"url_path": "/login", "status_id": outcome},
        )
        for status, outcome in ((401, FAILURE), (403, FAILURE), (302, SUCCESS))
    ),
    *(
        request("T1491 T1491.002", f"{method} {path}", 200, meaning, {"url_path": path})
        for method, path, meaning in (
            ("PUT", "/webdav/x.html", PUT),
            ("POST", "/wp-admin/theme-editor.php", POST),
            ("POST", "/upload.php", POST),
        )
    ),
    request("T1190 T1133", "GET /item?id=1%20union%20select", 500, GET, {"url_query": "id=1%20union%20select"}),
    *(
        request(SCRAPE, f"GET {path}", 404, GET, {"url_path": path})
        for path in ("/robots.txt", "/sitemap.xml", "/team/", "/careers.pdf")
    ),
    request(f"{FLOOD} T1550.004", "GET /search?q=a", 200, GET, {"url_path": "/search", "url_query": "q=a"}),
    request(SHELL, "POST /images/x.php?cmd=id", 200, POST, {"url_path": "/images/x.php", "url_query": "cmd=id"}),
    request("T1133", "GET /manager/html", 200, GET, {"url_path": "/manager/html"}),
    iis(
        SHELL,
        FIELDS,
        f"{ROW} POST /images/x.aspx - 443 - {ADDRESS} x 200 0 64 96",
        POST,
        {"url_path": "/images/x.aspx", "src_ip": ADDRESS, "latency_ms": 96.0, "status_code": "200"},
    ),
    iis(
        "T1110",
        FIELDS,
        f"{ROW} GET /owa/ - 443 CORP\\A.Berg {ADDRESS} x 401 1 1326 96",
        GET,
        {"status_code": "401.1", "actor_user_name": "corp\\a.berg", "status_id": FAILURE},
    ),
    iis(
        "T1137 T1137.004",
        FIELDS,
        f"{ROW} POST /mapi/emsmdb/ - 443 a.berg {ADDRESS} Ruler 200 0 0 9",
        POST,
        {"user_agent": "Ruler", "url_path": "/mapi/emsmdb/"},
    ),
    *(
        iis(
            "T1499.002",
            HTTPERR,
            f"2026-03-09 08:14:22 {ADDRESS} 1 10.0.0.1 443 - - - - - {reason} -",
            (HTTP_ACTIVITY, 0),
            {"src_ip": ADDRESS, "status_detail": reason},
        )
        for reason in ("Timer_ConnectionIdle", "Connection_Dropped")
    ),
    firewall(
        "ModSecurity ruleId",
        {
            "transaction": {
                "client_ip": ADDRESS,
                "time_stamp": "Mon Mar  9 08:14:22 2026",
                "unique_id": "1",
                "request": {"method": "GET", "uri": "/item?id=1", "headers": {"Host": "shop.example"}},
                "response": {"http_code": 403},
                "messages": [{"message": "SQL Injection", "details": {"ruleId": "942100", "severity": "2"}}],
            }
        },
        {"rule_uid": "942100", "url_path": "/item"},
    ),
    firewall(
        "AWS WAF BLOCK",
        {
            "timestamp": 1_773_044_062_000,
            "formatVersion": 1,
            "webaclId": "arn:aws:wafv2:x:1:regional/webacl/shop/a",
            "terminatingRuleId": "rate",
            "terminatingRuleType": "RATE_BASED",
            "action": "BLOCK",
            "httpRequest": {
                "clientIp": ADDRESS,
                "uri": "/item",
                "args": "id=1",
                "httpMethod": "GET",
                "headers": [{"name": "Host", "value": "shop.example"}],
            },
        },
        {"rule_uid": "rate", "url_query": "id=1"},
    ),
    firewall(
        "Cloudflare block",
        {
            "Action": "block",
            "ClientIP": ADDRESS,
            "ClientRequestHost": "shop.example",
            "ClientRequestMethod": "GET",
            "ClientRequestPath": "/item",
            "ClientRequestUserAgent": "bot",
            "Datetime": f"{TIME}Z",
            "EdgeResponseStatus": 403,
            "Kind": "firewall",
            "RayID": "7",
            "RuleID": "bot-rule",
            "Source": "firewallmanaged",
        },
        {"rule_uid": "bot-rule"},
    ),
    proxy(
        "T1189 T1566.002 T1204 T1598 T1598.001",
        "Squid GET",
        f"{SQUID} GET http://cdn.evil.example/p/inst.exe l.meyer HIER_DIRECT/192.0.2.8 application/octet-stream",
        GET,
        {"url_path": "/p/inst.exe", "bytes_out": 48812},
    ),
    proxy(
        "T1598.003 T1598.001 T1566.003",
        "Squid POST",
        f"{SQUID} POST http://cdn.evil.example/form l.meyer HIER_DIRECT/192.0.2.8 text/html",
        POST,
        {"url_path": "/form"},
    ),
    proxy(
        "T1505.003",
        "Squid CONNECT",
        f"{SQUID} CONNECT cdn.evil.example:443 l.meyer HIER_DIRECT/192.0.2.8 -",
        CONNECT,
        {},
    ),
    Operation(
        "T1189 T1598.003",
        "Zscaler category",
        "web_proxy",
        line_of(
            {
                "datetime": TIME.replace("T", " "),
                "reason": "Not allowed",
                "event_id": "7",
                "action": "Blocked",
                "responsesize": "1",
                "requestsize": "1",
                "urlcategory": "Phishing",
                "requestmethod": "GET",
                "useragent": "x",
                "ClientIP": "10.20.31.8",
                "status": "403",
                "user": USER,
                "url": "cdn.evil.example/p",
                "hostname": "cdn.evil.example",
                "threatname": "Evil",
            }
        ),
        GET,
        {"policy_name": "Phishing", "disposition_id": 2, "url_hostname": "cdn.evil.example"},
    ),
    Operation(
        "T1189",
        "threat URL",
        "web_proxy",
        (
            "CEF:0|Zscaler|NSSWeblog|5.7|Blocked|Malicious|3|act=Blocked cat=Malware dhost=cdn.evil.example "
            f"src=10.20.31.8 request=cdn.evil.example/p requestMethod=GET suser={USER} rt=1773044062000"
        ).encode(),
        GET,
        {"policy_name": "Malware", "disposition_id": 2},
    ),
    mapped(
        "T1557",
        "PAC file",
        (3004, a.ENTITY_UPDATE),
        {"actor_user_name": USER},
        {
            "datetime": TIME.replace("T", " "),
            "recordid": "1",
            "action": "UPDATE",
            "category": "TRAFFIC_FORWARDING",
            "subcategory": "PAC_FILE",
            "resource": "proxy.pac",
            "interface": "UI",
            "adminid": USER,
            "clientip": ADDRESS,
            "result": "SUCCESS",
            "auditlogtype": "ZIA",
        },
    ),
    mapped(
        f"{FLOOD} T1491",
        "uptime probe",
        (APPLICATION_LIFECYCLE, a.OTHER_ACTIVITY),
        {"status_id": FAILURE, "http_status": 503, "latency_ms": 9120.0, "status_detail": "9c0f", "bytes_out": 3121},
        {
            "ts": f"{TIME}Z",
            "feed": "uptime",
            "target": "https://shop.example/",
            "ok": False,
            "http_code": 503,
            "latency_ms": 9120,
            "body_sha256": "9c0f",
            "body_bytes": 3121,
        },
    ),
    mapped(
        "T1133",
        "API gateway",
        POST,
        {"src_ip": ADDRESS, "actor_user_name": ""},
        {
            "requestId": "c6",
            "ip": ADDRESS,
            "caller": "-",
            "user": "-",
            "requestTime": DAY,
            "httpMethod": "POST",
            "resourcePath": "/v1/export",
            "status": "200",
            "protocol": "HTTP/1.1",
            "responseLength": "482113",
        },
    ),
    mapped(
        "T1133",
        "Elasticsearch",
        (6003, a.API_READ),
        {"src_ip": ADDRESS, "status_id": FAILURE},
        {
            "type": "audit",
            "timestamp": f"{TIME},123+0000",
            "node.id": "n1",
            "event.type": "rest",
            "event.action": "anonymous_access_denied",
            "origin.type": "rest",
            "origin.address": f"{ADDRESS}:5",
            "url.path": "/_search",
            "request.method": "GET",
            "request.id": "q",
        },
    ),
    Operation(
        "T1133",
        "Grafana",
        "mapped",
        (
            f"logger=context userId=0 orgId=0 uname= t={TIME}.1+0000 level=info msg=x method=GET path=/api/x "
            f"status=401 remote_addr={ADDRESS} time_ms=3 size=26 referer= handler=/api/x"
        ).encode(),
        GET,
        {"src_ip": ADDRESS, "status_id": FAILURE},
    ),
    *(
        request("T1505", f"{method} {path}", 200, meaning, {"url_path": path})
        for method, path, meaning in (
            ("PUT", "/manager/text/deploy", PUT),
            ("POST", "/pluginManager/installNecessaryPlugins", POST),
        )
    ),
    Operation(
        "T1550.004",
        "session in an access log",
        "web_access",
        f'{ADDRESS} - - [{DAY}] "GET /app HTTP/1.1" 200 5 "-" "x" 0.1 session=9f2c'.encode(),
        GET,
        {"actor_session_uid": "9f2c", "src_ip": ADDRESS},
    ),
    Operation(
        "T1137.004",
        "Outlook at a proxy",
        "web_proxy",
        (
            f'10.20.31.8 - l.meyer [{DAY}] "GET http://cdn.evil.example/p.html HTTP/1.1" 200 5 "-" "Microsoft '
            'Office/16.0 (Microsoft Outlook 16.0)" TCP_MISS:HIER_DIRECT'
        ).encode(),
        GET,
        {"user_agent": "Microsoft Office/16.0 (Microsoft Outlook 16.0)", "url_hostname": "cdn.evil.example"},
    ),
    *(
        Operation(
            FLOOD,
            f"{name} target_processing_time",
            "web_access",
            record.encode(),
            GET,
            {"latency_ms": 4500.0, "src_ip": ADDRESS, "url_path": "/s"},
        )
        for name, record in (
            (
                "ALB",
                f'https {TIME}.000000Z app/lb/5 {ADDRESS}:5 10.0.1.2:80 0.0 4.5 0.0 200 200 5 512 "GET '
                'https://x.example:443/s HTTP/2.0" "x" A B',
            ),
            (
                "HAProxy",
                f"<134>{TIME}Z lb1 haproxy[7]: {ADDRESS}:5 [09/Mar/2026:08:14:22.655] in app/s1 0/0/0/0/4500 200 "
                '512 - - ---- 1/1/1/1/0 0/0 "GET /s HTTP/1.1"',
            ),
        )
    ),
]
