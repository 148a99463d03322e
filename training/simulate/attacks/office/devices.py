"""A stranger's devices and factors enrolled in somebody's name (T1098.005)."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.office.enrolment import factor, register
from training.simulate.attacks.intrusion import addresses, invade
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.devices import Device
from training.simulate.randomness import pick, uuid
from training.simulate.world import World


def enrol(world: World, rng: Generator, scene: Scene) -> Entities:
    """Register devices minutes after a sign-in from a rented machine, and a factor to come back with (T1098.005).

    Loud: five devices in a quarter of an hour. Medium: two. Quiet: one.
    """
    person = victim(world, rng, scene)
    first = scene.moment(world, rng, person)
    seat = invade(world, rng, scene, person, first)
    n = scene.volume(5)
    moments = sorted(first + int(u * 15 * MINUTE) for u in [0.0, *rng.random(n - 1).tolist()])
    names = []
    for at in moments:
        name = f"DESKTOP-{uuid(rng)[:7].upper()}"
        device = Device(uuid(rng), name, pick(rng, ("Windows10", "Windows10", "Linux")), "edge", False)
        register(world, rng, scene.sink, at, seat(at), device)
        names.append(name)
    if rng.random() < 0.6:
        factor(world, rng, scene.sink, moments[-1] + 3 * MINUTE, seat(moments[-1]))
    return {"user": [person.upn], "device": names, "src_ip": addresses(seat, moments)}
