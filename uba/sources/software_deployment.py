"""Software deployment: ConfigMgr status messages, AWX activity stream, Jenkins builds, PDQ Deploy; JSON or CSV.

A run (a launched job, a deployment, a build) is 6002 Install with `count` the
machines it goes to; a change of what would be deployed (a package, a template,
a schedule, a collection) is 3004. Who pushed is the actor, the console or
server the device. CSV files are read by their header line.

References: Microsoft, "SMS_StatusMessage Server WMI Class" and
"SMS_StatMsgAttributes"; AWX API `activity_stream` and its logging aggregator;
Jenkins Logstash plugin; PDQ Deploy "Deployments" report.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from uba import activities as a
from uba.errors import ParseError
from uba.events import APPLICATION_LIFECYCLE, ENTITY_MANAGEMENT, FAILURE, OTHER, SUCCESS, Event
from uba.remembered import remembered
from uba.sources.base import Parse
from uba.sources.by_position import by_position
from uba.sources.decoding import RecordDecoder
from uba.sources.deployment_records import ActivityRecord, BuildData, DeploymentRecord, PushRecord, StatusMessage
from uba.sources.fields import clean_ip, time_ms, user_key
from uba.sources.rows import RowReader, cells_of

_STATUSES = {
    "successful": SUCCESS,
    "success": SUCCESS,
    "succeeded": SUCCESS,
    "complete": SUCCESS,
    "completed": SUCCESS,
    "failed": FAILURE,
    "failure": FAILURE,
    "error": FAILURE,
}
_RUNS = re.compile(r"launch|deploy|run|push|install|build|script|start|exec|relaunch|approv", re.IGNORECASE)
_CHANGES: tuple[tuple[str, int], ...] = (
    ("delete", a.ENTITY_DELETE),
    ("remove", a.ENTITY_DELETE),
    ("disassociate", a.ENTITY_UPDATE),
    ("create", a.ENTITY_CREATE),
    ("add", a.ENTITY_CREATE),
)
_CHANGED = ("create", "modify", "update", "delete", "add", "remove", "edit")
_MOST_TARGETS = 10_000_000
_MOST_DIGITS = 19
_AWX_RUNS = frozenset({"job", "ad_hoc_command", "workflow_job", "project_update", "inventory_update"})

_STATUS_DECODER = RecordDecoder(StatusMessage, "ConfigMgr status message")
_ACTIVITY_DECODER = RecordDecoder(ActivityRecord, "AWX activity")
_BUILD_DECODER = RecordDecoder(BuildData, "Jenkins build")
_DEPLOYMENT_DECODER = RecordDecoder(DeploymentRecord, "PDQ deployment")
_PUSH_DECODER = RecordDecoder(PushRecord, "deployment record")

CONFIGMGR_TEXT = re.compile(
    r'User "(?P<user>[^"]+)" (?:at "?[^" ]+"? )?'
    r"(?P<verb>created|modified|deleted|deployed|initiated|ran|approved|updated) "
    r"(?:an? |the )?(?P<what>[\w ]+?)(?: named| called| with ID| for|,|\.|$)(?: ?\"?(?P<name>[^\"(]+))?",
    re.IGNORECASE,
)
CONFIGMGR_IDS: dict[int, tuple[str, str]] = {
    30000: ("created", "package"),
    30001: ("modified", "package"),
    30002: ("deleted", "package"),
    30003: ("created", "program"),
    30004: ("modified", "program"),
    30005: ("deleted", "program"),
    30006: ("created", "deployment"),
    30007: ("modified", "deployment"),
    30008: ("deleted", "deployment"),
    30015: ("created", "collection"),
    30016: ("modified", "collection"),
    30017: ("deleted", "collection"),
    30226: ("created", "deployment"),
    30227: ("modified", "deployment"),
    30228: ("deleted", "deployment"),
}
"""Audit messages of the SMS Provider; where the message's text is there too, the text decides."""


class SoftwareDeployment:
    """Deployment tools as one source."""

    name = "software_deployment"

    def recognise(self, record: bytes) -> bool:
        """Tell each tool by the keys of its records, or by the columns of its CSV header."""
        if record.startswith(b"{"):
            return _tool_of(record) != ""
        return _tool_of_header(record) != ""

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        if record.startswith(b"{"):
            return _record_event(record)
        if _tool_of_header(record):
            return None
        raise ParseError("row without its header line: expected JSON, or a CSV file from its first line on")

    def open(self) -> Parse:
        """Give a parse function for one file, which remembers a CSV file's header."""
        return RowReader(self.parse, lambda header: _tool_of_header(header) != "").parse


def _record_event(record: bytes) -> Event:
    read = READERS.get(_tool_of(record))
    if read is None:
        raise ParseError(
            "record is of no known deployment tool: expected ConfigMgr (MessageID, SiteCode), AWX (operation, "
            "object1), Jenkins (data.projectName), PDQ (Package, Deployment ID) or tool, operation, actor"
        )
    return read(record)


def _tool_of(record: bytes) -> str:
    """The tool whose keys a JSON record has, '' for none; the keys of two tools never come together."""
    text = record.decode("utf-8", "replace")  # a search in text costs half of one in bytes
    if '"operation"' in text:
        if '"tool"' in text:
            if '"object1"' in text or '"actor"' in text:
                return "push"
        elif '"object1"' in text:
            return "awx"
    if '"MessageID"' in text and '"SiteCode"' in text:
        return "configmgr"
    if '"projectName"' in text and '"buildNum"' in text:
        return "jenkins"
    if '"Package"' in text and ('"Deployment ID"' in text or '"DeploymentId"' in text):
        return "pdq"
    return ""


def _tool_of_header(line: bytes) -> str:
    if b"," not in line or len(line) > 4_096 or line.startswith((b"{", b"[", b"<", b"#")):
        return ""
    cells = cells_of(line)
    columns = set(cells or ())
    if {"MessageID", "SiteCode"} <= columns:
        return "configmgr"
    if {"tool", "operation", "actor"} <= columns:
        return "push"
    if "Package" in columns and columns & {"Deployment ID", "DeploymentId"}:
        return "pdq"
    return ""


@remembered(4_096)
def _status(text: str | None) -> int:
    return _STATUSES.get(text.strip().lower(), OTHER) if text else 0


@remembered(4_096)
def _change(verb: str) -> int:
    return next((number for text, number in _CHANGES if text in verb.lower()), a.ENTITY_UPDATE)


@remembered(4_096)
def _is_run(operation: str) -> bool:
    """Whether an operation of a tool that is not known better goes out to machines."""
    return not operation.lower().startswith(_CHANGED) and _RUNS.search(operation) is not None


@by_position
def _event(
    time: int,
    tool: str,
    vendor: str,
    code: str,
    is_run: bool,
    what: str,
    name: str,
    actor: str | None,
    uid: str = "",
    status: int = SUCCESS,
    status_code: str = "",
    detail: str = "",
    targets: int = 1,
    host: str = "",
    address: str = "",
    scope: str = "",
    correlation: str = "",
) -> Event:
    """A run or a change of one tool, in the same form for all of them."""
    return Event(
        time=time,
        uid=uid,
        source="software_deployment",
        class_uid=APPLICATION_LIFECYCLE if is_run else ENTITY_MANAGEMENT,
        activity_id=a.APP_INSTALL if is_run else _change(code),
        status_id=status,
        status_code=status_code,
        status_detail=detail,
        event_code=code,
        product_name=tool,
        vendor_name=vendor,
        log_name=tool,
        correlation_uid=correlation,
        count=targets if 1 <= targets <= _MOST_TARGETS else max(1, min(targets, _MOST_TARGETS)),
        actor_user_name=user_key(actor),
        entity_type="" if is_run else what,
        entity_name="" if is_run else name,
        app_name=name if is_run else "",
        resource_uid=name,
        resource_type=what,
        resource_namespace=scope,
        service_name=tool,
        src_ip=clean_ip(address) if address else "",
        device_hostname=host.lower(),
    )


@by_position
def _configmgr(line: bytes) -> Event:
    message = _STATUS_DECODER.decode(line)
    code = message.MessageID
    if code is None:
        raise ParseError("MessageID is missing: expected a ConfigMgr status message")
    text = message.text
    said = CONFIGMGR_TEXT.search(text) if text else None
    verb, what = ("", "")
    user, name = message.user, message.subject
    if said is not None:
        verb, what = said["verb"].lower(), said["what"].lower()
        user, name = said["user"], (said["name"] or name).strip()
    elif code in CONFIGMGR_IDS:
        verb, what = CONFIGMGR_IDS[code]
    is_run = verb in ("deployed", "initiated", "ran") or (what in ("deployment", "advertisement") and verb == "created")
    return _event(
        time_ms(message.Time, "Time"),
        tool="ConfigMgr",
        vendor="Microsoft",
        code=f"{code} {verb} {what}".strip(),
        is_run=is_run,
        what=what or (message.Component or "").lower(),
        name=name,
        actor=user,
        uid=f"{message.SiteCode}-{message.RecordID}" if message.RecordID else "",
        status=FAILURE if message.is_error else SUCCESS,
        status_code=str(code),
        detail=text[:500],
        host=message.MachineName or "",
        scope=message.SiteCode or "",
    )


@by_position
def _awx(line: bytes) -> Event:
    record = _ACTIVITY_DECODER.decode(line)
    operation, what = record.operation, record.object1
    if operation is None or what is None:
        raise ParseError("operation or object1 is missing: expected a record of AWX's activity stream")
    return _event(
        time_ms(record.timestamp if record.timestamp is not None else record.at_timestamp, "timestamp"),
        tool="AWX",
        vendor="Ansible",
        code=f"{operation} {what}",
        is_run=what in _AWX_RUNS and operation == "create",
        what=what,
        name=record.object_name,
        actor=record.actor_name,
        uid=f"awx-activity-{record.id}" if record.id is not None else "",
        detail=record.object2 or "",
        host=record.action_node or record.cluster_host_id or "",
    )


@by_position
def _jenkins(line: bytes) -> Event:
    record = _BUILD_DECODER.decode(line)
    build = record.data
    if build is None or not (build.full_project_name or build.project_name):
        raise ParseError("data.projectName is missing: expected a build as Jenkins' Logstash plugin sends it")
    project = build.full_project_name or build.project_name or ""
    return _event(
        time_ms(record.at_timestamp if record.at_timestamp is not None else build.timestamp, "@timestamp"),
        tool="Jenkins",
        vendor="Jenkins",
        code="build",
        is_run=True,
        what="job",
        name=project,
        actor=build.user,
        uid=f"{record.source_host or ''}{project}#{build.build_num}",
        status=_status(build.result),
        status_code=build.result or "",
        detail=build.display_name or "",
        host=build.build_host or "",
        scope=project.rpartition("/")[0],
    )


@by_position
def _pdq(line: bytes) -> Event:
    record = _DEPLOYMENT_DECODER.decode(line)
    if record.Package is None:
        raise ParseError("Package is missing: expected a PDQ deployment")
    identity = record.deployment_id or record.DeploymentId
    target = record.Computer or record.Target or ""
    return _event(
        time_ms(record.Started or record.Created or record.Finished, "Started (or Created)"),
        tool="PDQ Deploy",
        vendor="PDQ",
        code="deployment",
        is_run=True,
        what="package",
        name=record.Package,
        actor=record.created_by or record.user_name or record.User,
        uid=f"pdq-{identity}-{target}".rstrip("-") if identity else "",
        status=_status(record.Status),
        status_code=record.Status or "",
        detail=record.Error or "",
        targets=_number(record.targets),
        host=target,
        correlation=str(identity or ""),
    )


def _number(targets: int | str | None) -> int:
    """How many machines; the report writes the number as text.

    Raises
    ------
    ParseError
        The text is no number.
    """
    if targets and isinstance(targets, str):
        if not targets.strip().removeprefix("-").isdecimal() or len(targets) > _MOST_DIGITS:
            raise ParseError(f"Targets is {targets[:40]!r}: expected the number of machines")
        return int(targets) or 1
    return int(targets or 1)


@by_position
def _push(line: bytes) -> Event:
    record = _PUSH_DECODER.decode(line)
    if record.operation is None or record.tool is None:
        raise ParseError("tool or operation is missing: expected a deployment record")
    kind, _, name = (record.object1 or "").partition(":")
    return _event(
        time_ms(record.time if record.time is not None else record.timestamp, "time (or timestamp)"),
        tool=record.tool,
        vendor="",
        code=record.operation,
        is_run=_is_run(record.operation),
        what=kind if name else "",
        name=name or kind,
        actor=record.actor,
        uid=record.uid or "",
        status=_status(record.status),
        status_code=record.status or "",
        targets=record.targets or 1,
        host=record.console or "",
        address=record.source_ip or "",
        scope=record.inventory or "",
        correlation=record.change_id or "",
    )


READERS: dict[str, Callable[[bytes], Event]] = {
    "configmgr": _configmgr,
    "awx": _awx,
    "jenkins": _jenkins,
    "pdq": _pdq,
    "push": _push,
}
"""By the tool that `_tool_of` tells."""
