"""Duo authentication log, API version 2: one record a line."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import msgspec
from numpy.random import Generator

from training.simulate.presence import Seat
from training.simulate.randomness import uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import iso_offset
from training.simulate.writers.places import CITIES, COUNTRIES

CHANNEL = "duo"
APPROVED = ("success", "user_approved")
NO_RESPONSE = ("denied", "no_response")
DECLINED = ("denied", "user_mistake")
FRAUD = ("fraud", "user_marked_fraud")
REMEMBERED = ("success", "remembered_device")
"""(result, reason) of a prompt."""


def prompt(
    sink: Sink, rng: Generator, at: int, seat: Seat, outcome: tuple[str, str], app: str, factor: str = "duo_push"
) -> None:
    """Write the end of one prompt; `seat` is where somebody wants in, the phone answers from its own network."""
    person, country = seat.person, seat.network.country
    uid = uuid(rng)
    record: dict[str, Any] = {
        "access_device": {
            "browser": "Chrome" if "Chrome" in seat.agent else "Unknown",
            "hostname": seat.device.name or None,
            "ip": seat.ip,
            "location": {"city": CITIES.get(country), "country": COUNTRIES.get(country), "state": ""},
            "os": seat.device.system or "Unknown",
        },
        "alias": "unknown",
        "application": {"key": f"DI{crc32(app.encode()):08X}HALDENAPP", "name": app},
        "auth_device": {
            "ip": person.home_address,
            "key": "DP" + person.phone.uid.replace("-", "").upper()[:18],
            "location": {"city": None, "country": COUNTRIES.get(person.home.country), "state": None},
            "name": person.phone.name,
        },
        "email": person.email,
        "event_type": "authentication",
        "factor": "remembered_device" if outcome is REMEMBERED else factor,
        "isotimestamp": iso_offset(at),
        "reason": outcome[1],
        "result": outcome[0],
        "timestamp": at // 1000,
        "trusted_endpoint_status": "trusted" if seat.device.managed else "not trusted",
        "txid": uid,
        "user": {
            "groups": [person.department],
            "key": "DU" + person.user_id.replace("-", "").upper()[:18],
            "name": person.sam,
        },
    }
    sink.add(CHANNEL, at, msgspec.json.encode(record), uid)


def enrolled(sink: Sink, rng: Generator, at: int, seat: Seat) -> None:
    """Write the enrolment of a new phone."""
    uid = uuid(rng)
    record = {
        "access_device": {"ip": seat.ip, "location": {"country": COUNTRIES.get(seat.network.country)}},
        "application": {"key": "DIENROLHALDENAPP00", "name": "Device Management Portal"},
        "auth_device": {"ip": None, "key": "DP" + uid.replace("-", "").upper()[:18], "name": "new phone"},
        "email": seat.person.email,
        "event_type": "enrollment",
        "factor": "not_available",
        "isotimestamp": iso_offset(at),
        "reason": None,
        "result": "success",
        "timestamp": at // 1000,
        "txid": uid,
        "user": {"key": "DU" + seat.person.user_id.replace("-", "").upper()[:18], "name": seat.person.sam},
    }
    sink.add(CHANNEL, at, msgspec.json.encode(record), uid)
