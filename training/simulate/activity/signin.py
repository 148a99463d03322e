"""Sign-ins of a day: interactive ones with their typos and second factors, and the silent refreshes of applications."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import DAY, HOUR, MINUTE
from training.simulate.presence import PersonDay, Seat
from training.simulate.randomness import pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers.entra_signin import APPS, MOBILE_CLIENT, REASONS

WRONG_PASSWORD = 50126
EXPIRED = 50055
LOCKED = 50053
MFA_NEEDED = 50074
MFA_FAILED = 500121

FAILURE_BEFORE = 0.06
"""Share of interactive sign-ins with at least one failure before them."""
FORGOTTEN = 0.005
"""Share of person-days on which somebody has forgotten the password."""
MFA_NOT_COMPLETED = 0.0435
"""Share of second-factor prompts that time out or are denied."""
PASSWORD_DAYS = 90
"""Days a password lives."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write everybody's sign-ins of a day."""
    for plan in world.plans[day]:
        _interactive(world, plan, rng, sink)
        _silent(world, plan, rng, sink)


def attempt(
    world: World, rng: Generator, sink: Sink, at: int, seat: Seat, error: int, detail: str = "", mfa: bool = False
) -> None:
    """Write one interactive attempt, in the sign-in log and in the audit log's copy.

    Of attempts that another identity provider refuses, Microsoft's audit log hears nothing.
    """
    app = pick(rng, APPS)
    world.sign_ins.sign_in(sink, rng, at, seat, error, app, detail=detail, mfa=mfa)
    unheard = (MFA_NEEDED, MFA_FAILED) if world.stack.identity == "entra" else tuple(REASONS)[1:]
    if error not in unheard:
        world.audit.sign_in(sink, rng, at, seat, error, app)


def expired(plan: PersonDay) -> bool:
    """Tell whether the password ran out on this day or, on a Monday, over the weekend."""
    age = (plan.day - plan.person.start_day + 17 * plan.person.index) % PASSWORD_DAYS
    monday = (plan.midnight // DAY + 3) % 7 == 0
    return age == 0 or (monday and age in (1, 2))


def _interactive(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    role = plan.person.role
    n = int(plan.fresh) + int(rng.poisson(max(0.3, role.logins - 1) * plan.load))
    times = plan.times(rng, n)
    if plan.fresh:
        # A new session begins with its sign-in, so this comes before the day's work.
        times[0] = min(times[0], plan.midnight + int((6.9 + plan.person.chronotype) * HOUR))
    trouble = expired(plan), plan.returning, bool(rng.random() < FORGOTTEN)
    for i, at in enumerate(times):
        seat = plan.seat(at)
        failures = int(rng.geometric(0.65)) if rng.random() < FAILURE_BEFORE else 0
        error = WRONG_PASSWORD
        if i == 0 and trouble[0]:
            failures, error = int(rng.integers(2, 6)), EXPIRED
        elif i == 0 and trouble[1]:
            failures = int(rng.integers(3, 6))
        elif i == 0 and trouble[2]:
            failures = int(rng.integers(5, 10))
        moment = at - 14_000 * failures
        for _ in range(failures):
            attempt(world, rng, sink, moment, seat, error)
            moment += int(rng.uniform(6_000, 22_000))
        _succeed(world, plan, rng, sink, moment, seat)


def _succeed(world: World, plan: PersonDay, rng: Generator, sink: Sink, at: int, seat: Seat) -> None:
    prompted = rng.random() < plan.person.role.mfa / plan.person.role.logins
    if prompted:
        attempt(world, rng, sink, at, seat, MFA_NEEDED, mfa=True)
        denied = int(rng.geometric(0.7)) if rng.random() < MFA_NOT_COMPLETED else 0
        for _ in range(denied):
            at += int(rng.uniform(25_000, 70_000))
            detail = pick(
                rng, ("MFA denied; user did not respond to mobile app notification", "MFA denied; user declined")
            )
            attempt(world, rng, sink, at, seat, MFA_FAILED, detail, mfa=True)
        at += int(rng.uniform(8_000, 30_000))
    detail = "MFA requirement satisfied by claim in the token" if not prompted else "MFA completed in Azure AD"
    attempt(world, rng, sink, at, seat, 0, detail, mfa=True)


def _silent(world: World, plan: PersonDay, rng: Generator, sink: Sink) -> None:
    for at in plan.times(rng, int(rng.poisson(7 * plan.load))):
        world.sign_ins.sign_in(sink, rng, at, plan.seat(at), 0, pick(rng, APPS), interactive=False)
    for at in plan.times(rng, int(rng.poisson(4 * plan.load))):
        # Refreshes of the mail client on the phone, some of them minutes after the phone changed networks.
        seat = plan.phone(at + int(rng.integers(0, 3)) * MINUTE)
        world.sign_ins.sign_in(sink, rng, at, seat, 0, APPS[0], interactive=False, client=MOBILE_CLIENT)
