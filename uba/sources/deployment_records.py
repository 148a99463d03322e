"""The records of deployment tools, as each vendor names their fields."""

from __future__ import annotations

import msgspec

_ERROR_SEVERITY = 0xC0000000
"""ConfigMgr's severities: 0x40000000 informational, 0x80000000 warning, 0xC0000000 error."""


class StatusMessage(msgspec.Struct, gc=False):
    """A ConfigMgr status message, with the attributes that views join to it."""

    RecordID: int | None = None
    MessageID: int | None = None
    Severity: int | None = None
    MachineName: str | None = None
    Component: str | None = None
    ModuleName: str | None = None
    SiteCode: str | None = None
    Time: str | float | None = None
    UserName: str | None = None
    User: str | None = None
    Message: str | None = None
    MessageText: str | None = None
    Description: str | None = None
    InsString1: str | None = None
    InsString2: str | None = None
    InsString3: str | None = None

    @property
    def text(self) -> str:
        """The message in words, '' where the export has none."""
        return self.Message or self.MessageText or self.Description or ""

    @property
    def user(self) -> str:
        """Who acted: a column of its own, else the first insertion string, which audit messages use for it."""
        return self.UserName or self.User or self.InsString1 or ""

    @property
    def subject(self) -> str:
        """What was acted on: the name before the id."""
        return self.InsString3 or self.InsString2 or ""

    @property
    def is_error(self) -> bool:
        """Whether the message reports an error; the number may be signed."""
        return self.Severity is not None and self.Severity & 0xFFFFFFFF == _ERROR_SEVERITY


class Named(msgspec.Struct, gc=False):
    """Something AWX refers to."""

    name: str | None = None
    username: str | None = None


class Summary(msgspec.Struct, gc=False):
    """What AWX's API says of the things an activity refers to."""

    actor: Named | None = None
    job_template: list[Named] | None = None
    job: list[Named] | None = None
    project: list[Named] | None = None
    inventory: list[Named] | None = None
    credential: list[Named] | None = None
    workflow_job_template: list[Named] | None = None
    schedule: list[Named] | None = None
    user: list[Named] | None = None
    team: list[Named] | None = None
    organization: list[Named] | None = None
    ad_hoc_command: list[Named] | None = None


class Changes(msgspec.Struct, gc=False):
    """The changed attributes of which one is the name."""

    name: str | list[str] | None = None


class ActivityRecord(msgspec.Struct, gc=False):
    """AWX's activity stream, from the API or from its log aggregator."""

    id: int | None = None
    timestamp: str | float | None = None
    at_timestamp: str | float | None = msgspec.field(name="@timestamp", default=None)
    operation: str | None = None
    object1: str | None = None
    object2: str | None = None
    actor: str | None = None
    action_node: str | None = None
    cluster_host_id: str | None = None
    changes: Changes | None = None
    summary_fields: Summary | None = None

    @property
    def actor_name(self) -> str:
        """Who acted."""
        summary = self.summary_fields
        found = summary.actor.username if summary is not None and summary.actor is not None else None
        return found or self.actor or ""

    @property
    def object_name(self) -> str:
        """The name of the first object, '' where only its kind is told."""
        listed: list[Named] = getattr(self.summary_fields, self.object1 or "", None) or []
        if listed:
            return listed[0].name or listed[0].username or ""
        name = self.changes.name if self.changes is not None else None
        return name[-1] if isinstance(name, list) and name else name if isinstance(name, str) else ""


class BuildVariables(msgspec.Struct, gc=False):
    """Variables of a build that say who started it."""

    build_user_id: str | None = msgspec.field(name="BUILD_USER_ID", default=None)
    build_user: str | None = msgspec.field(name="BUILD_USER", default=None)


class Build(msgspec.Struct, gc=False, rename="camel"):
    """A Jenkins build."""

    project_name: str | None = None
    full_project_name: str | None = None
    display_name: str | None = None
    build_num: int | None = None
    build_host: str | None = None
    result: str | None = None
    timestamp: str | float | None = None
    user_id: str | None = None
    build_variables: BuildVariables | None = None

    @property
    def user(self) -> str:
        """Who started it; '' for a timer or a commit."""
        variables = self.build_variables
        named = (variables.build_user_id or variables.build_user) if variables is not None else None
        return self.user_id or named or ""


class BuildData(msgspec.Struct, gc=False):
    """What Jenkins' Logstash plugin sends for a build."""

    data: Build | None = None
    at_timestamp: str | float | None = msgspec.field(name="@timestamp", default=None)
    source_host: str | None = None


class DeploymentRecord(msgspec.Struct, gc=False):
    """A PDQ deployment, or one of its targets."""

    Package: str | None = None
    deployment_id: int | str | None = msgspec.field(name="Deployment ID", default=None)
    DeploymentId: int | str | None = None
    Status: str | None = None
    Started: str | float | None = None
    Created: str | float | None = None
    Finished: str | float | None = None
    created_by: str | None = msgspec.field(name="Created By", default=None)
    user_name: str | None = msgspec.field(name="User Name", default=None)
    User: str | None = None
    Computer: str | None = None
    Target: str | None = None
    targets: int | str | None = msgspec.field(name="Targets", default=None)
    Error: str | None = None


class PushRecord(msgspec.Struct, gc=False):
    """The plain form that exports and scripts of other tools are easily brought into."""

    time: str | float | None = None
    timestamp: str | float | None = None
    uid: str | None = None
    tool: str | None = None
    operation: str | None = None
    object1: str | None = None
    actor: str | None = None
    source_ip: str | None = None
    console: str | None = None
    inventory: str | None = None
    targets: int | None = None
    status: str | None = None
    change_id: str | None = None
