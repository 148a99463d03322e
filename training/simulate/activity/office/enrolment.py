"""New devices and new factors: joiners on their first day, a new phone now and then, a computer replaced."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.devices import Device, laptop, phone
from training.simulate.presence import PersonDay, Seat
from training.simulate.randomness import uuid
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import duo, okta
from training.simulate.writers.entra_audit import target, user_target

NEW_DEVICES = 0.6 / 365
"""New devices a person and day."""
NEW_FACTORS = 0.5 / 365
"""Factors enrolled a person and day."""


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write everybody's enrolments of a day."""
    for plan in world.plans[day]:
        if plan.day == plan.person.start_day:
            at = plan.times(rng, 1)[0]
            for device in (plan.person.laptop, plan.person.phone):
                register(world, rng, sink, at, plan.seat(at), device)
                at += int(rng.uniform(10, 60) * 60_000)
            factor(world, rng, sink, at, plan.seat(at))
        elif rng.random() < NEW_DEVICES:
            replace_device(world, rng, sink, plan)
        if rng.random() < NEW_FACTORS:
            at = plan.times(rng, 1)[0]
            factor(world, rng, sink, at, plan.seat(at))


def replace_device(world: World, rng: Generator, sink: Sink, plan: PersonDay) -> Seat:
    """Write a device that replaces one of somebody's; gives the seat at which that happened."""
    at = plan.times(rng, 1)[0]
    seat, person = plan.seat(at), plan.person
    if rng.random() < 0.6:
        device = phone(rng, f"{person.name.split()[0]}s new phone")
        factor(world, rng, sink, at + 240_000, seat)
    else:
        device = laptop(rng, f"{person.laptop.name}N", person.role.name in ("engineer", "admin"))
    register(world, rng, sink, at, seat, device)
    return seat


def register(world: World, rng: Generator, sink: Sink, at: int, seat: Seat, device: Device) -> None:
    """Write a device registered in the directory, as each identity provider logs it.

    Entra writes the operations of one registration within seconds, under one correlation id.
    """
    if world.stack.identity == "okta":
        made = {"alternateId": device.name, "displayName": device.name, "id": "guo" + uuid(rng)[:17], "type": "Device"}
        for offset, kind in ((0, "device.enrollment.create"), (400, "device.user.add")):
            both = (made, okta.person_target(seat.person))
            okta.write(sink, rng, at + offset, seat, okta.Entry(kind, targets=both))
    correlation = uuid(rng)
    thing = target("Device", device.uid or uuid(rng), device.name)
    windows = device.system.startswith("Windows")
    agent = "Dsreg/10.0 (Windows 10.0.22631)" if windows else seat.agent
    joined = "Azure AD join" if windows and device.managed else "Azure AD registered"
    details = {"Device OS": device.system or "Linux", "Device Trust Type": joined}
    own = replace(seat, device=replace(seat.device, browser=agent))
    steps = (
        ("Add device", (thing,)),
        ("Add registered owner to device", (user_target(seat.person), thing)),
        ("Add registered users to device", (user_target(seat.person), thing)),
        ("Register device", (thing,)),
    )
    for k, (operation, targets) in enumerate(steps):
        world.directory.write(sink, rng, at + 250 * k, own, operation, targets, details, correlation=correlation)


def factor(world: World, rng: Generator, sink: Sink, at: int, seat: Seat) -> None:
    """Write a second factor enrolled, where the organisation keeps its factors."""
    if world.stack.factor == "duo":
        duo.enrolled(sink, rng, at, seat)
    elif world.stack.identity == "okta":
        debug = {"factor": "OKTA_VERIFY_PUSH"}
        reason = "User set up OKTA_VERIFY_PUSH factor"
        targets = (okta.person_target(seat.person),)
        okta.write(sink, rng, at, seat, okta.Entry("user.mfa.factor.activate", "SUCCESS", reason, "", targets, debug))
    else:
        registered = {"AuthenticationMethod": "Authenticator app"}
        operation = "User registered security info"
        world.directory.write(sink, rng, at, seat, operation, (user_target(seat.person),), registered)
