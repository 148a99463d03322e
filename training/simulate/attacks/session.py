"""A stolen session cookie at work: the same session, another address, another agent, no sign-in."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.app import OPERATIONS
from training.simulate.attacks.intrusion import reuse
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.randomness import hexadecimal, pick
from training.simulate.world import World
from training.simulate.writers import ocsf
from training.simulate.writers.entra_signin import APPS

CALLS = 310


def stolen_m365(world: World, rng: Generator, scene: Scene) -> Entities:
    """Refresh tokens, read mail and files with a colleague's M365 session (T1550.004)."""
    person = victim(world, rng, scene)
    moments = scene.moments(world, rng, person, int(rng.integers(200, CALLS + 1)), 40)
    session = world.own_seat(person, moments[0]).session
    seat = reuse(world, rng, scene, person, session)
    reads = world.library.read(rng, "sites", person, len(moments))
    for i, at in enumerate(moments):
        u = rng.random()
        if i == 0 or u < 0.15:
            world.sign_ins.sign_in(scene.sink, rng, at, seat(at), 0, pick(rng, APPS), interactive=False)
        elif u < 0.5:
            world.audit.mail_items_accessed(scene.sink, rng, at, seat(at), int(rng.integers(4, 30)), sync=False)
        else:
            world.audit.file(scene.sink, rng, at, seat(at), "FileDownloaded", *reads[i])
    return {"user": [person.upn], "src_ip": [seat(moments[0]).ip], "session": [session]}


def stolen_atlas(world: World, rng: Generator, scene: Scene) -> Entities:
    """Page through Atlas with a session its owner started minutes before (T1550.004)."""
    person = victim(world, rng, scene)
    moments = scene.moments(world, rng, person, int(rng.integers(200, CALLS + 1)), 30)
    cookies: dict[int, str] = {}
    thief = reuse(world, rng, scene, person, person.user_id)
    case = int(rng.integers(10_000, 15_000))
    for i, at in enumerate(moments):
        # Each day's theft needs a session of that day: its owner signs in and works for a while.
        day = world.day_of(at)
        if day not in cookies:
            cookies[day] = hexadecimal(rng, 32)
            started = at - 7 * MINUTE - int(rng.uniform(0, 0.5) * HOUR)
            own = world.own_seat(person, started)
            ocsf.sign_in(scene.sink.sink, rng, started, own, cookies[day])
            for k in range(4):
                ocsf.read(scene.sink.sink, rng, started + 40_000 * (k + 1), own, cookies[day], case - k)
        ocsf.call(scene.sink, rng, at, thief(at), cookies[day], OPERATIONS[i % 2], case + i)
    return {"user": [person.upn], "src_ip": [thief(moments[0]).ip], "session": sorted(cookies.values())}
