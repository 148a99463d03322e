"""Debuggers where nobody debugs: on the machines that take payments."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.upkeep import restarted
from training.simulate.attacks.infrastructure.ways import odd_hour, spread
from training.simulate.attacks.scene import Entities, Scene
from training.simulate.randomness import pick
from training.simulate.world import World
from training.simulate.writers import windows_services as windows
from training.simulate.writers.windows_event import account_of

SERVICE = "pay-gateway"


def attached(world: World, rng: Generator, scene: Scene) -> Entities:
    """Attach a debugger to the payment service; it notices and ends itself, again and again (T1622)."""
    server = pick(rng, world.estate.of("pay"))
    host, say = server.name.lower(), world.estate.services.say
    keeper = world.estate.duties["cluster"]
    at = odd_hour(world, rng, scene, keeper)
    texts = (
        f"Listening for transport dt_socket at address: {int(rng.integers(5_000, 5_100))}",
        f"Debugger listening on ws://127.0.0.1:{int(rng.integers(9_229, 9_240))}/{SERVICE}",
        "Debugger attached.",
    )
    for k, text in enumerate(texts[: scene.volume(3)]):
        say(scene.sink, rng, at + k * 20_000, host, SERVICE, text)
    exits = spread(rng, scene, at + 60_000, scene.volume(40, 2), 10)
    if scene.quiet:
        exits = sorted(scene.moment(world, rng, keeper) for _ in exits)
    for k, then in enumerate(exits):
        say(scene.sink, rng, then, host, SERVICE, "debugger detected (TracerPid != 0), terminating", "err")
        say(
            scene.sink,
            rng,
            then + 30,
            host,
            "systemd",
            f"{SERVICE}.service: Main process exited, code=exited, status=77/n/a",
            "notice",
        )
        if k % 4 == 0:
            restarted(world, then + 600, host, SERVICE, rng, scene.sink, k + 1)
    return {"host": [host]}


def called(world: World, rng: Generator, scene: Scene) -> Entities:
    """Have the just-in-time debugger called on a production server, time and again (T1622)."""
    server, keeper = pick(rng, world.estate.of("app")), world.estate.duties["windows"]
    moments = scene.moments(world, rng, keeper, 24, 12)
    on = world.estate.machine(server.name, scene.sink, rng)
    for at in moments:
        windows.debugged(on, at, pick(rng, ("PayBridge.exe", "OrderService.exe")), account_of(keeper))
    return {"host": [server.fqdn]}
