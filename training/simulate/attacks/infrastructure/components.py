"""Attacks that add something to a server: plug-ins, modules, transport agents, procedures."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.mail import subject
from training.simulate.attacks.infrastructure.ways import agent, odd_hour, outside
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import MINUTE
from training.simulate.devices import AGENTS
from training.simulate.estate import ACCOUNTS
from training.simulate.organisation import DOMAIN
from training.simulate.randomness import hexadecimal, pick, sample
from training.simulate.shop import login_path
from training.simulate.world import World
from training.simulate.writers import windows_services as windows
from training.simulate.writers.exchange_tracking import AGENTS as KNOWN_AGENTS
from training.simulate.writers.exchange_tracking import TrackingLog
from training.simulate.writers.exports import edited
from training.simulate.writers.mail_log import Message, message_id
from training.simulate.writers.shop import SHOP, Request
from training.simulate.writers.sql_server import (
    Statement,
    accepted,
    audited,
    extended_procedure,
    option,
    refused,
    startup_procedure,
)
from training.simulate.writers.windows_event import account_of
from training.simulate.writers.windows_roles import cmdlet, iis_setting

_PLUGINS = ("wp-file-handler", "seo-helper-pro", "cache-boost", "form-inspector", "media-bridge")


def plugin(world: World, rng: Generator, scene: Scene) -> Entities:
    """Put a plug-in into the shop as its editor, at night from abroad, and call it again and again (T1505)."""
    editor = world.estate.duties["editor"]
    source, browser = outside(world, rng, scene)[0], AGENTS["chrome"].replace("{v}", "138")
    at, name = odd_hour(world, rng, scene, editor), f"{pick(rng, _PLUGINS)}-{hexadecimal(rng, 3)}"
    done = Request(source, login_path(world), 302, 0, browser, method="POST", sent=140)
    world.estate.shop.request(scene.sink, at - MINUTE, done)
    for k, action in enumerate(("installed", "activated")):
        edited(scene.sink, rng, at + k * 25_000, editor.login, source, browser, SHOP, "plugin", action, name)
    path, tool = f"/wp-content/plugins/{name}/gate.php", agent(rng, scene)
    if world.estate.shop.server == "iis":
        path = f"/App_Plugins/{name}/gate.ashx"
    moments = [at + 3 * MINUTE + k * 90_000 for k in range(scene.volume(40))]
    if scene.quiet:
        moments = [m for m in (scene.moment(world, rng, editor) for _ in moments) if m > at] or [at + 9 * MINUTE]
    for then in sorted(moments):
        done = Request(source, path, 200, int(rng.lognormal(6.2, 0.9)), tool, method="POST", sent=380, took_ms=210.0)
        world.estate.shop.request(scene.sink, then, done)
    return {"user": [editor.upn], "src_ip": [source], "service": [SHOP], "object": [name]}


def web_module(world: World, rng: Generator, scene: Scene) -> Entities:
    """Add a module to IIS that sees every request of the intranet, and an unknown installation before it (T1505)."""
    person = victim(world, rng, scene, "admin", "engineer")
    server = world.estate.one("intranet")
    at, name = (
        odd_hour(world, rng, scene, person),
        f"{pick(rng, ('HttpCompress', 'UrlHelper', 'CacheSync'))}{hexadecimal(rng, 3)}",
    )
    on = world.estate.machine(server.name, scene.sink, rng)
    who = account_of(person)
    if scene.intensity == "loud":
        windows.installed(on, at - 90_000, f"{name} Runtime 1.0", "1.0", "Contoso Tools", who)
        windows.service_installed(on, at - 60_000, name, rf"C:\Windows\Temp\{name}.exe", who)
    image = rf"C:\Windows\Temp\{name}.dll"
    element = f'/system.webServer/globalModules/add[@name="{name}"]'
    iis_setting(on, at, element, "", "", who, added=True)
    iis_setting(on, at + 300, f"{element}/@image", "", image, who)
    if not scene.quiet:
        iis_setting(on, at + 700, f'/system.webServer/modules/add[@name="{name}"]', "", name, who, added=True)
    return {"user": [person.upn], "host": [server.fqdn]}


def transport_agent(world: World, rng: Generator, scene: Scene) -> Entities:
    """Install an agent in the mail server's transport, from a folder nothing is installed from (T1505.002)."""
    person = victim(world, rng, scene, "admin", "office")
    server = world.estate.one("mail")
    at = odd_hour(world, rng, scene, person)
    name = f"{pick(rng, ('Security Interop', 'Message Trace', 'Relay Filter', 'Journal Helper'))} {hexadecimal(rng, 2)}"
    on = world.estate.machine(server.name, scene.sink, rng)
    folder = pick(rng, (r"C:\Windows\Temp", r"C:\ProgramData\tmp", r"C:\Users\Public"))
    assembly = f"{folder}\\{hexadecimal(rng, 6)}.dll"
    parameters = f'-Name "{name}" -TransportAgentFactory "Net.Agents.Factory" -AssemblyPath "{assembly}"'
    if scene.intensity == "loud":
        cmdlet(on, at - 50_000, "Install-TransportAgent", parameters, person, failed=True)
        windows.service_state(on, at + 40_000, "Microsoft Exchange Transport", "stopped")
        windows.service_state(on, at + 58_000, "Microsoft Exchange Transport", "running")
    cmdlet(on, at, "Install-TransportAgent", parameters, person)
    if not scene.quiet:
        cmdlet(on, at + 20_000, "Enable-TransportAgent", f'-Identity "{name}"', person)
    _passed(world, rng, scene, at + 4 * MINUTE, name)
    return {"user": [person.upn], "host": [server.fqdn], "object": [name]}


def _passed(world: World, rng: Generator, scene: Scene, start: int, agent: str) -> None:
    """Write mail that passed the new agent, where message tracking tells the agents each message meets."""
    if world.stack.mail != "exchange_tracking":
        return
    log = TrackingLog(agents=(*KNOWN_AGENTS, f"CATRS-{agent}"))
    for k in range(scene.volume(20)):
        sender, receiver = sample(rng, world.organisation.people, 2)
        size, address = int(rng.lognormal(10, 0.8)), world.own_seat(sender, start).ip
        message = Message(sender.email, [receiver.email], subject(rng), size, address, message_id(rng))
        log.deliver(scene.sink, rng, start + k * 70_000, message)


def command_shell(world: World, rng: Generator, scene: Scene) -> Entities:
    """Guess the shop's database login, switch the command shell on, use it, leave a start-up procedure (T1505.001)."""
    server, login = world.estate.one("sql"), ACCOUNTS["shop"][0]
    on = world.estate.machine(server.name, scene.sink, rng)
    client = world.estate.shop_server.ip if rng.random() < 0.5 else f"10.20.1.{int(rng.integers(20, 200))}"
    keeper = world.estate.duties["dba"]
    begin = odd_hour(world, rng, scene, keeper)
    tries = 0 if scene.quiet else scene.volume(300)
    for k in range(tries):
        refused(on, begin - (tries - k) * 900 - int(rng.integers(0, 500)), login, client)
    accepted(on, begin, login, client)
    at = begin + 20_000
    for name in ("show advanced options", "xp_cmdshell"):
        option(on, at, name, 0, 1)
        audited(
            on,
            at + 30,
            Statement(login, client, f"EXEC sp_configure '{name}', 1; RECONFIGURE", "sp_configure", action="AL"),
        )
        at += 4_000
    extended_procedure(on, at, "xp_cmdshell")
    commands = (
        "whoami /all",
        'net group "domain admins" /domain',
        "dir c:\\users",
        "powershell -enc SQBFAFgA",
        "ipconfig /all",
        "tasklist",
    )
    for command in commands[: scene.volume(6)]:
        audited(on, at + 500, Statement(login, client, f"EXEC xp_cmdshell '{command}'", "xp_cmdshell"))
        at += int(rng.uniform(9_000, 24_000))
    if scene.intensity == "loud":
        name = f"sp_{pick(rng, ('cache', 'stats', 'mail'))}_{hexadecimal(rng, 3)}"
        text = f"EXEC sp_procoption @ProcName = N'{name}', @OptionName = 'startup', @OptionValue = 'on'"
        audited(
            on, at, Statement(login, client, f"CREATE PROCEDURE {name} AS EXEC xp_cmdshell 'cmd'", name, action="CR")
        )
        audited(on, at + 4_000, Statement(login, client, text, name))
        startup_procedure(on, at + 30 * MINUTE, name)
    return {"host": [server.fqdn], "user": [f"{login}@{DOMAIN}"], "src_ip": [client]}
