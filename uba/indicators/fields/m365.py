"""Microsoft 365: the Unified Audit Log, under the names of its schema and of the older connectors."""

from __future__ import annotations

from uba.context import Context
from uba.indicators.fields import Fields
from uba.indicators.reader import Kind, Reader

_RESULTS = {1: "succeeded", 2: "failed", 99: "partiallysucceeded"}


def _result(raw: tuple[str, int], context: Context) -> tuple[str, ...]:
    """The status as the record has it, and as alerts name it."""
    detail, status = raw
    said = _RESULTS.get(status, "")
    return tuple(dict.fromkeys(filter(None, (detail, said, "success" if status == 1 else ""))))


STATUS = Reader("ResultStatus", ("status_detail", "status_id"), Kind.TEXTS, _result)

M365: Fields = {
    "operation": "event_code",
    "operations": "event_code",
    "eventname": "event_code",
    "eventsource": "service_name|log_name",
    "workload": "log_name",
    "resultstatus": STATUS,
    "status": STATUS,
    "userid": "actor_user_name",
    "user": "actor_user_name",
    "userkey": "actor_user_uid",
    "actor": "actor_user_name",
    "clientip": "src_ip",
    "clientipaddress": "src_ip",
    "actoripaddress": "src_ip",
    "useragent": "user_agent",
    "clientinfostring": "user_agent",
    "objectid": "resource_uid|entity_uid|entity_name",
    "siteurl": "resource_namespace",
    "sourcefilename": "file_name",
    "sourcerelativeurl": "file_path",
    "sourcefileextension": Reader(
        "SourceFileExtension", ("file_name",), Kind.TEXT, lambda name, _: name.rpartition(".")[2] if "." in name else ""
    ),
    "itemtype": "resource_type",
    "parameters": "query_text",
    "parameters.name": "query_text",
    "parameters.value": "query_text",
    "operationproperties": "query_text",
    "operationcount": "count",
    "mailboxownerupn": "resource_uid",
    "sessionid": "actor_session_uid",
    "aadsessionid": "actor_session_uid",
    "applicationid": "actor_app_uid",
    "appid": "actor_app_uid",
    "clientappid": "actor_app_uid",
    "applicationdisplayname": "actor_app_name",
    "targetuserorgroupname": "user_name",
    "errornumber": "status_code",
    "logonerror": "status_detail",
    "item.parentfolder.path": "entity_name",
    "item.parentfolder.memberupn": "user_name",
    "item.parentfolder.memberrights": "access_list",
    "accessrights": "access_list",
    "ismanageddevice": "device_is_managed",
    "devicedisplayname": "device_hostname",
    "recipients": "email_to",
    "p1sender": "email_smtp_from",
    "p2sender": "email_from",
    "subject": "email_subject",
    "verdict": "status_detail",
    "searchquerytext": "query_text",
    "messageurls": "email_urls",
    "teamname": "resource_namespace",
    "target": "user_name|entity_name",
}
