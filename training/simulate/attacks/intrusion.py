"""How attackers come by a seat in somebody's name: a rented machine, or, quietly, the victim's own."""

from __future__ import annotations

from collections.abc import Callable

from numpy.random import Generator

from training.simulate.activity.signin import attempt
from training.simulate.attacks.scene import Scene, shortly_before
from training.simulate.devices import foreign
from training.simulate.networks import access, hostile
from training.simulate.organisation import Person
from training.simulate.presence import Seat
from training.simulate.randomness import pick, uuid
from training.simulate.world import World

SeatAt = Callable[[int], Seat]
"""Gives the seat used at a moment (ms)."""


def take_over(world: World, rng: Generator, scene: Scene, person: Person, first: int) -> SeatAt:
    """Give the seats of whoever acts in a person's name, after a sign-in where the seat is a stranger's.

    Quiet attacks, and a third of the others, are the person's own doing or
    come from the person's own computer; the rest sign in from a rented machine.
    """
    if scene.quiet or rng.random() < 1 / 3:
        return lambda at: world.own_seat(person, at)
    network = hostile(rng)
    device, ip, session = foreign(rng), network.address(rng), uuid(rng)
    at = shortly_before(first)
    attempt(world, rng, scene.sink, at, world.seat_elsewhere(person, at, device, network, ip, session), 0, mfa=False)
    return lambda at: world.seat_elsewhere(person, at, device, network, ip, session)


def reuse(world: World, rng: Generator, scene: Scene, person: Person, session: str) -> SeatAt:
    """Give the seats of somebody who has stolen `session`: another address and agent, no sign-in of their own."""
    if scene.quiet:
        network = pick(rng, access(person.site.country, "residential"))
        device = foreign(rng, pick(rng, ("edge", "chrome")))
    else:
        network, device = hostile(rng), foreign(rng)
    ip = network.address(rng)
    return lambda at: world.seat_elsewhere(person, at, device, network, ip, session)


def invade(world: World, rng: Generator, scene: Scene, person: Person, first: int) -> SeatAt:
    """Give the seats of a stranger who has somebody's password, after signing in with a browser at a rented machine.

    A quiet one sits in an access network of the victim's own country.
    """
    network = pick(rng, access(person.site.country, "residential")) if scene.quiet else hostile(rng)
    device, ip, session = foreign(rng, pick(rng, ("edge", "chrome", "mac"))), network.address(rng), uuid(rng)
    at = shortly_before(first)
    seat = world.seat_elsewhere(person, at, device, network, ip, session)
    attempt(world, rng, scene.sink, at, seat, 0, "MFA completed in Azure AD", mfa=True)
    return lambda moment: world.seat_elsewhere(person, moment, device, network, ip, session)


def addresses(seat: SeatAt, moments: list[int]) -> list[str]:
    """List the addresses an attack came from."""
    return sorted({seat(at).ip for at in moments})
