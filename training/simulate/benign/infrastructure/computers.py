"""Harmless things on servers and computers: fleets that crash, reboots, outages, scans, installations, debuggers."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.databases import administer
from training.simulate.activity.infrastructure.keepers import POLICIES
from training.simulate.activity.infrastructure.logons import enter
from training.simulate.activity.infrastructure.upkeep import PRODUCTS, random_offset, reboot
from training.simulate.benign.infrastructure.days import hour_of, keeper_day, some_day, windows_day
from training.simulate.benign.kind import Entities, LookalikeKind, judged_workday
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.estate import ACCOUNTS, Server, on_windows
from training.simulate.organisation import DOMAIN, Person
from training.simulate.pace import scattered
from training.simulate.randomness import hexadecimal, pick, sample
from training.simulate.sink import Recorder
from training.simulate.world import World
from training.simulate.writers import windows_audit as audit
from training.simulate.writers import windows_services as windows
from training.simulate.writers.estate_context import SCANNER
from training.simulate.writers.sql_server import ALTER, SELECT, Statement, audited, extended_procedure, option
from training.simulate.writers.windows_event import LOCAL_SYSTEM, account_of
from training.simulate.writers.windows_logon import Logon, machine
from training.simulate.writers.windows_roles import cmdlet, iis_setting


def _full(name: str) -> str:
    return f"{name}.{DOMAIN}".lower()


def _fleet_crash(
    world: World, rng: Generator, sink: Recorder, program: str, module: str, code: str, share: float, hours: float
) -> Entities:
    """Write crashes of one program at one place on a share of the computers in use."""
    plan = windows_day(world, rng)
    start, offset, hosts = hour_of(rng, plan, 8, 11), random_offset(rng), []
    for other in world.plans[plan.day]:
        laptop = other.person.laptop
        if not on_windows(other.person) or rng.random() > share:
            continue
        on = world.estate.machine(laptop.name, sink, rng)
        for at in scattered(rng, start, int(hours * HOUR), 1 + int(rng.random() < 0.3)):
            windows.crash(on, at, program, module, code, offset)
        hosts.append(_full(laptop.name))
    if not hosts:
        on = world.estate.machine(plan.person.laptop.name, sink, rng)
        windows.crash(on, start, program, module, code, offset)
        hosts.append(_full(plan.person.laptop.name))
    return {"host": hosts}


def faulty_addin(world: World, rng: Generator, sink: Recorder) -> Entities:
    """An update of an add-in lets the spreadsheet crash all over the house; nobody got mail about it."""
    return _fleet_crash(world, rng, sink, "excel.exe", "PlanAddin.dll", "c0000005", 0.6, 5)


def faulty_driver(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A display driver lets browsers crash on the computers that have it."""
    return _fleet_crash(world, rng, sink, "msedge.exe", "igd10um64xe.DLL", "c0000005", 0.15, 8)


def print_driver(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A printer's driver brings the print server down three times in an hour."""
    start = some_day(world, rng) + int(rng.uniform(8, 15) * HOUR)
    server = world.estate.one("print")
    on = world.estate.machine(server.name, sink, rng)
    for k, at in enumerate(scattered(rng, start, HOUR, 3)):
        windows.crash(on, at, "spoolsv.exe", "PrintVendor64.dll", "c0000005", "0000000000021a30")
        windows.service_crashed(on, at + 400, "Print Spooler", k + 1)
    return {"host": [server.fqdn]}


def fail_over(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A cluster of two servers changes sides: services stop here and start there, machines sign in again."""
    start = some_day(world, rng) + int(rng.uniform(0, 22) * HOUR)
    first, second = world.estate.of("app")[:2]
    for server, state in ((first, "stopped"), (second, "running")):
        on = world.estate.machine(server.name, sink, rng)
        for k, name in enumerate(("Cluster Service", "Message Queuing", "Order Service")):
            windows.service_state(on, start + k * 900, name, state)
    for k, at in enumerate(scattered(rng, start, 2 * MINUTE, 30)):
        other = world.estate.windows_servers[k % len(world.estate.windows_servers)]
        enter(world, rng, sink, at, second, Logon(machine(other.name, 500 + k), other.ip))
    return {"host": [first.fqdn, second.fqdn]}


def planned_reboot(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A file server is restarted in order, and is away for a quarter of an hour."""
    server = pick(rng, world.estate.of("file"))
    at = some_day(world, rng) + int(rng.uniform(18, 21) * HOUR)
    minutes = float(rng.uniform(9, 18))
    world.disturbances.silence(server.name, at, at + int(minutes * MINUTE))
    reboot(world, rng, sink, at, server, minutes)
    return {"host": [server.fqdn]}


def line_down(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The line to the data centre fails: no server is heard for half an hour, and then all of them again."""
    at = some_day(world, rng) + int(rng.uniform(3, 20) * HOUR)
    until = at + int(rng.uniform(25, 40) * MINUTE)
    for server in world.estate.windows_servers:
        world.disturbances.silence(server.name, at, until)
    for server in world.estate.windows_servers:
        on = world.estate.machine(server.name, sink, rng)
        windows.service_state(on, until + int(rng.uniform(0, 60_000)), "Windows Time", "running")
    return {"host": sorted(s.fqdn for s in world.estate.windows_servers)}


def golden_image(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Whoever makes the image of new computers clears its logs before it is sealed."""
    plan = keeper_day(world, rng, "windows")
    at, name = hour_of(rng, plan, 9, 16), f"IMG-{hexadecimal(rng, 4).upper()}"
    on = world.estate.machine(name, sink, rng)
    for k, channel in enumerate(("Security", "System")):
        audit.log_cleared(on, at + k * 2_000, account_of(plan.person), channel)
    windows.shut_down(on, at + 40_000)
    return {"user": [plan.person.upn], "host": [_full(name)]}


def service_account(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new application gets an account, as planned, with an ordinary name."""
    plan = keeper_day(world, rng, "windows")
    at, server = hour_of(rng, plan, 9, 16), world.estate.of("dc")[0]
    on = world.estate.machine(server.name, sink, rng)
    sid = f"S-1-5-21-1715567821-1202660629-725345543-{int(rng.integers(50_000, 60_000))}"
    audit.account_created(on, at, account_of(plan.person), f"svc-{hexadecimal(rng, 4)}", sid)
    return {"user": [plan.person.upn]}


def legal_notice(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The text at logon is renewed, as the lawyers asked."""
    plan = keeper_day(world, rng, "windows")
    on = world.estate.machine(world.estate.of("dc")[0].name, sink, rng)
    version = str(int(rng.integers(20, 90)))
    policy = POLICIES[2]
    audit.policy_changed(on, hour_of(rng, plan, 10, 16), account_of(plan.person), policy, "versionNumber", version)
    return {"user": [plan.person.upn]}


def new_node(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A second intranet server is built beside the first, with everything that belongs on it."""
    plan = keeper_day(world, rng, "windows")
    at, name, who = hour_of(rng, plan, 9, 15), f"IIS-{hexadecimal(rng, 3).upper()}", account_of(plan.person)
    on = world.estate.machine(name, sink, rng)
    for product, version in (
        ("Web Runtime 8.0", "8.0.14"),
        ("URL Rewrite Module 2", "7.2"),
        ("Monitoring Agent", "5.4"),
    ):
        windows.installed(on, at, product, version, "Microsoft Corporation", who)
        at += int(rng.uniform(60_000, 300_000))
    for module in ("RewriteModule", "AspNetCoreModuleV2"):
        element = f'/system.webServer/globalModules/add[@name="{module}"]'
        iis_setting(on, at, element, "", "", who, added=True)
        iis_setting(on, at + 300, f"{element}/@image", "", rf"%SystemRoot%\system32\inetsrv\{module}.dll", who)
        at += 60_000
    return {"user": [plan.person.upn], "host": [_full(name)]}


def database_upgrade(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The database server is brought up to date: options go back and forth, procedures are registered again."""
    plan = keeper_day(world, rng, "dba")
    at, server = hour_of(rng, plan, 18, 21), world.estate.of("sql")[-1]
    on, client = world.estate.machine(server.name, sink, rng), plan.seat(hour_of(rng, plan, 11, 12)).inside
    for name, before, after in (("show advanced options", 0, 1), ("Agent XPs", 1, 0), ("Agent XPs", 0, 1)):
        option(on, at, name, before, after, account_of(plan.person))
        text = f"EXEC sp_configure '{name}', {after}; RECONFIGURE"
        audited(on, at + 40, Statement(f"HALDEN\\{plan.person.sam}", client, text, "sp_configure", action=ALTER))
        at += 30_000
    for name in ("xp_msver", "xp_instance_regread", "xp_qv"):
        extended_procedure(on, at, name)
        at += 5_000
    administer(world, on, at, "DBCC CHECKDB (warehouse) WITH NO_INFOMSGS", client)
    return {"user": [plan.person.upn], "host": [server.fqdn]}


def settings_read(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The scanner reads the database server's settings, the command shell's among them."""
    start, server = some_day(world, rng) + 20 * HOUR, world.estate.one("sql")
    on = world.estate.machine(server.name, sink, rng)
    for k in range(int(rng.integers(6, 13))):
        text = "SELECT name, value_in_use FROM sys.configurations WHERE name = 'xp_cmdshell'"
        done = Statement(
            f"HALDEN\\{ACCOUNTS['scan'][0]}", SCANNER, text, "configurations", action=SELECT, program="Scanner"
        )
        audited(on, start + k * 4_000, done)
    return {"user": [f"{ACCOUNTS['scan'][0]}@{DOMAIN}"], "host": [server.fqdn]}


def _agents(
    world: World, rng: Generator, sink: Recorder, names: list[str], folder: str, verbs: tuple[str, ...]
) -> Entities:
    """Write transport agents being put into the mail server by whoever looks after it."""
    plan = keeper_day(world, rng, "exchange")
    at, server = hour_of(rng, plan, 17, 20), world.estate.one("mail")
    on = world.estate.machine(server.name, sink, rng)
    for name in names:
        for verb in verbs:
            parameters = f'-Identity "{name}"'
            if verb == "Install":
                parameters = (
                    f'-Name "{name}" -TransportAgentFactory "Agents.Factory" -AssemblyPath "{folder}\\Agents.dll"'
                )
            cmdlet(on, at, f"{verb}-TransportAgent", parameters, plan.person)
            at += int(rng.uniform(5_000, 30_000))
    windows.service_state(on, at, "Microsoft Exchange Transport", "stopped")
    windows.service_state(on, at + 20_000, "Microsoft Exchange Transport", "running")
    return {"user": [plan.person.upn], "host": [server.fqdn]}


def signature_agent(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The product that signs mail is brought up to date: its agent is taken out and put in again."""
    folder = r"C:\Program Files\SignatureHub\Agent"
    return _agents(world, rng, sink, ["SignatureHub Agent"], folder, ("Disable", "Uninstall", "Install", "Enable"))


def cumulative_update(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The mail server's cumulative update puts its own agents in again."""
    names = ["Transport Rule Agent", "Malware Agent", "Text Messaging Routing Agent", "System Probe Drop Smtp Agent"]
    return _agents(
        world, rng, sink, names, r"C:\Program Files\Microsoft\Exchange Server\V15\Bin", ("Install", "Enable")
    )


def portal(world: World, rng: Generator, sink: Recorder) -> Entities:
    """People take a program from the software portal; the system installs it for them."""
    first = windows_day(world, rng)
    product, maker = pick(rng, PRODUCTS)
    there = [p for p in world.plans[first.day] if on_windows(p.person)]
    plans = sample(rng, there, int(rng.integers(8, 20)))
    for plan in plans:
        on = world.estate.machine(plan.person.laptop.name, sink, rng)
        windows.installed(on, plan.times(rng, 1)[0], product, "1.0", maker, LOCAL_SYSTEM)
    return {"host": sorted(_full(p.person.laptop.name) for p in plans)}


def helped(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The helpdesk installs something for a colleague, in a session on the colleague's computer."""
    plan, keeper = windows_day(world, rng), world.estate.duties["helpdesk"]
    at = hour_of(rng, plan, 9, 16)
    product, maker = pick(rng, PRODUCTS)
    computer = Server(plan.person.laptop.name, "computer", "windows", plan.seat(at).inside)
    done = Logon(
        account_of(keeper), world.own_seat(keeper, at).inside, kind=10, package="Negotiate", workstation=computer.name
    )
    enter(world, rng, sink, at, computer, done, 12)
    on = world.estate.machine(computer.name, sink, rng)
    windows.installed(on, at + 4 * MINUTE, product, "1.0", maker, account_of(keeper))
    return {"user": [keeper.upn], "host": [_full(computer.name)]}


def dumps(world: World, rng: Generator, sink: Recorder) -> Entities:
    """After a release, an engineer has a debugger catch what crashes on the test server."""
    plan = judged_workday(world, rng, "engineer")
    return _debugged(world, rng, sink, plan.person, hour_of(rng, plan, 10, 16), f"TST-{hexadecimal(rng, 3).upper()}", 6)


def lab(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Machines of the test laboratory run everything under a debugger, all afternoon."""
    plan = judged_workday(world, rng, "engineer")
    return _debugged(world, rng, sink, plan.person, hour_of(rng, plan, 11, 13), "LAB-04", int(rng.integers(20, 41)))


def _debugged(world: World, rng: Generator, sink: Recorder, person: Person, at: int, name: str, n: int) -> Entities:
    on = world.estate.machine(name, sink, rng)
    for then in scattered(rng, at, 3 * HOUR, n):
        windows.debugged(on, then, pick(rng, ("OrderService.exe", "CaseWorker.exe")), account_of(person))
    return {"host": [_full(name)]}


KINDS = (
    LookalikeKind("faulty_addin", "T1203", "browsing", 5_000, faulty_addin),
    LookalikeKind("faulty_driver", "T1203", "browsing", 5_000, faulty_driver),
    LookalikeKind("print_driver", "T1210", "exploits", 2_500, print_driver),
    LookalikeKind("fail_over", "T1210", "exploits", 2_500, fail_over),
    LookalikeKind("planned_reboot", "T1562.002", "silencing", 2_500, planned_reboot),
    LookalikeKind("line_down", "T1562.002", "silencing", 5_000, line_down),
    LookalikeKind("golden_image", "T1562.002", "silencing", 2_500, golden_image),
    LookalikeKind("service_account", "T1564", "silencing", 2_500, service_account),
    LookalikeKind("legal_notice", "T1491.001", "defacement", 2_500, legal_notice),
    LookalikeKind("new_node", "T1505", "components", 5_000, new_node),
    LookalikeKind("database_upgrade", "T1505.001", "components", 5_000, database_upgrade),
    LookalikeKind("settings_read", "T1505.001", "components", 2_500, settings_read),
    LookalikeKind("signature_agent", "T1505.002", "components", 5_000, signature_agent),
    LookalikeKind("cumulative_update", "T1505.002", "components", 5_000, cumulative_update),
    LookalikeKind("portal", "T1204", "browsing", 2_500, portal),
    LookalikeKind("helped", "T1204", "browsing", 1_300, helped),
    LookalikeKind("dumps", "T1622", "debugging", 2_500, dumps),
    LookalikeKind("lab", "T1622", "debugging", 2_500, lab),
)
