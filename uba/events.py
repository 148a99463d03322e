"""The normalised event: one fact from a log, in OCSF 1.8 attribute names, flattened.

Every source turns its vendor's record into this type and nothing downstream
knows a vendor. Empty string, 0, `()` and None mean "the record does not say".
"""

from __future__ import annotations

import msgspec

SUCCESS, FAILURE, OTHER = 1, 2, 99
"""`Event.status_id`: FAILURE only for a real denial; interrupts are OTHER; 0 is unknown."""

EVENT_LOG = 1008
DETECTION_FINDING = 2004
AUTHENTICATION = 3002
ACCOUNT_CHANGE = 3001
ENTITY_MANAGEMENT = 3004
HTTP_ACTIVITY = 4002
DHCP_ACTIVITY = 4004
EMAIL_ACTIVITY = 4009
INVENTORY = 5001
WEB_RESOURCES = 6001
APPLICATION_LIFECYCLE = 6002
API_ACTIVITY = 6003
DATASTORE = 6005
FILE_HOSTING = 6006
APPLICATION_ERROR = 6008

INBOUND, OUTBOUND, INTERNAL = 1, 2, 3
"""`Event.direction_id` of an e-mail; of a request OUTBOUND says that it goes to somebody else's site."""


class Event(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One normalised record.

    Field names are OCSF attribute paths with dots turned into underscores
    (`actor.user.name` is `actor_user_name`); `uba.ocsf` holds the exact paths. What most
    records say comes first, which makes events cheaper (`uba.sources.by_position`).

    Attributes whose meaning is ours to fix
    ---------------------------------------
    time
        Event time, milliseconds since the Unix epoch, UTC.
    uid
        Identity of the record: the vendor's own id where there is one, else
        empty, and the reader derives one from the record's bytes. The same uid twice is one event.
    source
        Catalogue name of the source that read the record.
    actor_user_name
        Who acted: lower-cased UPN, else domain\\name, else vendor id, as the
        record has it; aliases are resolved by `uba.context`, not by sources.
        Of an authentication it is the user who logs on.
    user_name
        The user acted upon (grantee, reset account), else empty.
    src_ip
        Address without port, IPv4-mapped IPv6 unmapped, lower case.
    src_mac
        Hardware address, lower case, pairs parted by colons.
    auth_encryption
        Of a Kerberos ticket its encryption type (`0x17` is RC4), of an NTLM
        logon package and key length (`NTLM V2/128`).
    resource_uid, resource_type, resource_namespace
        The thing read or changed (page, file, repository, mailbox) and the
        container it lives in (space, site, organisation).
    log_provider
        Of a Windows event who wrote it: an id says nothing without it.
    count
        How many like operations the record stands for (UAL `OperationCount`).
    """

    time: int
    uid: str
    source: str
    class_uid: int
    activity_id: int = 0
    status_id: int = 0
    status_code: str = ""
    status_detail: str = ""
    event_code: str = ""
    product_name: str = ""
    vendor_name: str = ""
    log_name: str = ""
    correlation_uid: str = ""

    actor_user_name: str = ""
    actor_user_uid: str = ""
    actor_user_email_addr: str = ""
    actor_user_type_id: int = 0
    actor_session_uid: str = ""
    src_ip: str = ""
    user_agent: str = ""

    service_name: str = ""
    user_name: str = ""
    resource_uid: str = ""
    resource_name: str = ""
    resource_type: str = ""
    resource_namespace: str = ""
    api_operation: str = ""
    app_name: str = ""
    device_hostname: str = ""

    actor_user_credential_uid: str = ""
    actor_app_uid: str = ""
    actor_app_name: str = ""
    src_country: str = ""
    src_asn: int = 0
    device_uid: str = ""
    device_is_managed: bool | None = None
    is_mfa: bool | None = None
    is_interactive: bool | None = None
    logon_type_id: int = 0
    auth_protocol: str = ""
    access_list: tuple[str, ...] = ()
    entity_type: str = ""
    entity_uid: str = ""
    entity_name: str = ""
    count: int = 1
    logged_time: int = 0

    file_name: str = ""
    file_path: str = ""
    file_size: int = 0
    query_text: str = ""
    email_urls: tuple[str, ...] = ()
    severity_id: int = 1
    http_method: str = ""
    url_hostname: str = ""
    url_path: str = ""
    url_query: str = ""
    referrer: str = ""
    email_to: tuple[str, ...] = ()
    email_subject: str = ""
    email_headers: tuple[str, ...] = ()

    src_hostname: str = ""
    dst_hostname: str = ""
    src_mac: str = ""
    http_status: int = 0
    bytes_out: int = 0
    latency_ms: float = 0.0
    disposition_id: int = 0
    rule_uid: str = ""
    policy_name: str = ""

    direction_id: int = 0
    email_from: str = ""
    email_smtp_from: str = ""
    email_reply_to: str = ""
    email_message_uid: str = ""
    email_size: int = 0
    email_files: tuple[str, ...] = ()
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""

    auth_encryption: str = ""
    logon_process: str = ""
    log_provider: str = ""

    database_name: str = ""
    container_image: str = ""
