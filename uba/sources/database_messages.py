"""What PostgreSQL, MySQL and SQL Server write to their own logs: logons, statements, settings, procedures.

The texts are those of the servers. A statement is an event wherever the server logs
it; what else the servers say is a service message like any other's.
"""

from __future__ import annotations

import re

from uba import activities as a
from uba.events import AUTHENTICATION, DATASTORE, ENTITY_MANAGEMENT, FAILURE, SUCCESS, Event
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, user_key
from uba.sources.report import Report

_SERVICES = {"PostgreSQL": "postgresql", "MySQL": "mysql", "SQL Server": "mssql"}
_READ = 16_384
_CUT = 4_000
_POSTGRES_STATEMENT = re.compile(
    r"(?:duration: (?P<ms>\d{1,12}(?:\.\d{1,6})?) ms {1,3})?(?:statement|execute [^:]{1,80}): (?P<query>.+)", re.DOTALL
)
_POSTGRES_REFUSED = re.compile(
    r"(?:password|\w{2,20}) authentication failed for user \"(?P<user>[^\"]{1,128})\""
    r"|role \"(?P<user2>[^\"]{1,128})\" does not exist"
    r"|no pg_hba\.conf entry for host \"(?P<ip>[^\"]{2,64})\", user \"(?P<user3>[^\"]{1,128})\""
)
_POSTGRES_LOGON = re.compile(r"connection authorized: user=(?P<user>\S{1,128})")
_MYSQL_REFUSED = re.compile(r"Access denied for user '(?P<user>[^']{0,128})'@'(?P<host>[^']{0,255})'")
_MYSQL_QUERY = re.compile(r"(?:Query|Execute|Prepare)\t(?P<query>.+)", re.DOTALL)
_MYSQL_CONNECT = re.compile(r"Connect\t(?P<user>[^@\s]{0,128})@(?P<host>\S{1,255})")
_SQL_SERVER_LOGON = re.compile(
    r"Login (?P<what>failed|succeeded) for user '(?P<user>[^']{1,256})'\.?(?P<why>.{0,400}?)"
    r"(?:\[CLIENT: (?P<ip>[^\]\s]{1,64}))?(?:\]|$)",
    re.DOTALL,
)
_SQL_SERVER_OPTION = re.compile(
    r"Configuration option '(?P<option>[^']{1,128})' changed from (?P<old>\d+) to (?P<new>\d+)"
)
_SQL_SERVER_PROCEDURE = re.compile(
    r"(?:Launched startup procedure|to execute extended stored procedure) '(?P<procedure>[^']{1,256})'"
)


def is_database(tag: str) -> bool:
    """Tell the programs whose messages are read here."""
    return tag.startswith(("postgres", "mysqld", "mariadb", "sqlservr"))


def database_event(report: Report) -> Event | None:
    """Give the event that a message of a database server is; None for what is only a service message."""
    text = report.message[:_READ]
    if report.tag.startswith("postgres"):
        return _postgres(report, text)
    return _sql_server(report, text) if report.tag == "sqlservr" else _mysql(report, text)


def _postgres(report: Report, text: str) -> Event | None:
    if match := _POSTGRES_STATEMENT.search(text):
        return _query(report, "PostgreSQL", match["query"], float(match["ms"] or 0.0))
    if match := _POSTGRES_REFUSED.search(text):
        user = match["user"] or match["user2"] or match["user3"]
        return _logon(report, "PostgreSQL", user, match["ip"] or "", FAILURE, text)
    if match := _POSTGRES_LOGON.match(text):
        return _logon(report, "PostgreSQL", match["user"], "", SUCCESS, "")
    return None


def _mysql(report: Report, text: str) -> Event | None:
    if match := _MYSQL_REFUSED.search(text):
        return _logon(report, "MySQL", match["user"], match["host"], FAILURE, text)
    if match := _MYSQL_CONNECT.match(text):
        return _logon(report, "MySQL", match["user"], match["host"], SUCCESS, "")
    match = _MYSQL_QUERY.match(text)
    return None if match is None else _query(report, "MySQL", match["query"], 0.0)


def _sql_server(report: Report, text: str) -> Event | None:
    if match := _SQL_SERVER_LOGON.match(text):
        status = FAILURE if match["what"] == "failed" else SUCCESS
        return _logon(report, "SQL Server", match["user"], match["ip"] or "", status, match["why"].strip())
    if match := _SQL_SERVER_OPTION.search(text):
        return _option(report, match["option"], f"{match['old']} to {match['new']}")
    match = _SQL_SERVER_PROCEDURE.search(text)
    return None if match is None else _query(report, "SQL Server", match["procedure"], 0.0, match["procedure"])


@by_position
def _query(report: Report, product: str, query: str, latency_ms: float, procedure: str = "") -> Event:
    return Event(
        time=report.time,
        uid=report.uid,
        source="web_error",
        class_uid=DATASTORE,
        activity_id=a.DATA_QUERY,
        event_code="statement",
        product_name=product,
        log_name="server",
        service_name=_SERVICES[product],
        device_hostname=report.host,
        resource_name=procedure,
        query_text=query.strip()[:_CUT],
        latency_ms=min(latency_ms, 1e9),
    )


@by_position
def _logon(report: Report, product: str, user: str, host: str, status: int, detail: str) -> Event:
    address = clean_ip(host) if host else ""
    return Event(
        time=report.time,
        uid=report.uid,
        source="web_error",
        class_uid=AUTHENTICATION,
        activity_id=a.AUTH_LOGON,
        status_id=status,
        status_detail=detail[:400],
        event_code="logon",
        product_name=product,
        log_name="server",
        actor_user_name=user_key(user),
        src_ip=address,
        src_hostname="" if address else host.lower(),
        service_name=_SERVICES[product],
        device_hostname=report.host,
        dst_hostname=report.host,
    )


@by_position
def _option(report: Report, option: str, change: str) -> Event:
    return Event(
        time=report.time,
        uid=report.uid,
        source="web_error",
        class_uid=ENTITY_MANAGEMENT,
        activity_id=a.ENTITY_UPDATE,
        status_id=SUCCESS,
        status_detail=change,
        event_code="15457",
        product_name="SQL Server",
        log_name="server",
        service_name=_SERVICES["SQL Server"],
        device_hostname=report.host,
        entity_type="SQL Server option",
        entity_name=option,
    )
