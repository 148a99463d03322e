"""Attacks on the logs themselves, and accounts that hide."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.attacks.infrastructure.ways import odd_hour, outside
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.randomness import pick
from training.simulate.world import World
from training.simulate.writers import windows_audit as audit
from training.simulate.writers import windows_services as windows
from training.simulate.writers.cloudtrail import Call, call, person_role
from training.simulate.writers.sql_server import ALTER, Statement, audited
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_roles import iis_setting


def stopped(world: World, rng: Generator, scene: Scene) -> Entities:
    """Stop or clear a file server's event log; for most of an hour it says nothing (T1562.002)."""
    person = victim(world, rng, scene, "admin")
    server = pick(rng, world.estate.of("file"))
    at = odd_hour(world, rng, scene, person)
    on = world.estate.machine(server.name, scene.sink, rng)
    who = account_of(person)
    way = int(rng.integers(3))
    if scene.intensity == "loud":
        audit.log_cleared(on, at - 20_000, who)
        audit.log_cleared(on, at - 16_000, who, "System")
    if way == 0:
        windows.start_type(on, at - 9_000, "Windows Event Log", "EventLog", "auto start", "disabled", who)
        audit.log_stopped(on, at - 2_000)
    elif way == 1:
        audit.audit_policy(on, at - 2_000, who, "Logon", audit.SUCCESS_REMOVED)
    else:
        windows.service_state(on, at - 2_000, "Windows Event Log", "stopped")
    minutes = {"loud": rng.uniform(45, 90), "medium": rng.uniform(30, 45), "quiet": rng.uniform(12, 20)}[
        scene.intensity
    ]
    world.disturbances.silence(server.name, at, at + int(minutes * MINUTE))
    # A service that stops does not say who stopped it.
    named = way < 2 or scene.intensity == "loud"
    return {"host": [server.fqdn]} | ({"user": [person.upn]} if named else {})


def audited_less(world: World, rng: Generator, scene: Scene) -> Entities:
    """Take away what a controller audits, or clear its log, as somebody who never did (T1562.002)."""
    person = victim(world, rng, scene, "admin", "office")
    server = pick(rng, world.estate.of("dc"))
    at = odd_hour(world, rng, scene, person)
    on = world.estate.machine(server.name, scene.sink, rng)
    for k, subcategory in enumerate(list(audit.SUBCATEGORIES)[: scene.volume(4)]):
        audit.audit_policy(on, at + k * 4_000, account_of(person), subcategory, audit.SUCCESS_REMOVED)
    if scene.intensity == "loud":
        audit.log_cleared(on, at + 60_000, account_of(person))
        audit.log_cleared(on, at + 66_000, account_of(person), "System")
    return {"host": [server.fqdn], "user": [person.upn]}


def web_unlogged(world: World, rng: Generator, scene: Scene) -> Entities:
    """Turn off a web server's log, the database's audit, or the cloud's trail (T1562.002)."""
    person = victim(world, rng, scene, "admin", "engineer")
    at = odd_hour(world, rng, scene, person)
    way = int(rng.integers(3))
    if way == 0:
        server = world.estate.one("intranet")
        on = world.estate.machine(server.name, scene.sink, rng)
        settings = ("/system.webServer/httpLogging/@dontLog", "/system.applicationHost/log/centralW3CLogFile/@enabled")
        for setting, value in list(zip(settings, ("true", "false"), strict=True))[: scene.volume(2)]:
            iis_setting(on, at, setting, "false" if value == "true" else "true", value, account_of(person))
        return {"host": [server.fqdn], "user": [person.upn]}
    if way == 1:
        server = world.estate.one("sql")
        on = world.estate.machine(server.name, scene.sink, rng)
        client = world.own_seat(person, at).inside
        for text in ("ALTER SERVER AUDIT [Main] WITH (STATE = OFF)", "DROP SERVER AUDIT [Main]")[: scene.volume(2)]:
            audited(on, at, Statement(f"HALDEN\\{person.sam}", client, text, "Main", action=ALTER))
            at += 15_000
        return {"host": [server.fqdn], "user": [person.upn]}
    ip = outside(world, rng, scene)[0]
    who = person_role(person, "Operator", ip, "aws-cli/2.22.0")
    for operation in ("StopLogging", "DeleteTrail", "PutEventSelectors")[: scene.volume(3)]:
        call(scene.sink, rng, at, who, Call("cloudtrail", operation, {"name": "organisation-trail"}))
        at += 20_000
    return {"user": [person.upn], "src_ip": [ip]}


def hidden_account(world: World, rng: Generator, scene: Scene) -> Entities:
    """Make an account that lists leave out, for its name ends as a computer's does, and let it rule (T1564)."""
    person = victim(world, rng, scene, "admin", "office")
    server = pick(rng, world.estate.of("app") + world.estate.of("file"))
    at = odd_hour(world, rng, scene, person)
    on = world.estate.machine(server.name, scene.sink, rng)
    for k in range(scene.volume(3)):
        name = f"{pick(rng, ('support', 'svc_upd', 'admin', 'backup', 'spool'))}{k or ''}$"
        sid = f"S-1-5-21-1715567821-1202660629-725345543-{int(rng.integers(60_000, 70_000))}"
        audit.account_created(on, at, account_of(person), name, sid)
        audit.account_changed(on, at + 2_000, account_of(person), name, sid, "%%2089")
        audit.joined_group(on, at + 9_000, account_of(person), name, sid, "Administrators")
        at += 120_000
    return {"user": [person.upn], "host": [server.fqdn]}
