"""Operations of repositories: Confluence, GitHub, GitLab, Bitbucket, git servers, Jira, Salesforce, databases, CMS."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, TIME, USER, Operation, line_of
from tests.uba.sources.operations_cloud import mapped
from uba import activities as a
from uba.events import (
    ACCOUNT_CHANGE,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DATASTORE,
    ENTITY_MANAGEMENT,
    FAILURE,
    FILE_HOSTING,
    WEB_RESOURCES,
)

READ, EXPORT, SEARCH = (WEB_RESOURCES, a.WEB_READ), (WEB_RESOURCES, a.WEB_EXPORT), (WEB_RESOURCES, a.WEB_SEARCH)
CHANGE, DELETION, SHARE = (WEB_RESOURCES, a.WEB_UPDATE), (WEB_RESOURCES, a.WEB_DELETE), (WEB_RESOURCES, a.WEB_SHARE)
LOGON = (AUTHENTICATION, a.AUTH_LOGON)
CONFLUENCE, CODE = "T1213 T1213.001", "T1213 T1213.003"
GUESSING = "T1110 T1110.001 T1110.003"
EPOCH = 1_773_044_062


def confluence(
    techniques: str, category: str, action: str, meaning: tuple[int, int], expected: dict[str, Any]
) -> Operation:
    """One record of Confluence's audit log."""
    record = {
        "timestamp": {"epochSecond": EPOCH, "nano": 0},
        "author": {"id": "1", "name": USER, "type": "user"},
        "auditType": {"area": "END_USER_ACTIVITY", "category": category, "action": action, "level": "FULL"},
        "affectedObjects": [
            {"id": "98412", "name": "Payroll", "type": "Page"},
            {"id": "7", "name": "FIN", "type": "Space"},
        ],
        "changedValues": [],
        "extraAttributes": [],
        "method": "Browser",
        "source": ADDRESS,
        "system": "https://wiki.fabrikam.example",
        "version": "1.0",
    }
    common = {"actor_user_name": USER, "src_ip": ADDRESS}
    return Operation(techniques, f"{category}: {action}", "confluence", line_of(record), meaning, common | expected)


def wiki_request(techniques: str, path: str, meaning: tuple[int, int], expected: dict[str, Any]) -> Operation:
    """One request of Confluence's access log."""
    line = f'{ADDRESS} - {USER} [09/Mar/2026:08:14:22 +0000] "GET {path} HTTP/1.1" 200 482113 "-" "python/3"'
    common = {"actor_user_name": USER, "src_ip": ADDRESS, "bytes_out": 482113, "user_agent": "python/3"}
    return Operation(techniques, path, "confluence", line.encode(), meaning, common | expected)


def github(
    techniques: str, action: str, meaning: tuple[int, int], expected: dict[str, Any], **fields: Any
) -> Operation:
    """One record of GitHub's audit log."""
    record = {
        "@timestamp": EPOCH * 1_000,
        "_document_id": f"h-{action}",
        "action": action,
        "actor": "lind",
        "actor_ip": ADDRESS,
        "user_agent": "git/2.49",
        "org": "fabrikam",
        "repo": "fabrikam/app",
        "hashed_token": "abc=",
        "programmatic_access_type": "Personal access token (classic)",
        "transport_protocol_name": "http",
        "repository_public": False,
    }
    common = {
        "actor_user_name": "lind",
        "src_ip": ADDRESS,
        "actor_user_credential_uid": "abc=",
        "user_agent": "git/2.49",
    }
    return Operation(techniques, action, "github_audit", line_of(record | fields), meaning, common | expected)


def gitlab(techniques: str, event: str, meaning: tuple[int, int]) -> Operation:
    """One record of GitLab's audit log."""
    record = {
        "id": event,
        "author_id": 12,
        "author_name": "Lind",
        "entity_id": 77,
        "entity_type": "Project",
        "event_name": event,
        "details": {
            "author_email": USER,
            "ip_address": ADDRESS,
            "entity_path": "fabrikam/app",
            "target_details": "app",
        },
        "created_at": f"{TIME}.1Z",
    }
    expected = {"actor_user_name": USER, "src_ip": ADDRESS, "resource_uid": "fabrikam/app"}
    return mapped(techniques, f"GitLab {event}", meaning, expected, record)


def bitbucket(techniques: str, action: str, meaning: tuple[int, int]) -> Operation:
    """One record of Bitbucket's audit log."""
    record = {
        "timestamp": {"epochSecond": EPOCH, "nano": 0},
        "author": {"id": "12", "name": "lind", "type": "NORMAL"},
        "auditType": {"action": action, "area": "END_USER_ACTIVITY", "category": "Repositories"},
        "affectedObjects": [
            {"id": "7", "name": "app", "type": "REPOSITORY"},
            {"id": "2", "name": "FAB", "type": "PROJECT"},
        ],
        "source": ADDRESS,
        "system": "https://git.fabrikam.example",
    }
    return mapped(techniques, f"Bitbucket {action}", meaning, {"actor_user_name": "lind", "src_ip": ADDRESS}, record)


def cms(techniques: str, kind: str, action: str, meaning: tuple[int, int], expected: dict[str, Any]) -> Operation:
    """One record of a content management system."""
    record = {
        "timestamp": f"{TIME}Z",
        "event_id": f"{kind}-{action}",
        "object_type": kind,
        "action": action,
        "user_login": "admin",
        "client_ip": ADDRESS,
        "site": "https://www.fabrikam.example",
        "object_name": "Home",
    }
    common = {"actor_user_name": "admin", "src_ip": ADDRESS}
    return mapped(techniques, f"CMS {kind} {action}", meaning, common | expected, record)


def atlassian(techniques: str, action: str, meaning: tuple[int, int]) -> Operation:
    """One event of an Atlassian organisation."""
    record = {
        "id": action,
        "type": "events",
        "attributes": {
            "time": f"{TIME}.1Z",
            "action": action,
            "actor": {"id": "5", "name": "Berg", "email": USER},
            "context": [{"id": "p-1", "type": "pages", "attributes": {"title": "Plan"}}],
            "container": [{"id": "c1", "type": "sites", "attributes": {"siteHostName": "fabrikam.atlassian.net"}}],
            "location": {"ip": ADDRESS},
        },
    }
    return mapped(techniques, f"Atlassian {action}", meaning, {"actor_user_name": USER, "src_ip": ADDRESS}, record)


PAGE = {"resource_uid": "98412", "resource_namespace": "FIN"}
REPOSITORY = {"resource_uid": "fabrikam/app", "resource_namespace": "fabrikam"}
CHANGED = (ENTITY_MANAGEMENT, a.ENTITY_UPDATE)
LOOKS = "T1491 T1491.001"

OPERATIONS = [
    confluence(CONFLUENCE, "Pages", "Page viewed", READ, PAGE),
    confluence(CONFLUENCE, "Search", "Search performed", SEARCH, {}),
    confluence(CONFLUENCE, "Import/Export", "Space exported", EXPORT, {}),
    confluence(CONFLUENCE, "Pages", "Attachment downloaded", (FILE_HOSTING, a.FILE_DOWNLOAD), {}),
    confluence(LOOKS, "Pages", "Page updated", CHANGE, PAGE),
    confluence(LOOKS, "Spaces", "Space logo uploaded", CHANGE, {}),
    confluence("T1491", "Global administration", "Site logo changed", CHANGE, {}),
    confluence("T1491", "Global administration", "Color scheme modified", CHANGE, {}),
    confluence("T1491.001", "Global administration", "Global custom HTML edited", CHANGE, {}),
    confluence("T1505", "Apps", "App installed", (APPLICATION_LIFECYCLE, a.APP_INSTALL), {}),
    confluence("T1505", "Apps", "App enabled", (APPLICATION_LIFECYCLE, a.APP_ENABLE), {}),
    confluence(GUESSING, "Authentication", "User login failed", LOGON, {"status_id": FAILURE}),
    wiki_request(CONFLUENCE, "/pages/viewpage.action?pageId=98412", READ, {"resource_uid": "98412"}),
    wiki_request(
        CONFLUENCE, "/display/FIN/Payroll", READ, {"resource_uid": "FIN/Payroll", "resource_namespace": "FIN"}
    ),
    wiki_request(CONFLUENCE, "/rest/api/content/98412", READ, {"resource_uid": "98412"}),
    wiki_request(CONFLUENCE, "/spaces/doexportspace.action?key=FIN", EXPORT, {"resource_namespace": "FIN"}),
    wiki_request(
        CONFLUENCE,
        "/download/attachments/98412/payroll.xlsx",
        (FILE_HOSTING, a.FILE_DOWNLOAD),
        {"file_name": "payroll.xlsx"},
    ),
    atlassian(CONFLUENCE, "confluence_page_viewed", READ),
    atlassian(CONFLUENCE, "confluence_space_exported", EXPORT),
    *(github(f"{CODE} T1550", action, READ, REPOSITORY) for action in ("git.clone", "git.fetch")),
    github(CODE, "git.push", CHANGE, REPOSITORY),
    github(CODE, "repo.download_zip", EXPORT, REPOSITORY),
    github(CODE, "repo.access", SHARE, REPOSITORY),
    github(
        CODE,
        "repo.add_member",
        (ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        {"user_name": "eve", "access_list": ("admin",)},
        user="eve",
        permission="admin",
    ),
    *(
        github(CODE, f"personal_access_token.{verb}", (ENTITY_MANAGEMENT, activity), {})
        for verb, activity in (
            ("access_granted", a.ENTITY_UPDATE),
            ("request_created", a.ENTITY_CREATE),
            ("access_revoked", a.ENTITY_DELETE),
        )
    ),
    github("T1491 T1491.002", "repo.pages_cname", CHANGE, REPOSITORY),
    github("T1564", "protected_branch.destroy", (ENTITY_MANAGEMENT, a.ENTITY_DELETE), {}),
    github(GUESSING, "user.failed_login", LOGON, {"status_id": FAILURE}),
    gitlab(CODE, "repository_git_operation", READ),
    gitlab(CODE, "repository_download_operation_changed", EXPORT),
    gitlab(GUESSING, "login_failed_with_standard_authentication", LOGON),
    bitbucket(CODE, "Repository accessed", READ),
    bitbucket(CODE, "Repository exported", EXPORT),
    bitbucket(CODE, "Full data export", EXPORT),
    Operation(
        CODE,
        "info/refs git-upload-pack",
        "web_access",
        b'203.0.113.77 - lind [09/Mar/2026:08:14:22 +0000] "GET /fabrikam/app.git/info/refs?service=git-upload-pack '
        b'HTTP/1.1" 200 5 "-" "git/2.49"',
        READ,
        REPOSITORY | {"actor_user_name": "lind"},
    ),
    mapped(
        "T1213",
        "Jira export",
        EXPORT,
        {"actor_user_name": "lind"},
        {
            "timestamp": {"epochSecond": EPOCH, "nano": 0},
            "author": {"id": "12", "name": "lind", "type": "user"},
            "auditType": {
                "action": "Issues exported",
                "actionI18nKey": "jira.auditing.issues.exported",
                "area": "END_USER_ACTIVITY",
                "category": "issues",
            },
            "affectedObjects": [{"id": "1", "name": "SEC", "type": "PROJECT_KEY"}],
            "source": ADDRESS,
            "system": "https://jira.fabrikam.example",
        },
    ),
    mapped(
        "T1213",
        "Salesforce ReportExport",
        EXPORT,
        {"actor_user_name": USER, "src_ip": ADDRESS},
        {
            "EVENT_TYPE": "ReportExport",
            "ORGANIZATION_ID": "00D",
            "USER_ID": "005",
            "CLIENT_IP": ADDRESS,
            "URI": "/00O",
            "TIMESTAMP_DERIVED": f"{TIME}.1Z",
            "REQUEST_ID": "4",
            "USER_NAME": USER,
        },
    ),
    Operation(
        "T1213",
        "PostgreSQL SELECT",
        "web_error",
        f"{TIME.replace('T', ' ')}.1 UTC [8] app@shop LOG:  statement: SELECT * FROM users".encode(),
        (DATASTORE, a.DATA_QUERY),
        {"query_text": "SELECT * FROM users"},
    ),
    cms(LOOKS, "post", "updated", CHANGE, {"resource_name": "Home"}),
    cms("T1491.002", "theme", "file edited", (APPLICATION_LIFECYCLE, a.APP_UPDATE), {"app_name": "Home"}),
    cms("T1505", "plugin", "installed", (APPLICATION_LIFECYCLE, a.APP_INSTALL), {"app_name": "Home"}),
    cms("T1505", "plugin", "activated", (APPLICATION_LIFECYCLE, a.APP_ENABLE), {"app_name": "Home"}),
    cms("T1564", "user", "hidden", CHANGED, {"entity_name": "Home"}),
    github("T1098.005", "two_factor_authentication.disabled", (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE), {}),
]
