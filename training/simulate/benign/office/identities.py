"""Sign-ins, devices, prompts and sessions that look odd and have an ordinary reason."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from training.simulate.activity.office import enrolment
from training.simulate.activity.office.remote import connect
from training.simulate.activity.signin import MFA_FAILED, MFA_NEEDED, WRONG_PASSWORD, attempt
from training.simulate.attacks.office.cracking import service_account
from training.simulate.benign.kind import Entities, concerned, judged_workday
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.devices import Device, laptop
from training.simulate.networks import ACCESS, VPN
from training.simulate.organisation import NETBIOS
from training.simulate.randomness import pick, sample, uuid
from training.simulate.sink import Recorder
from training.simulate.world import World
from training.simulate.writers import kerberos, vpn
from training.simulate.writers.entra_audit import target, user_target
from training.simulate.writers.entra_signin import APPS
from training.simulate.writers.windows_event import Account, account_of
from training.simulate.writers.windows_logon import Logon, logon

TIMED_OUT = "MFA denied; user did not respond to mobile app notification"


def device_refresh(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A third of a site gets new computers within a week; each is registered in the office."""
    plan = judged_workday(world, rng)
    chosen: dict[str, object] = {}
    for day in range(plan.day, min(plan.day + 5, world.config.days)):
        there = [p for p in world.plans[day] if p.person.site is plan.person.site and p.person.upn not in chosen]
        for one in sample(rng, there, max(1, world.config.users // 25)):
            at = one.midnight + int(rng.uniform(9, 15) * HOUR)
            device = laptop(rng, f"{one.person.laptop.name}R", one.person.role.name == "engineer")
            seat = one.seat(at)
            if seat.network.kind != "office":
                ip = world.office_address(world.organisation.sites.index(one.person.site), at)
                seat = replace(seat, network=one.person.site.egress, ip=ip)
            enrolment.register(world, rng, sink, at, seat, device)
            chosen[one.person.upn] = one
    return {"user": sorted(chosen)}


def enrolment_manager(world: World, rng: Generator, sink: Recorder) -> Entities:
    """An administrator prepares computers in a row, under one name: 8 to 16 devices in a day."""
    plan = judged_workday(world, rng, "admin")
    at = plan.midnight + int(rng.uniform(9, 11) * HOUR)
    for k in range(int(rng.integers(8, 17))):
        device = Device(uuid(rng), f"NB-POOL{k + 1:02d}", "Windows10", "edge", True)
        enrolment.register(world, rng, sink, at, plan.seat(at), device)
        at += int(rng.uniform(10, 35) * MINUTE)
    return concerned(plan.person, plan.seat(at).ip)


def phone_replacement(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody has a new phone: registered, a factor enrolled, and the old one is asked in vain until then."""
    plan = judged_workday(world, rng)
    at = plan.times(rng, 1)[0]
    for k in range(int(rng.integers(2, 4))):
        attempt(world, rng, sink, at - (12 - 3 * k) * MINUTE, plan.seat(at), MFA_NEEDED, mfa=True)
        attempt(world, rng, sink, at - (11 - 3 * k) * MINUTE, plan.seat(at), MFA_FAILED, TIMED_OUT, mfa=True)
    device = Device(uuid(rng), f"{plan.person.name.split()[0]}s phone 2", "Android", "android", False)
    enrolment.register(world, rng, sink, at, plan.seat(at), device)
    enrolment.factor(world, rng, sink, at + 3 * MINUTE, plan.seat(at))
    return concerned(plan.person, plan.seat(at).ip)


def no_signal(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A phone without signal: two to four prompts time out, then a code is typed."""
    plan = judged_workday(world, rng)
    at = plan.times(rng, 1)[0]
    seat = plan.seat(at)
    for _ in range(int(rng.integers(2, 5))):
        attempt(world, rng, sink, at, seat, MFA_NEEDED, mfa=True)
        attempt(world, rng, sink, at + 60_000, seat, MFA_FAILED, TIMED_OUT, mfa=True)
        at += int(rng.uniform(70_000, 110_000))
    attempt(world, rng, sink, at, seat, 0, "MFA completed in Azure AD", mfa=True)
    return concerned(plan.person, seat.ip)


def policy_rollout(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new policy asks everybody for the second factor once more, on one morning; everybody gives it."""
    plan = judged_workday(world, rng)
    plans = sample(rng, world.plans[plan.day], max(2, len(world.plans[plan.day]) // 2))
    for one in plans:
        at = one.midnight + int((8.6 + one.person.chronotype + rng.normal(0, 0.5)) * HOUR)
        attempt(world, rng, sink, at, one.seat(at), MFA_NEEDED, mfa=True)
        attempt(world, rng, sink, at + int(rng.uniform(8_000, 25_000)), one.seat(at), 0, "MFA completed in Azure AD")
    return {"user": sorted(p.person.upn for p in plans)}


def app_release(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A release signs everybody out of the phone's mail: a wave of sign-ins, some with a typing error before."""
    plan = judged_workday(world, rng)
    plans = sample(rng, world.plans[plan.day], max(2, len(world.plans[plan.day]) * 2 // 3))
    start = plan.midnight + int(rng.uniform(9, 11) * HOUR)
    for one in plans:
        at = start + int(rng.exponential(35 * MINUTE))
        seat = one.phone(at)
        if rng.random() < 0.15:
            attempt(world, rng, sink, at - 20_000, seat, WRONG_PASSWORD)
        attempt(world, rng, sink, at, seat, 0, "MFA completed in Azure AD", mfa=True)
    return {"user": sorted(p.person.upn for p in plans)}


def reset_loop(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The helpdesk resets a password twice: the new one is typed wrong a few times, then works."""
    plan, desk = judged_workday(world, rng), judged_workday(world, rng, "admin")
    at = plan.midnight + int(rng.uniform(9, 15) * HOUR)
    by = replace(world.own_seat(desk.person, at), day=plan.day)
    for _ in range(2):
        for _ in range(int(rng.integers(3, 6))):
            attempt(world, rng, sink, at, plan.seat(at), WRONG_PASSWORD)
            at += int(rng.uniform(9_000, 30_000))
        world.directory.write(sink, rng, at, by, "Reset user password", (user_target(plan.person),))
        at += int(rng.uniform(3, 8) * MINUTE)
    attempt(world, rng, sink, at, plan.seat(at), 0, "MFA completed in Azure AD", mfa=True)
    return {"user": sorted({plan.person.upn, desk.person.upn}), "src_ip": sorted({plan.seat(at).ip, by.ip})}


def service_password(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A service was forgotten when a password changed: it fails at a fixed period for a day or two."""
    plan = judged_workday(world, rng)
    servers = world.estate.windows_servers
    host, at = pick(rng, servers), plan.midnight + int(rng.uniform(8, 12) * HOUR)
    name = pick(rng, ("svc-sqlreport", "svc-fax", "svc-print"))
    account = service_account(name)
    period = int(HOUR / rng.uniform(20, 60))
    dc = world.estate.machine(world.estate.one("dc").name, sink, rng)
    for moment in range(at, at + int(rng.uniform(14, 40) * HOUR), period):
        kerberos.preauthentication_failed(dc, moment, account, host.ip)
    return {"user": [f"{name}@halden.example"], "src_ip": [host.ip]}


def names_inventoried(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The inventory asks for tickets of many services every week, always at the same hour."""
    server = world.estate.one("console")
    account = Account("S-1-5-21-1715567821-1202660629-725345543-9050", "svc-agent", NETBIOS)
    dc = world.estate.machine(world.estate.one("dc").name, sink, rng)
    for day in range(1, world.config.days, 7):
        at = world.start_of(day) + 2 * HOUR
        for one in world.estate.windows_servers:
            kerberos.service_ticket(dc, at, account, server.ip, f"{one.name}$")
            at += int(rng.exponential(4_000))
        for name in ("sql", "iis", "crm", "erp", "bi", "print", "scan", "mq", "web", "hr"):
            kerberos.service_ticket(dc, at, account, server.ip, f"svc-{name}", kerberos.RC4)
            at += int(rng.exponential(4_000))
    return {"user": ["svc-agent@halden.example"], "src_ip": [server.ip]}


def migration_tool(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A tool that moves mailboxes logs on in the names of 20 to 40 people, on a server, for an hour."""
    plan = judged_workday(world, rng, "admin")
    server = world.estate.one("mail")
    on = world.estate.machine(server.name, sink, rng)
    at = plan.midnight + int(rng.uniform(18, 20) * HOUR)
    by = Account("S-1-5-21-1715567821-1202660629-725345543-9051", "svc-deploy", NETBIOS)
    for person in sample(rng, world.organisation.people, int(rng.integers(20, 41))):
        kerberos.explicit(on, at, by, account_of(person), server.fqdn, r"C:\Program Files\MailMove\mover.exe")
        at += int(rng.exponential(90_000))
    return {"user": ["svc-deploy@halden.example"], "host": [server.fqdn]}


def run_as(world: World, rng: Generator, sink: Recorder) -> Entities:
    """An administrator works with a second account: explicit credentials towards a handful of servers."""
    plan = judged_workday(world, rng, "admin")
    on = world.estate.machine(plan.person.laptop.name, sink, rng)
    at = plan.midnight + int(rng.uniform(9, 15) * HOUR)
    for server in sample(rng, world.estate.windows_servers, int(rng.integers(3, 6))):
        kerberos.explicit(on, at, account_of(plan.person), account_of(plan.person), server.fqdn)
        inside = Logon(account_of(plan.person), plan.seat(at).inside)
        logon(world.estate.machine(server.name, sink, rng), at + 900, inside)
        at += int(rng.exponential(9 * MINUTE))
    return concerned(plan.person, plan.seat(at).inside)


def egress_pool(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A private relay changes somebody's address every few minutes: one session, one device, many addresses."""
    plan = judged_workday(world, rng)
    at = plan.midnight + int(rng.uniform(18, 20) * HOUR)
    seat = plan.seat(at)
    relay, ips = pick(rng, [n for n in ACCESS if n.country == plan.person.site.country]), []
    for _ in range(int(rng.integers(6, 14))):
        here = replace(seat, network=relay, ip=relay.address(rng))
        world.sign_ins.sign_in(sink, rng, at, here, 0, APPS[0], interactive=False)
        world.audit.mail_items_accessed(sink, rng, at + 2_000, here, int(rng.integers(1, 6)), sync=False)
        ips.append(here.ip)
        at += int(rng.uniform(4, 12) * MINUTE)
    return concerned(plan.person, *ips) | {"session": [seat.session]}


def hotel(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody travels: a hotel abroad, the own computer, the gateway and the mail as every day."""
    plan = judged_workday(world, rng, "sales", "manager", "engineer")
    network = pick(rng, [n for n in ACCESS if n.country != plan.person.site.country and n.kind == "residential"])
    ip = network.address(rng)
    for at in plan.times(rng, 5):
        seat = replace(plan.seat(at), network=network, ip=ip, inside=VPN.address(rng))
        attempt(world, rng, sink, at - MINUTE, seat, 0, "MFA completed in Azure AD", mfa=True)
        connect(world, rng, sink, at, seat)
        world.audit.mail_items_accessed(sink, rng, at + MINUTE, seat, int(rng.integers(2, 15)), sync=False)
    return concerned(plan.person, ip)


def gateway_outage(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The gateway fails for half an hour: everybody outside tries again and again, and is let in afterwards."""
    plan = judged_workday(world, rng)
    at = plan.midnight + int(rng.uniform(9, 15) * HOUR)
    plans = [p for p in world.plans[plan.day] if p.seat(at).network.kind != "office"]
    for one in plans:
        moment = at + int(rng.uniform(0, 20) * MINUTE)
        for _ in range(int(rng.integers(3, 9))):
            vpn.connected(sink, rng, moment, one.seat(moment), accepted=False)
            moment += int(rng.uniform(40_000, 240_000))
        connect(world, rng, sink, at + int(rng.uniform(32, 50) * MINUTE), one.seat(at))
    if not plans:
        vpn.connected(sink, rng, at, plan.seat(at))
    return {"user": sorted(p.person.upn for p in plans or [plan])}


def vpn_flapping(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A bad line: somebody reconnects every few minutes, from the same device and address."""
    plan = judged_workday(world, rng)
    at = plan.midnight + int(rng.uniform(9, 15) * HOUR)
    home = replace(plan.seat(at), network=plan.person.home, ip=plan.person.home_address)
    for _ in range(int(rng.integers(9, 20))):
        connect(world, rng, sink, at, home)
        at += int(rng.exponential(5 * MINUTE)) + 20_000
    return concerned(plan.person, home.ip)


def vault_logon(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A password was rotated: the vault logs the service account on to two servers for the first time."""
    plan = judged_workday(world, rng, "admin")
    at = plan.midnight + int(rng.uniform(9, 16) * HOUR)
    name = pick(rng, ("svc-erp", "svc-bi", "svc-mq"))
    account, console = service_account(name), world.estate.one("console")
    for server in sample(rng, world.estate.of("app"), 2):
        logon(world.estate.machine(server.name, sink, rng), at, Logon(account, console.ip))
        at += int(rng.uniform(20_000, 90_000))
    return {"user": [f"{name}@halden.example"], "src_ip": [console.ip]}


def device_renamed(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Computers are renamed after a new scheme: the directory updates them, one after the other."""
    plan = judged_workday(world, rng, "admin")
    at = plan.midnight + int(rng.uniform(10, 16) * HOUR)
    for person in sample(rng, world.organisation.people, int(rng.integers(15, 40))):
        thing = target("Device", person.laptop.uid, person.laptop.name)
        world.directory.write(sink, rng, at, plan.seat(at), "Update device", (thing,))
        at += int(rng.exponential(6_000))
    return concerned(plan.person, plan.seat(at).ip)
