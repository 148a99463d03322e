"""Laws of the engine about habits that change: slowly, at once, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.strategies import DAY_MS, HOUR_MS, MONDAY, OFFICE, clone, context, file, login, mail, name_of, page
from tests.uba.runs import run
from uba.engine import Engine
from uba.events import Event
from uba.settings import Settings

USERS = 40
READER = 1
RAMP_FROM, GROWTH = 21, 1.12
NEW_ROLE = 28
WORKING_DAYS = 5


def working_day(random: np.random.Generator, user: int, day: int, pages: int) -> list[Event]:
    """Give one person's day at the wiki: a sign-in and so many pages of the usual places."""
    name, began = name_of(user), MONDAY + day * DAY_MS + 7 * HOUR_MS
    found = [login(f"l{user}-{day}", began, name, OFFICE)]
    for i, place in enumerate(random.integers(0, 60, pages).tolist()):
        time = began + 60_000 + int(random.integers(8 * HOUR_MS))
        found.append(page(f"p{user}-{day}-{i}", time, name, OFFICE, f"page{user}-{place}", f"space{user}-{place % 3}"))
    return found


def growth(day: int) -> float:
    """Give how much more the reader reads on a day than before the ramp: an eighth more each working day."""
    weeks, days = divmod(day - RAMP_FROM, 7)
    return float(GROWTH ** (weeks * WORKING_DAYS + min(days, WORKING_DAYS - 1) + 1))


def readers(seed: int, days: int) -> list[Event]:
    """Give colleagues with reading habits of their own, one of whom from a day on reads an eighth more each day."""
    random, found = np.random.default_rng(seed), []
    rate = 30.0 * np.exp(random.normal(0.0, 0.4, USERS))
    rate[READER] = 30.0
    for day in (day for day in range(days) if day % 7 < WORKING_DAYS):
        for user in range(USERS):
            pages = int(random.poisson(rate[user] * random.gamma(12.0, 1 / 12.0)))
            if user == READER and day >= RAMP_FROM:
                pages = round(rate[user] * growth(day))
            found += working_day(random, user, day, pages)
    return sorted(found, key=lambda event: event.time)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_patient_ramp_is_found(seed: int) -> None:
    """Who reads 12 % more each working day is found before reading four times as much, and nobody else is."""
    engine = Engine(context(USERS), Settings())
    engine.process(readers(seed, RAMP_FROM + 21))
    found = engine.findings.all()

    assert {finding.primary.id for finding in found} == {name_of(READER)}
    first = (min(finding.start_time for finding in found) - MONDAY) // DAY_MS
    assert first >= RAMP_FROM
    assert growth(first) < 4.0
    assert "read.ramp.1d" in {reason.feature for finding in found for reason in finding.ordered_reasons}


def role_day(random: np.random.Generator, user: int, day: int, role: int) -> list[Event]:
    """Give a day of one of two roles: other things, places, hours, another address."""
    name, ip = name_of(user), (OFFICE, "203.0.113.9")[role]
    began = MONDAY + day * DAY_MS + (6, 10)[role] * HOUR_MS
    found = [login(f"l{user}-{day}", began, name, ip)]
    for i in range(int(random.poisson((16, 32)[role]))):
        uid, time, place = f"e{user}-{day}-{i}", began + int(random.integers(7 * HOUR_MS)), int(random.integers(300))
        if role == 0 and i % 3:
            found.append(page(uid, time, name, ip, f"page{place}", f"space{place % 6}"))
        elif role == 0:
            found.append(mail(uid, time, name, 1 + place % 4))
        elif i % 3:
            found.append(file(uid, time, name, ip, f"file{place}"))
        else:
            found.append(clone(uid, time, name, ip, f"corp/repo{place % 9}"))
    return found


@pytest.mark.parametrize("seed", [3, 4])
def test_a_new_role_settles(seed: int) -> None:
    """Who from one day on does another department's work is noticed, and ten working days later is hardly strange."""
    random, found = np.random.default_rng(seed), []
    for day in (day for day in range(NEW_ROLE + 19) if day % 7 < WORKING_DAYS):
        for user in range(USERS):
            changed = user == 2 and day >= NEW_ROLE
            found += role_day(random, user, day, 1 - user % 2 if changed else user % 2)
    found.sort(key=lambda event: event.time)
    said = run(Engine(context(USERS, "UTC"), Settings()), found)
    days = np.array([(event.time - MONDAY) // DAY_MS for event in found])
    mine = np.array([event.uid[1:].startswith("2-") for event in found])
    p_value = np.array(said.p_value)
    told = np.array([b'"finding_uid":"' in decision for decision in said.decisions])

    assert told[mine & (days == NEW_ROLE)].any()
    assert p_value[mine & (days == NEW_ROLE)].min() < 1e-4
    assert p_value[mine & (days >= NEW_ROLE + 14)].min() > 1e-4


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Berlin", "2026-03-29"),
        ("Europe/Berlin", "2026-10-25"),
        ("America/New_York", "2026-03-08"),
        ("America/New_York", "2026-11-01"),
    ],
)
def test_one_steady_day_is_alike_before_and_after_a_clock_change(zone: str, change: str) -> None:
    """One user's same working day, again and again: no finding, and the p-values of a weekday stay what they were."""
    changed = datetime.fromisoformat(change).replace(tzinfo=ZoneInfo(zone))
    events, weeks = [], {}
    for day in range(-27, 12):
        morning = changed + timedelta(days=day, hours=8)  # wall-clock time, which is what people keep
        if morning.weekday() >= WORKING_DAYS:
            continue
        for i in range(12):
            time = int((morning + timedelta(minutes=37 * i)).astimezone(UTC).timestamp() * 1000)
            uid = f"{day}-{i}"
            weeks[uid] = (day, i)
            events.append(page(uid, time, name_of(1), OFFICE, f"page{i}", "space"))
    said = run(Engine(context(2, zone), Settings(timezone=zone)), events)
    surprise = {weeks[event.uid]: -np.log10(p) for event, p in zip(events, said.p_value, strict=True)}

    assert said.findings == []
    for day in range(-6, -1):
        for i in range(12):
            if (day, i) in surprise:
                assert abs(surprise[day, i] - surprise[day + 7, i]) < 0.2
