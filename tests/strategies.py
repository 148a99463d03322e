"""Streams of events to test laws on: a small organisation from a seed, and hypothesis strategies for odd ones.

`organisation` gives realistic days (sign-ins, reads, mails, web requests,
sessions) of some users and addresses in order of time. `delivered` puts them
in an order of arrival: late, out of order, twice.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from hypothesis import strategies as st

from uba import events as ev
from uba.context import Context
from uba.context.directory import Directory, User
from uba.context.networks import Network, Networks
from uba.events import Event

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MONDAY = 1_772_409_600_000
"""Monday 2026-03-02 00:00 UTC."""
OFFICE = "198.51.100.7"


def context(users: int, timezone: str = "Europe/Berlin") -> Context:
    """Give a context that lists `users` people of two departments, an office and a home network."""
    people = [
        User(
            user=name_of(i),
            aliases=(f"corp\\u{i}",),
            department="finance" if i % 2 else "it",
            timezone=timezone,
            privileged=i == 0,
        )
        for i in range(users)
    ]
    networks = [
        Network(cidr="198.51.100.0/24", asn=64500, country="DE", kind="office"),
        Network(cidr="203.0.113.0/24", asn=64501, country="DE", kind="residential"),
        Network(cidr="192.0.2.0/24", asn=64502, country="CL", kind="hosting"),
    ]
    return Context(directory=Directory(people), networks=Networks(networks))


def name_of(user: int) -> str:
    """Canonical name of a person."""
    return f"u{user}@corp.example"


def login(uid: str, time: int, user: str, ip: str, *, ok: bool = True, session: str = "") -> Event:
    """Make a sign-in that succeeded or was denied."""
    return Event(
        time=time,
        uid=uid,
        source="entra_signin",
        class_uid=ev.AUTHENTICATION,
        activity_id=1,
        status_id=ev.SUCCESS if ok else ev.FAILURE,
        actor_user_name=user,
        actor_session_uid=session,
        is_interactive=True,
        src_ip=ip,
        user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        device_uid=f"dev-{user}" if ok else "",
    )


def page(uid: str, time: int, user: str, ip: str, resource: str, space: str, session: str = "") -> Event:
    """Make a view of a wiki page."""
    return Event(
        time=time,
        uid=uid,
        source="confluence",
        class_uid=ev.WEB_RESOURCES,
        activity_id=2,
        status_id=ev.SUCCESS,
        actor_user_name=user,
        actor_session_uid=session,
        src_ip=ip,
        resource_uid=resource,
        resource_type="page",
        resource_namespace=space,
        bytes_out=20_000,
    )


def file(uid: str, time: int, user: str, ip: str, resource: str, size: int = 200_000) -> Event:
    """Make a download of a file."""
    return Event(
        time=time,
        uid=uid,
        source="m365_ual",
        class_uid=ev.FILE_HOSTING,
        activity_id=2,
        status_id=ev.SUCCESS,
        actor_user_name=user,
        src_ip=ip,
        resource_uid=resource,
        resource_type="file",
        resource_namespace="sites/finance",
        file_size=size,
    )


def clone(uid: str, time: int, user: str, ip: str, repository: str) -> Event:
    """Make a clone of a repository."""
    return Event(
        time=time,
        uid=uid,
        source="github_audit",
        class_uid=ev.WEB_RESOURCES,
        activity_id=2,
        status_id=ev.SUCCESS,
        actor_user_name=user,
        src_ip=ip,
        resource_uid=repository,
        resource_type="repository",
    )


def mail(uid: str, time: int, user: str, recipients: int) -> Event:
    """Make a mail a user sent."""
    return Event(
        time=time,
        uid=uid,
        source="message_trace",
        class_uid=ev.EMAIL_ACTIVITY,
        activity_id=1,
        status_id=ev.SUCCESS,
        email_from=user,
        email_to=tuple(f"r{i}@partner.example" for i in range(recipients)),
        email_message_uid=f"<{uid}>",
        direction_id=ev.OUTBOUND,
    )


def request(uid: str, time: int, ip: str, path: str) -> Event:
    """Make a web request without a user; path /p8 is missing, /p7 is broken."""
    return Event(
        time=time,
        uid=uid,
        source="web_access",
        class_uid=ev.HTTP_ACTIVITY,
        activity_id=3,
        status_id=ev.SUCCESS,
        src_ip=ip,
        http_method="GET",
        url_hostname="www.corp.example",
        url_path=path,
        http_status={"/p8": 404, "/p7": 500}.get(path, 200),
        bytes_out=5_000,
        user_agent="curl/8.5.0",
    )


def organisation(
    seed: int,
    days: int,
    users: int = 6,
    per_user: int = 12,
    visitors: int = 4,
    per_visitor: float = 6.0,
    start: int = MONDAY,
) -> list[Event]:
    """Give ordinary days of an organisation, ordered by time; the same for the same arguments."""
    random = np.random.default_rng(seed)
    found: list[Event] = []
    for day in range(days):
        midnight = start + day * DAY_MS
        for user in range(users):
            found += _day_of(random, user, day, midnight, per_user)
        for visitor in range(visitors):
            ip = f"203.0.{visitor // 200}.{visitor % 200}"
            for i in range(int(random.poisson(per_visitor))):
                time = midnight + int(random.integers(DAY_MS))
                found.append(request(f"w{day}-{visitor}-{i}", time, ip, f"/p{random.integers(9)}"))
    return sorted(found, key=lambda event: event.time)


def _day_of(random: np.random.Generator, user: int, day: int, midnight: int, per_user: int) -> list[Event]:
    """One person's working day; every third person works from home."""
    name, session = name_of(user), f"s{user}-{day}"
    ip = OFFICE if user % 3 else f"203.0.113.{user}"
    began = midnight + 7 * HOUR_MS + int(random.integers(HOUR_MS))
    found = []
    if random.random() < 0.3:
        found.append(login(f"f{user}-{day}", began - 60_000, name, ip, ok=False))
    found.append(login(f"l{user}-{day}", began, f"corp\\u{user}" if user % 2 else name, ip, session=session))
    for i in range(int(random.poisson(per_user))):
        uid, time = f"e{user}-{day}-{i}", began + int(random.integers(8 * HOUR_MS))
        what = random.integers(10)
        if what < 5:
            place = random.integers(3)
            found.append(page(uid, time, name, ip, f"page{random.integers(30)}", f"space{place}", session))
        elif what < 7:
            found.append(file(uid, time, name, ip, f"file{random.integers(20)}"))
        elif what < 8:
            found.append(clone(uid, time, name, ip, f"corp/repo{random.integers(4)}"))
        else:
            found.append(mail(uid, time, name, 1 + int(random.integers(4))))
    return found


def theft(start: int, user: int = 0, pages: int = 200) -> list[Event]:
    """Let somebody break into an account from abroad at `start` and read everything within the hour."""
    name, ip = name_of(user), "192.0.2.66"
    found = [login(f"x-f{i}", start + i * 10_000, name, ip, ok=False) for i in range(30)]
    found.append(login("x-in", start + 310_000, name, ip, session="x"))
    step = (HOUR_MS - 400_000) // pages
    return found + [
        page(f"x-r{i}", start + 320_000 + i * step, name, ip, f"secret{i}", f"vault{i % 9}", "x") for i in range(pages)
    ]


def spray(start: int, accounts: int = 120) -> list[Event]:
    """Let one address try one password on many accounts, most of which do not exist."""
    return [
        login(f"y-{i}", start + i * 20_000, f"guess{i}@corp.example", "192.0.2.99", ok=False) for i in range(accounts)
    ]


def delivered(events: Sequence[Event], seed: int, late: float = 0.05, twice: float = 0.03) -> list[Event]:
    """Put events in an order of arrival: most a little out of order, some hours late, some days, some twice."""
    random = np.random.default_rng(seed)
    arrivals: list[tuple[int, int, Event]] = []
    for event in events:
        delay = int(random.integers(90_000))
        if random.random() < late:
            delay += int(random.choice([3, 20, 60]) * HOUR_MS)
        arrivals.append((event.time + delay, len(arrivals), event))
        if random.random() < twice:
            arrivals.append((event.time + delay + int(random.integers(6 * HOUR_MS)), len(arrivals), event))
    return [event for _, _, event in sorted(arrivals, key=lambda arrival: arrival[:2])]


def renamed(events: Sequence[Event], prefix: str) -> list[Event]:
    """Give the same events with other uids."""
    return [msgspec.structs.replace(event, uid=prefix + event.uid) for event in events]


_USERS = st.sampled_from(["u0@corp.example", "corp\\u1", "stranger@else.example", "", "svc"])
_ADDRESSES = st.sampled_from([OFFICE, "203.0.113.1", "192.0.2.66", "2001:db8::1", "no address", ""])


@st.composite
def odd_events(draw: st.DrawFn) -> Event:
    """Draw one event of any class with whatever is missing."""
    return Event(
        time=MONDAY + draw(st.integers(-2 * DAY_MS, 4 * DAY_MS)),
        uid=draw(st.sampled_from(["a", "b", "c"])) + str(draw(st.integers(0, 30))),
        source=draw(st.sampled_from(["ocsf", "web_access"])),
        class_uid=draw(
            st.sampled_from(
                [
                    ev.AUTHENTICATION,
                    ev.WEB_RESOURCES,
                    ev.FILE_HOSTING,
                    ev.EMAIL_ACTIVITY,
                    ev.HTTP_ACTIVITY,
                    ev.ACCOUNT_CHANGE,
                ]
            )
        ),
        activity_id=draw(st.sampled_from([0, 1, 2, 7, 14, 99])),
        status_id=draw(st.sampled_from([0, 1, 2, 99])),
        count=draw(st.sampled_from([0, 1, 1000])),
        actor_user_name=draw(_USERS),
        actor_session_uid=draw(st.sampled_from(["", "s1", "s2"])),
        src_ip=draw(_ADDRESSES),
        src_country=draw(st.sampled_from(["", "CL"])),
        resource_uid=draw(st.sampled_from(["", "r1", "r2"])),
        resource_type=draw(st.sampled_from(["", "repository"])),
        email_from=draw(_USERS),
        email_to=draw(st.sampled_from([(), ("a@b.example",)])),
        is_interactive=draw(st.sampled_from([None, True, False])),
        bytes_out=draw(st.sampled_from([0, 1, 2**40])),
        user_agent=draw(st.sampled_from(["", "curl/8.5.0", "Ünï\ud800"])),
        device_uid=draw(st.sampled_from(["", "d1"])),
    )


odd_streams = st.lists(odd_events(), max_size=40)
"""Short streams with gaps, jumps back, repeated uids."""
