"""GitHub audit log: organisation or enterprise, streamed, exported or from the REST API.

The time is `@timestamp`, else `created_at`, else `at_sign_timestamp` (the name
under which some collectors keep the first); epoch milliseconds or text. A
record with none of them cannot be placed in time and is an error. Reference:
GitHub, "Audit log events for your organization".
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from uba import activities as a
from uba.errors import ParseError
from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    FAILURE,
    SUCCESS,
    WEB_RESOURCES,
    Event,
)
from uba.remembered import remembered
from uba.sources.by_position import by_position
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import clean_ip, time_ms, user_key


class ActorLocation(msgspec.Struct, gc=False):
    """Where the actor's address is registered."""

    country_code: str | None = None


class GithubRecord(msgspec.Struct, gc=False):
    """The fields that are read, in the order in which records have them; each action adds others."""

    timestamp: int | float | str | None = msgspec.field(name="@timestamp", default=None)
    at_sign_timestamp: int | float | str | None = None
    created_at: int | float | str | None = None
    document_id: str | None = msgspec.field(name="_document_id", default=None)
    action: str | None = None
    actor: str | None = None
    user: str | None = None
    actor_id: str | int | None = None
    actor_ip: str | None = None
    actor_is_bot: bool | None = None
    org: str | None = None
    repo: str | None = None
    permission: str | None = None
    actor_location: ActorLocation | None = None
    repository: str | None = None
    repository_public: bool | None = None
    transport_protocol_name: str | None = None
    user_agent: str | None = None
    programmatic_access_type: str | None = None
    hashed_token: str | None = None
    business: str | None = None
    visibility: str | None = None
    public_repo: bool | None = None
    name: str | None = None
    team: str | None = None
    external_identity_nameid: str | None = None
    request_id: str | None = None
    token_id: str | int | None = None
    oauth_application_name: str | None = None
    oauth_application_id: str | int | None = None


_DECODER = RecordDecoder(GithubRecord, "GitHub audit record")

_PERSON, _SERVICE = 1, 4

ACTIONS: dict[str, tuple[int, int]] = {
    "git.clone": (WEB_RESOURCES, a.WEB_READ),
    "git.fetch": (WEB_RESOURCES, a.WEB_READ),
    "git.push": (WEB_RESOURCES, a.WEB_UPDATE),
    "repo.download_zip": (WEB_RESOURCES, a.WEB_EXPORT),
    "repo.create": (WEB_RESOURCES, a.WEB_CREATE),
    "repo.destroy": (WEB_RESOURCES, a.WEB_DELETE),
    "repo.access": (WEB_RESOURCES, a.WEB_SHARE),
    "repo.update": (WEB_RESOURCES, a.WEB_UPDATE),
    "repo.rename": (WEB_RESOURCES, a.WEB_UPDATE),
    "repo.transfer": (WEB_RESOURCES, a.WEB_UPDATE),
    "repo.archived": (WEB_RESOURCES, a.WEB_UPDATE),
    "user.login": (AUTHENTICATION, a.AUTH_LOGON),
    "user.failed_login": (AUTHENTICATION, a.AUTH_LOGON),
    "org.sso_response": (AUTHENTICATION, a.AUTH_LOGON),
    "business.sso_response": (AUTHENTICATION, a.AUTH_LOGON),
    "two_factor_authentication.enabled": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "two_factor_authentication.disabled": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
}
_ADMINISTERED = frozenset(
    {
        "org",
        "team",
        "enterprise",
        "business",
        "organization_moderators",
        "hook",
        "integration",
        "integration_installation",
        "ip_allow_list",
        "ip_allow_list_entry",
        "protected_branch",
        "repository_ruleset",
        "personal_access_token",
        "oauth_access",
        "oauth_application",
        "public_key",
        "deploy_key",
        "role",
        "members_can_create_pages",
        "secret_scanning",
        "repository_secret_scanning",
        "repository_vulnerability_alerts",
        "environment",
        "workflows",
        "codespaces",
        "organization_default_label",
        "api",
    }
)
"""Families of actions (before the dot) that change who may do what."""
_VERBS: tuple[tuple[str, int], ...] = (
    ("create", a.ENTITY_CREATE),
    ("add", a.ENTITY_CREATE),
    ("invite", a.ENTITY_CREATE),
    ("destroy", a.ENTITY_DELETE),
    ("delete", a.ENTITY_DELETE),
    ("remove", a.ENTITY_DELETE),
    ("revoke", a.ENTITY_DELETE),
    ("enable", a.ENTITY_ENABLE),
    ("disable", a.ENTITY_DISABLE),
)
_API_ACTIVITIES = {
    a.ENTITY_CREATE: a.API_CREATE,
    a.ENTITY_DELETE: a.API_DELETE,
}


class GithubAudit:
    """The GitHub audit log as a source."""

    name = "github_audit"

    def recognise(self, record: bytes) -> bool:
        """Tell a GitHub record by a dotted `action` together with an actor or organisation."""
        if not record.startswith(b"{") or b'"action"' not in record:
            return False
        if b'"actor' not in record and b'"org"' not in record and b'"business"' not in record:
            return False
        try:
            return _is_github(_DECODER.decode(record))
        except ParseError:
            return False

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        github = _DECODER.decode(record)
        meaning = _meaning_of(github.action)
        if meaning is None or not _is_github(github):
            raise ParseError(
                f"action is {(github.action or '')[:60]!r}: expected a dotted GitHub action such as git.clone, "
                "with actor, org or business"
            )
        return _event(github, github.action or "", meaning)


def _is_github(record: GithubRecord) -> bool:
    named = record.actor is not None or record.org is not None or record.business is not None
    return named and _meaning_of(record.action) is not None


def _time(record: GithubRecord) -> int:
    if record.timestamp is not None:
        return time_ms(record.timestamp, "@timestamp")
    if record.created_at is not None:
        return time_ms(record.created_at, "created_at")
    if record.at_sign_timestamp is not None:
        return time_ms(record.at_sign_timestamp, "at_sign_timestamp")
    raise ParseError("@timestamp, created_at and at_sign_timestamp are missing: expected the time of the event")


class _Meaning(NamedTuple):
    """What an action is; `family`, the part before the dot, of those that change who may do what."""

    class_uid: int
    activity_id: int
    status_id: int
    family: str
    api_operation: str


@remembered(2_048)
def _meaning_of(action: str | None) -> _Meaning | None:
    """Give what an action is; None for what is none of GitHub's."""
    if action is None or "." not in action or " " in action:
        return None
    class_uid, activity_id = _activity_of(action)
    return _Meaning(
        class_uid,
        activity_id,
        FAILURE if action == "user.failed_login" else SUCCESS,
        action.partition(".")[0] if class_uid == ENTITY_MANAGEMENT else "",
        action if class_uid == API_ACTIVITY else "",
    )


def _activity_of(action: str) -> tuple[int, int]:
    known = ACTIONS.get(action)
    if known is not None:
        return known
    family, _, verb = action.partition(".")
    if verb.startswith("pages_"):
        return WEB_RESOURCES, a.WEB_UPDATE
    # The verb stands in front or last: `repo.add_member`, `personal_access_token.request_created`.
    activity_id = next((number for word, number in _VERBS if f"_{word}" in f"_{verb}"), a.ENTITY_UPDATE)
    if family in _ADMINISTERED or verb.endswith("_member") or verb.endswith("_collaborator"):
        return ENTITY_MANAGEMENT, activity_id
    if verb in ("download", "view", "list", "get"):
        return API_ACTIVITY, a.API_READ
    return API_ACTIVITY, _API_ACTIVITIES.get(activity_id, a.API_UPDATE)


@remembered(65_536)
def _actor(name: str | None) -> tuple[str, int]:
    """Give the user key and the kind of user that a login tells."""
    key = user_key(name)
    return key, _SERVICE if key.endswith("[bot]") else _PERSON if key else 0


@remembered(65_536)
def _repository(given: str | None) -> tuple[str, str, str, str]:
    """Give uid, name, type and owner of a repository that is given as `owner/name`."""
    repo = (given or "").lower()
    return repo, repo.rpartition("/")[2], "repository" if repo else "", repo.partition("/")[0]


def _visibility(github: GithubRecord) -> str:
    public = github.repository_public if github.repository_public is not None else github.public_repo
    return github.visibility or ("" if public is None else "public" if public else "private")


@by_position
def _event(github: GithubRecord, action: str, meaning: _Meaning) -> Event:
    class_uid, activity_id, status_id, family, api_operation = meaning
    actor, kind = _actor(github.actor)
    repo, name, resource_type, owner = _repository(github.repo or github.repository)
    location, org = github.actor_location, github.org
    target = user_key(github.user)
    nameid = github.external_identity_nameid
    return Event(
        time=_time(github),
        uid=github.document_id or "",
        source="github_audit",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=status_id,
        status_detail=_visibility(github),
        event_code=action,
        product_name="GitHub",
        vendor_name="GitHub",
        log_name=github.business or org or "",
        correlation_uid=github.request_id or "",
        actor_user_name=actor,
        actor_user_uid=str(github.actor_id) if github.actor_id is not None else "",
        actor_user_email_addr=user_key(nameid) if nameid and "@" in nameid else "",
        actor_user_type_id=_SERVICE if github.actor_is_bot else kind,
        actor_user_credential_uid=github.hashed_token or (str(github.token_id) if github.token_id else ""),
        actor_app_uid=str(github.oauth_application_id) if github.oauth_application_id else "",
        actor_app_name=github.oauth_application_name or github.programmatic_access_type or "",
        user_name=target if target != actor else "",
        entity_type=family,
        entity_name=(github.name or github.team or target or repo or org or "") if family else "",
        access_list=(github.permission,) if github.permission else (),
        resource_uid=repo,
        resource_name=name,
        resource_type=resource_type,
        resource_namespace=org.lower() if org else owner,
        service_name="github",
        src_ip=clean_ip(github.actor_ip) if github.actor_ip else "",
        src_country=location.country_code.upper() if location is not None and location.country_code else "",
        auth_protocol=github.transport_protocol_name or "",
        user_agent=github.user_agent or "",
        api_operation=api_operation,
    )
