"""Where passwords can be tried, and how each place logs a try: one face for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from training.simulate.activity.signin import LOCKED, WRONG_PASSWORD, attempt
from training.simulate.organisation import NETBIOS, Person
from training.simulate.presence import Seat
from training.simulate.randomness import pick
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import kerberos, sql_server, vpn
from training.simulate.writers.entra_signin import APPS
from training.simulate.writers.shop import Request
from training.simulate.writers.windows_event import Account, account_of
from training.simulate.writers.windows_logon import NOBODY_SID, REMOTE, Logon, logon

UNKNOWN_ACCOUNT = 50034


@dataclass(frozen=True, slots=True)
class Try:
    """One try: whose password (`person`), from where, and how it ends; `typed` is a name that is nobody's."""

    seat: Seat
    right: bool = False
    locked: bool = False
    typed: str = ""

    @property
    def person(self) -> Person:
        """Whose account is tried."""
        return self.seat.person


Door = Callable[[World, Generator, Sink, int, Try], None]
"""Writes one try."""


def identity_provider(world: World, rng: Generator, sink: Sink, at: int, one: Try) -> None:
    """Entra's or Okta's sign-in page."""
    if one.typed:
        world.sign_ins.sign_in(sink, rng, at, one.seat, UNKNOWN_ACCOUNT, pick(rng, APPS), account=one.typed)
        return
    attempt(world, rng, sink, at, one.seat, 0 if one.right else LOCKED if one.locked else WRONG_PASSWORD)


def old_protocol(world: World, rng: Generator, sink: Sink, at: int, one: Try) -> None:
    """Mail by a protocol that knows passwords alone: the audit log hears of it, under the mail server's application."""
    if not one.typed:
        world.audit.sign_in(sink, rng, at, one.seat, 0 if one.right else WRONG_PASSWORD, APPS[0])


def controller(world: World, rng: Generator, sink: Sink, at: int, one: Try) -> None:
    """A domain controller asked for a ticket."""
    on = world.estate.machine(pick(rng, world.estate.of("dc")).name, sink, rng)
    account = _account(one)
    if one.right:
        kerberos.ticket_granting(on, at, account, one.seat.inside)
    elif one.locked:
        kerberos.preauthentication_failed(on, at, account, one.seat.inside, "0x12")
    elif not one.typed:
        kerberos.preauthentication_failed(on, at, account, one.seat.inside)


def network_logon(world: World, rng: Generator, sink: Sink, at: int, one: Try) -> None:
    """A file server, by NTLM: the server refuses the logon, a controller the credentials."""
    server, status = pick(rng, world.estate.of("file")), "0x0"
    if not one.right:
        status = kerberos.UNKNOWN if one.typed else kerberos.LOCKED_OUT if one.locked else kerberos.WRONG_PASSWORD
    failure = "" if one.right else status
    account, name = _account(one), one.seat.device.name or "WORKSTATION"
    done = Logon(account, one.seat.inside, package="NTLM", workstation=name, failure=failure)
    logon(world.estate.machine(server.name, sink, rng), at, done)
    on = world.estate.machine(world.estate.one("dc").name, sink, rng)
    kerberos.validated(on, at - 30, account.name, name, status)


def remote_desktop(world: World, rng: Generator, sink: Sink, at: int, one: Try) -> None:
    """A server whose remote desktop somebody can reach."""
    server = world.estate.of("app")[0]
    status = "" if one.right else kerberos.UNKNOWN if one.typed else kerberos.WRONG_PASSWORD
    done = Logon(_account(one), one.seat.ip, kind=REMOTE, package="Negotiate", workstation=server.name, failure=status)
    logon(world.estate.machine(server.name, sink, rng), at, done)


def remote_access(world: World, rng: Generator, sink: Sink, at: int, one: Try) -> None:
    """The remote-access gateway."""
    vpn.connected(sink, rng, at, one.seat, accepted=one.right, account=one.typed)


def database(world: World, rng: Generator, sink: Sink, at: int, one: Try) -> None:
    """SQL Server with its own accounts; `typed` is the login."""
    on = world.estate.machine(world.estate.one("sql").name, sink, rng)
    login = one.typed or "sa"
    if one.right:
        sql_server.accepted(on, at, login, one.seat.inside)
    else:
        sql_server.refused(on, at, login, one.seat.inside)


def shop_login(world: World, rng: Generator, sink: Sink, at: int, one: Try) -> None:
    """The shop's sign-in of customers: what was typed is in no log, the answer is."""
    status, size = (302, 0) if one.right else (401, 1_912)
    agent, took = one.seat.agent, float(rng.lognormal(4.6, 0.4))
    done = Request(one.seat.ip, "/account/login", status, size, agent, method="POST", sent=180, took_ms=took)
    world.estate.shop.request(sink, at, done)


def _account(one: Try) -> Account:
    return Account(NOBODY_SID, one.typed.split("@")[0], NETBIOS) if one.typed else account_of(one.person)
