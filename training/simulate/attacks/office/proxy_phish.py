"""A sign-in page in the middle (T1557): people sign in through it, and their sessions are used elsewhere."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.signin import MFA_NEEDED, attempt
from training.simulate.attacks.office.victims import landing
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.devices import foreign
from training.simulate.networks import Network, access, hostile
from training.simulate.organisation import Person
from training.simulate.randomness import pick, uuid
from training.simulate.world import World
from training.simulate.writers import defender
from training.simulate.writers.entra_signin import APPS


def in_the_middle(world: World, rng: Generator, scene: Scene) -> Entities:
    """Pass sign-ins on from one rented machine and use the sessions from another one 90 seconds later (T1557).

    Loud: four to six people within an hour. Medium: two. Quiet: one, whose session is used from an access
    network in working hours.
    """
    page, proxy = landing(rng), hostile(rng)
    relay = proxy.address(rng)
    thief = hostile(rng)
    people = [victim(world, rng, scene) for _ in range(scene.volume(int(rng.integers(4, 7))))]
    start = scene.moment(world, rng, people[0])
    users, ips, sessions = [], {relay}, []
    for person in people:
        at = start + int(rng.uniform(0, 55) * MINUTE)
        network = pick(rng, access(person.site.country, "residential")) if scene.quiet else thief
        session, ip = uuid(rng), network.address(rng)
        _passed_on(world, rng, scene, person, at, page, proxy, relay, session)
        _used(world, rng, scene, person, at + 90_000, network, ip, session)
        users.append(person.upn)
        ips.add(ip)
        sessions.append(session)
    domain = ".".join(page.split(".")[-2:])
    return {"user": sorted(set(users)), "src_ip": sorted(ips), "session": sessions, "domain": [domain]}


def _passed_on(
    world: World,
    rng: Generator,
    scene: Scene,
    person: Person,
    at: int,
    page: str,
    proxy: Network,
    relay: str,
    session: str,
) -> None:
    """Write the click and the sign-in that the page in the middle makes with what is typed into it."""
    own = world.own_seat(person, at)
    defender.click(scene.sink, rng, at - MINUTE, own, f"https://{page}/s/{int(rng.integers(1 << 31)):x}")
    seat = world.seat_elsewhere(person, at, foreign(rng, own.device.browser), proxy, relay, session)
    attempt(world, rng, scene.sink, at, seat, MFA_NEEDED, mfa=True)
    attempt(world, rng, scene.sink, at + 21_000, seat, 0, "MFA completed in Azure AD", mfa=True)


def _used(
    world: World, rng: Generator, scene: Scene, person: Person, at: int, network: Network, ip: str, session: str
) -> None:
    """Write what is done with a session that somebody else has signed in to."""
    device = foreign(rng, pick(rng, ("edge", "chrome", "")))
    for k in range(scene.volume(int(rng.integers(30, 61)), 6)):
        seat = world.seat_elsewhere(person, at, device, network, ip, session)
        if k == 0 or rng.random() < 0.25:
            world.sign_ins.sign_in(scene.sink, rng, at, seat, 0, pick(rng, APPS[:4]), interactive=False)
        else:
            world.audit.mail_items_accessed(scene.sink, rng, at, seat, int(rng.integers(2, 30)), sync=False)
        at += int(rng.exponential(40_000))
