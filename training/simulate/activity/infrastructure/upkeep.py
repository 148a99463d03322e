"""Services and programs of servers and computers: starts, stops, crashes, updates, reboots, debuggers of developers."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.calendar import DAY, HOUR, MINUTE
from training.simulate.estate import Server, on_windows
from training.simulate.pace import office_hours, scattered
from training.simulate.presence import PersonDay
from training.simulate.randomness import pick, sample
from training.simulate.sink import Sink
from training.simulate.world import World
from training.simulate.writers import windows_services as windows
from training.simulate.writers.windows_event import LOCAL_SYSTEM, account_of

_SERVICES = (
    "Windows Modules Installer", "Software Protection", "Windows Update", "WMI Performance Adapter",
    "Background Intelligent Transfer Service", "Application Experience", "Volume Shadow Copy",
)  # fmt: skip
CRASHES: tuple[tuple[str, str, str], ...] = (
    ("winword.exe", "wwlib.dll", "c0000005"), ("excel.exe", "VBE7.DLL", "c0000005"),
    ("outlook.exe", "olmapi32.dll", "c0000005"), ("AcroRd32.exe", "AcroRd32.dll", "c0000005"),
    ("msedge.exe", "msedge.dll", "80000003"), ("Teams.exe", "igd10um64.dll", "c0000005"),
)  # fmt: skip
"""Program, module and exception of everyday crashes."""
CRASH_RATE = 0.022
"""Crashes of an active computer a day."""
PRODUCTS: tuple[tuple[str, str], ...] = (
    ("7-Zip 24.09 (x64 edition)", "Igor Pavlov"), ("PDF Writer 11", "Softworks"), ("Meetroom Client 6.4", "Meetroom"),
    ("Python 3.13.2 (64-bit)", "Python Software Foundation"), ("Visual Tools 2026", "Softworks"),
    ("Notepad Next 3.1", "Open Source"),
)  # fmt: skip
_BUILDS = ("checkout-service", "pricing-api", "atlas-worker", "search-index")


def day(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write a day of all machines."""
    start = world.start_of(day)
    for server in world.estate.windows_servers:
        _services(world, server, start, rng, sink)
    owners = [p for p in world.organisation.people if on_windows(p)] or list(world.organisation.people)
    flaky = owners[world.config.seed % len(owners)]
    for plan in (p for p in world.plans[day] if on_windows(p.person)):
        _computer(world, plan, rng, sink, 4.5 if plan.person is flaky else CRASH_RATE)
    _maintenance(world, day, rng, sink)
    _linux(world, day, rng, sink)


def random_offset(rng: Generator) -> str:
    """Draw where in a module a program crashed."""
    return f"{int(rng.integers(0x1000, 0x9FFFFF)):016x}"


def reboot(world: World, rng: Generator, sink: Sink, at: int, server: Server, minutes: float = 4.0) -> None:
    """Write an orderly reboot: the event log stops and starts again."""
    on = world.estate.machine(server.name, sink, rng)
    windows.shut_down(on, at)
    windows.booted(on, at + int(minutes * MINUTE))


def _services(world: World, server: Server, start: int, rng: Generator, sink: Sink) -> None:
    on = world.estate.machine(server.name, sink, rng)
    for at in scattered(rng, start, int(0.97 * DAY), int(rng.poisson(2.5))):
        name = pick(rng, _SERVICES)
        for then, state in ((at, "running"), (at + int(rng.uniform(2, 25) * MINUTE), "stopped")):
            if not world.disturbances.is_silent(server.name, then):
                windows.service_state(on, then, name, state)
    if server.role == "print" and rng.random() < 0.1:
        windows.service_crashed(on, start + int(rng.uniform(8, 17) * HOUR), "Print Spooler")


def _computer(world: World, plan: PersonDay, rng: Generator, sink: Sink, crashes: float) -> None:
    """Write a computer's crashes, its owner's installations, and what debuggers were called for."""
    person = plan.person
    on = world.estate.machine(person.laptop.name, sink, rng)
    engineer = person.role.name == "engineer"
    for at in plan.times(rng, int(rng.poisson(crashes * plan.load))):
        program, module, code = pick(rng, CRASHES)
        windows.crash(on, at, program, module, code, random_offset(rng))
    for at in plan.times(rng, int(rng.poisson((0.12 if engineer else 0.03) * plan.load))):
        product, maker = pick(rng, PRODUCTS)
        user = account_of(person) if engineer else LOCAL_SYSTEM
        windows.installed(on, at, product, product.split()[-1], maker, user)
    if engineer:
        for at in plan.times(rng, int(rng.poisson(0.7 * plan.load))):
            windows.debugged(on, at, f"{pick(rng, _BUILDS)}.exe", account_of(person))


def is_patch_day(world: World, day: int) -> bool:
    """Tell the day of the monthly updates: the second Tuesday."""
    date = world.config.date_of(day)
    return date.weekday() == 1 and 8 <= date.day <= 14


def _maintenance(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write the monthly updates of all servers, ring by ring, and the weekly restart of a few."""
    weekday = world.config.date_of(day).weekday()
    servers = world.estate.windows_servers
    if not is_patch_day(world, day):
        servers = sample(rng, [s for s in servers if s.role in ("app", "intranet", "print")], 3) if weekday == 3 else []
    for i, server in enumerate(servers):
        at = world.start_of(day) + 20 * HOUR + i * 6 * MINUTE + int(rng.integers(0, 3 * MINUTE))
        on = world.estate.machine(server.name, sink, rng)
        if len(servers) > 3:
            update = f"Security Update KB50{int(rng.integers(30_000, 60_000))}"
            windows.installed(on, at - 5 * MINUTE, update, "1.0", "Microsoft Corporation", LOCAL_SYSTEM)
        reboot(world, rng, sink, at, server)


def _linux(world: World, day: int, rng: Generator, sink: Sink) -> None:
    """Write what machines of Linux say: logs turned over, a leak that ends the same way every week, builds, logons."""
    start, say = world.start_of(day), world.estate.services.say
    weekday = world.config.date_of(day).weekday()
    for server in (s for s in world.estate.servers if s.system == "linux"):
        host = server.name.lower()
        at = start + 5 * MINUTE + int(rng.integers(0, 90_000))
        say(sink, rng, at, host, "systemd", "Started logrotate.service - Rotate log files.")
        if server.role == "build":
            for at in office_hours(rng, start, int(rng.poisson(9 if weekday < 5 else 1))):
                text = f"Debugger listening on ws://127.0.0.1:{int(rng.integers(9_229, 9_240))}/{pick(rng, _BUILDS)}"
                say(sink, rng, at, host, "node", text)
        operator = world.estate.duties["cluster"].sam
        for at in office_hours(rng, start, int(rng.poisson(0.7 if weekday < 5 else 0.1))):
            text = f"Accepted publickey for {operator} from 10.10.40.31 port {int(rng.integers(30_000, 60_000))} ssh2"
            say(sink, rng, at, host, "sshd", text)
        if server.role == "web" and weekday == 5:
            _leak(world, start + 4 * HOUR + int(rng.integers(0, 40) * MINUTE), host, rng, sink)
        if rng.random() < 0.015:
            _failed(world, start + int(rng.uniform(0, 23.5) * HOUR), host, rng, sink)


def _leak(world: World, at: int, host: str, rng: Generator, sink: Sink) -> None:
    """Write that the recommendation service ran out of memory and was started again, as every Saturday."""
    say, pid = world.estate.services.say, int(rng.integers(2_000, 60_000))
    say(sink, rng, at, host, "kernel", f"Out of memory: Killed process {pid} (recommender) total-vm:8123456kB", "err")
    text = "recommender.service: Main process exited, code=killed, status=9/KILL"
    say(sink, rng, at + 40, host, "systemd", text, "notice")
    restarted(world, at + 5_200, host, "recommender", rng, sink)


def restarted(world: World, at: int, host: str, service: str, rng: Generator, sink: Sink, count: int = 1) -> None:
    """Write that systemd started a service again."""
    say = world.estate.services.say
    text = f"{service}.service: Scheduled restart job, restart counter is at {count}."
    say(sink, rng, at, host, "systemd", text)
    say(sink, rng, at + 30, host, "systemd", f"Started {service}.service.")


def _failed(world: World, at: int, host: str, rng: Generator, sink: Sink) -> None:
    """Write one of the small failures nobody minds."""
    name = pick(rng, ("certbot", "fwupd-refresh", "apt-daily", "backup-agent"))
    text = f"{name}.service: Main process exited, code=exited, status=1/FAILURE"
    world.estate.services.say(sink, rng, at, host, "systemd", text, "notice")
    world.estate.services.say(
        sink, rng, at + 20, host, "systemd", f"{name}.service: Failed with result 'exit-code'.", "warn"
    )
