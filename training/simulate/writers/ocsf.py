"""The in-house application Atlas logs OCSF 1.8: sign-ins, pages read, interface calls, with its session cookie."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
from numpy.random import Generator

from training.simulate.organisation import NETBIOS
from training.simulate.presence import Seat
from training.simulate.randomness import hexadecimal, uuid
from training.simulate.sink import Sink

CHANNEL = "ocsf"
HOST = "atlas.halden.example"
_CLASSES = {
    3002: ("Authentication", 3, "Identity & Access Management"),
    6001: ("Web Resources Activity", 6, "Application Activity"),
    6003: ("API Activity", 6, "Application Activity"),
}


def sign_in(sink: Sink, rng: Generator, at: int, seat: Seat, cookie: str) -> None:
    """Write one sign-in to Atlas, by single sign-on; it starts the session `cookie`."""
    record = _base(rng, at, seat, 3002, 1, "Logon", cookie)
    record |= {
        "auth_protocol": "SAML",
        "auth_protocol_id": 5,
        "is_mfa": True,
        "is_remote": True,
        "logon_type": "Network",
        "logon_type_id": 3,
        "service": {"name": "Atlas"},
        "session": {"uid": cookie},
        "user": record["actor"]["user"],
    }
    _add(sink, at, record)


def read(sink: Sink, rng: Generator, at: int, seat: Seat, cookie: str, case: int) -> None:
    """Write one case read in the web front end."""
    record = _base(rng, at, seat, 6001, 2, "Read", cookie)
    record |= {
        "http_request": _request(rng, seat, f"/cases/{case}", cookie),
        "http_response": {"code": 200, "length": 9_000 + case % 7_000},
        "web_resources": [
            {"name": f"Case {case}", "type": "case", "uid": str(case), "url_string": f"https://{HOST}/cases/{case}"}
        ],
    }
    _add(sink, at, record)


def call(sink: Sink, rng: Generator, at: int, seat: Seat, cookie: str, operation: str, case: int) -> None:
    """Write one call of the programming interface."""
    record = _base(rng, at, seat, 6003, 2, "Read", cookie)
    record |= {
        "api": {"operation": operation, "service": {"name": "Atlas"}, "response": {"code": 200}},
        "http_request": _request(rng, seat, f"/api/v2/{operation}/{case}", cookie),
        "http_response": {"code": 200, "length": 1_800 + case % 900},
        "resources": [{"name": f"Case {case}", "type": "case", "uid": str(case), "namespace": "cases"}],
    }
    _add(sink, at, record)


def _base(rng: Generator, at: int, seat: Seat, class_uid: int, activity: int, name: str, cookie: str) -> dict[str, Any]:
    caption, category, category_name = _CLASSES[class_uid]
    person = seat.person
    user = {
        "email_addr": person.email,
        "name": f"{NETBIOS}\\{person.sam}",
        "type": "User",
        "type_id": 1,
        "uid": person.sid,
    }
    return {
        "activity_id": activity,
        "activity_name": name,
        "actor": {"session": {"uid": cookie}, "user": user},
        "category_name": category_name,
        "category_uid": category,
        "class_name": caption,
        "class_uid": class_uid,
        "dst_endpoint": {"hostname": HOST, "port": 443},
        "metadata": {
            "logged_time": at + 300,
            "product": {"name": "Atlas", "vendor_name": "Halden", "version": "7.3"},
            "profiles": ["host"],
            "uid": uuid(rng),
            "version": "1.8.0",
        },
        "severity": "Informational",
        "severity_id": 1,
        "src_endpoint": {
            "autonomous_system": {"name": seat.network.name, "number": seat.network.asn},
            "ip": seat.ip,
            "location": {"country": seat.network.country},
        },
        "status": "Success",
        "status_id": 1,
        "time": at,
        "type_name": f"{caption}: {name}",
        "type_uid": class_uid * 100 + activity,
    }


def _request(rng: Generator, seat: Seat, path: str, cookie: str) -> dict[str, Any]:
    value = sha256(cookie.encode()).hexdigest()[:24]
    return {
        "http_headers": [{"name": "Cookie", "value": f"atlas_session={value}"}],
        "http_method": "GET",
        "uid": hexadecimal(rng, 16),
        "url": {"hostname": HOST, "path": path, "scheme": "https", "url_string": f"https://{HOST}{path}"},
        "user_agent": seat.agent,
    }


def _add(sink: Sink, at: int, record: dict[str, Any]) -> None:
    sink.add(CHANNEL, at, msgspec.json.encode(record), record["metadata"]["uid"])
