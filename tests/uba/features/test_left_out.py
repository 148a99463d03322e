"""What features leave out: work that looks like an attack and is told apart by who does it, with what, from where."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from tests.strategies import DAY_MS, HOUR_MS, MONDAY, context, name_of
from uba import activities as a
from uba import events as ev
from uba.batch import EventBatch
from uba.context import Context
from uba.context.directory import Directory, User
from uba.engine import Engine
from uba.events import Event
from uba.features import CATALOGUE
from uba.features.spec import FeatureSpec
from uba.identity import Identity
from uba.settings import Settings
from uba.state.hashing import Hasher

OFFICE, HOME, RENTED, NOWHERE = "198.51.100.7", "203.0.113.7", "192.0.2.7", "9.9.9.9"
CONTEXT = context(3)
CRAWLER = "Mozilla/5.0 (compatible; examplebot/2.0)"


def feature(name: str) -> FeatureSpec:
    """The feature of a name."""
    return next(spec for spec in CATALOGUE if spec.name == name)


def batch(*events: Event, known: Context = CONTEXT) -> EventBatch:
    """Columns of events."""
    return EventBatch(events, Identity(known, "UTC"), Hasher())


def event(class_uid: int, activity_id: int = 1, **more: Any) -> Event:
    """Make an event of the first person."""
    some: dict[str, Any] = {"actor_user_name": name_of(0), "src_ip": OFFICE, "status_id": ev.SUCCESS, **more}
    return Event(time=MONDAY, uid="x", source="mapped", class_uid=class_uid, activity_id=activity_id, **some)


def is_selected(name: str, one: Event, known: Context = CONTEXT) -> bool:
    """Whether a feature looks at an event."""
    return bool(feature(name).select(batch(one, known=known))[0])


@pytest.mark.parametrize(
    ("program", "owner", "ip", "counted"),
    [
        ("Client=MSExchangeRPC;Outlook", name_of(0), OFFICE, 1),
        ("Client=MSExchangeRPC;Outlook", name_of(0), HOME, 1),
        ("Client=MSExchangeRPC;Outlook", name_of(0), RENTED, 900),
        ("Client=MSExchangeRPC;Outlook", name_of(0), NOWHERE, 900),
        ("Client=MSExchangeRPC;Outlook", name_of(1), OFFICE, 900),
        ("Client=POP3/IMAP4;", name_of(0), OFFICE, 900),
    ],
)
def test_a_copy_that_a_mail_program_keeps_for_its_owner_is_one_document(
    program: str, owner: str, ip: str, counted: int
) -> None:
    """Outlook on a new computer fetches a mailbox; anybody else, any other way or from elsewhere takes its mails."""
    one = event(
        ev.WEB_RESOURCES,
        a.WEB_READ,
        resource_type="mailbox",
        resource_uid=owner,
        user_agent=program,
        src_ip=ip,
        count=900,
    )
    weight = feature("mail.items_read.1d").weight

    assert weight is not None
    assert weight(batch(one), np.array([0])).tolist() == [counted]


def test_rights_to_shared_mailboxes_are_not_counted() -> None:
    """A mailbox that the directory calls shared is there to be given away; a person's is not."""
    known = Context(directory=Directory([User(user="desk@corp.example", kind="shared"), User(user=name_of(1))]))
    given = {"entity_type": "mailbox", "resource_type": "mailbox", "user_name": name_of(2)}

    desk = event(ev.ENTITY_MANAGEMENT, 3, entity_uid="desk@corp.example", resource_uid="desk@corp.example", **given)
    personal = event(ev.ENTITY_MANAGEMENT, 3, entity_uid=name_of(1), resource_uid=name_of(1), **given)

    assert not is_selected("mail.grants.1d", desk, known)
    assert is_selected("mail.grants.1d", personal, known)


@pytest.mark.parametrize(("ip", "counts"), [(OFFICE, False), (HOME, True), (NOWHERE, True), ("10.0.0.9", True)])
def test_writes_from_the_public_address_of_an_office_are_its_peoples(ip: str, counts: bool) -> None:
    """Behind an office's public address are many who write for a living; one machine's own address says who it was."""
    one = event(ev.HTTP_ACTIVITY, 6, http_method="POST", http_status=200, url_path="/a", url_hostname="s", src_ip=ip)

    assert is_selected("web.writes.src_ip.1h", one) is counts


@pytest.mark.parametrize(("agent", "counts"), [(CRAWLER, False), ("Mozilla/5.0 Firefox/140.0", True), ("", True)])
def test_crawlers_that_say_so_may_work_around_the_clock(agent: str, counts: bool) -> None:
    """Who says that it is a machine is not told for working like one; all else about it is judged as ever."""
    one = event(ev.HTTP_ACTIVITY, 3, http_method="GET", http_status=200, url_hostname="s", user_agent=agent)

    assert is_selected("seq.active_minutes.src_ip.1h", one) is counts
    assert is_selected("web.requests.1h", one)


@pytest.mark.parametrize(("program", "counts"), [("EXCEL.EXE", False), ("msedge", False), ("nginx", True)])
def test_programs_of_every_desk_are_no_services(program: str, counts: bool) -> None:
    """A roll-out crashes them everywhere; the hosts they crash on are judged one by one."""
    one = event(ev.APPLICATION_ERROR, event_code="1000", app_name=program, device_hostname="pc-1")

    assert is_selected("svc.crashed_hosts.1d", one) is counts
    assert is_selected("svc.crashes.service.1h", one) is counts
    assert is_selected("svc.crashes.host.1h", one)


def test_a_device_is_used_where_it_is_not_what_a_record_is_about() -> None:
    """Registering a device is no sign-in from it; using it is."""
    registered = event(ev.ENTITY_MANAGEMENT, a.ENTITY_ENROLL, device_uid="d-1", entity_type="Device")
    used = event(ev.AUTHENTICATION, device_uid="d-1")

    assert not is_selected("auth.context_rarity.device", registered)
    assert is_selected("auth.context_rarity.device", used)


def test_anothers_credentials_being_used_is_no_sign_in_of_theirs() -> None:
    """`runas` says whose credentials were used and by whom, not that they were right."""
    used = event(ev.AUTHENTICATION, user_name=name_of(1), auth_protocol="Negotiate", logon_type_id=9)

    assert not is_selected("auth.context_rarity.way", used)
    assert is_selected("auth.context_rarity.way", event(ev.AUTHENTICATION, auth_protocol="Negotiate"))


def test_a_site_that_is_known_for_days_may_be_visited_by_many() -> None:
    """Many go to something to sign at the site they know; the same many at a stranger's are told apart."""

    def visits(day: int, people: int, host: str) -> list[Event]:
        return [
            Event(
                time=MONDAY + day * DAY_MS + 9 * HOUR_MS + i * 60_000,
                uid=f"{host}-{day}-{i}",
                source="web_proxy",
                class_uid=ev.HTTP_ACTIVITY,
                activity_id=3,
                actor_user_name=name_of(i),
                direction_id=ev.OUTBOUND,
                http_method="GET",
                url_hostname=host,
            )
            for i in range(people)
        ]

    engine = Engine(context(40), Settings())
    for day in range(10):
        engine.process(visits(day, 6, "sign.known.example"))
    said = engine.process(sorted([*visits(10, 40, "sign.known.example"), *visits(10, 40, "new.example")], key=when))

    reasons = {
        (reason.entity, reason.feature): reason.p_value
        for i in range(len(said))
        for reason in said.decision(i).reasons
        if reason.feature == "url.domain_users.1h"
    }
    assert reasons.get(("known.example", "url.domain_users.1h"), 1.0) == 1.0
    assert reasons["new.example", "url.domain_users.1h"] < 0.5


@pytest.mark.parametrize(
    ("links", "files", "counts"),
    [
        (("https://sign.known.example/d/1",), (), False),
        (("https://elsewhere.example/",), (), True),
        (("https://sign.known.example/d/1",), ("a.docm",), True),
        ((), (), False),
    ],
)
def test_a_sender_who_sends_people_to_its_own_site_alone_is_no_campaign(
    links: tuple[str, ...], files: tuple[str, ...], counts: bool
) -> None:
    """Something to sign at the signer's own site is not told apart once the sender is known; all else may be."""
    sent = {"email_from": "no-reply@known.example", "email_to": (name_of(1),), "direction_id": ev.INBOUND}
    one = event(ev.EMAIL_ACTIVITY, 2, actor_user_name="", email_urls=links, email_files=files, **sent)

    assert is_selected("msg.sender_reach_elsewhere.1h", one) is counts
    assert is_selected("msg.sender_reach.1h", one)


def when(one: Event) -> int:
    """Event time."""
    return one.time


@pytest.mark.parametrize(("network", "usual", "elsewhere", "run"), [(OFFICE, 8, 0, 0), (NOWHERE, 0, 8, 8)])
def test_denials_by_where_they_come_from(network: str, usual: int, elsewhere: int, run: int) -> None:
    """Who is denied where he is let in on other days has a baseline for that, and breaks in nowhere afterwards."""
    engine = Engine(CONTEXT, Settings())
    signed_in = event(ev.AUTHENTICATION)
    engine.process([msgspec.structs.replace(signed_in, time=MONDAY + h * HOUR_MS, uid=f"h-{h}") for h in range(200)])
    at = MONDAY + 200 * HOUR_MS
    tries = [
        msgspec.structs.replace(
            event(ev.AUTHENTICATION, status_id=ev.FAILURE, src_ip=network), time=at + i * 1000, uid=f"try-{i}"
        )
        for i in range(8)
    ]
    success = msgspec.structs.replace(tries[0], status_id=ev.SUCCESS, time=at + 60_000, uid="in")

    segment = engine.process([*tries, success]).segments[-1]

    seen = next(kind for kind in segment.kinds if kind.state.kind == "user")
    counted = {
        seen.state.specs[int(feature)].name: float(content)
        for feature, content in zip(seen.seen.feature, seen.seen.content, strict=True)
    }
    assert counted.get("auth.fail_count.usual.1h", 0) == usual
    assert counted.get("auth.fail_count.1h", 0) == elsewhere
    assert counted.get("auth.break_in.user", 0) == run


@pytest.mark.parametrize(("is_mfa", "counted"), [(True, False), (None, True)])
def test_a_refused_second_factor_is_no_guess(is_mfa: bool | None, counted: bool) -> None:
    """Who was asked for a second factor had the password: that is another feature's."""
    denied = event(ev.AUTHENTICATION, status_id=ev.FAILURE, is_mfa=is_mfa)

    assert is_selected("auth.fail_count.1h", denied) is counted
    assert is_selected("mfa.pressure.1h", denied) is not counted
