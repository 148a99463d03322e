"""Repositories read by those who should not (T1213 and its kinds): administrators, searchers, tokens, exports."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.attacks.intrusion import addresses, invade, reuse, take_over
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.library import Container, Item
from training.simulate.randomness import pick, sample
from training.simulate.world import World
from training.simulate.writers import confluence as wiki
from training.simulate.writers import github_audit
from training.simulate.writers import m365_sharepoint as sharepoint

SENSITIVE = (
    "password", "vpn config", "salary", "credentials", "private key", "merger", "bank account", "passport",
    "network diagram", "admin guide", "api key", "termination", "bonus list", "incident report",
)  # fmt: skip
"""What somebody looks for who does not know the place."""


def everything(world: World, rng: Generator, scene: Scene) -> Entities:
    """Read files and pages nobody of the same department touches, one after the other (T1213)."""
    person = victim(world, rng, scene, "office", "finance", "sales", "hr", "contractor")
    moments = scene.moments(world, rng, person, int(rng.integers(1_200, 1_901)), 120)
    seat = take_over(world, rng, scene, person, moments[0])
    things: list[tuple[str, Container, Item]] = []
    for kind, containers in (("file", world.library.sites), ("page", world.library.spaces)):
        things += [(kind, c, i) for c in containers if c.department != person.department for i in c.items]
    wanted = sample(rng, things, len(moments))
    for k, at in enumerate(moments):
        kind, container, item = wanted[k % len(wanted)]
        if kind == "page":
            wiki.page_view(scene.sink, rng, at, seat(at), container, item, rest=False)
        else:
            operation = "PageViewed" if item.extension == "aspx" else "FileAccessed"
            world.audit.file(scene.sink, rng, at, seat(at), operation, container, item)
    ips = {ip for at in moments[:: max(1, len(moments) // 50)] for ip in (seat(at).ip, seat(at).inside)}
    return {"user": [person.upn], "src_ip": sorted(ips)}


def searches(world: World, rng: Generator, scene: Scene) -> Entities:
    """Search for telling words everywhere, and take what is found (T1213)."""
    person = victim(world, rng, scene)
    moments = scene.moments(world, rng, person, int(rng.integers(110, 161)), 40)
    seat = invade(world, rng, scene, person, moments[0])
    found = world.library.sites
    for k, at in enumerate(moments):
        words = SENSITIVE[k // 3 % len(SENSITIVE)]
        if k % 3 == 0:
            sharepoint.searched(world.audit, scene.sink, rng, at, seat(at), words)
        elif k % 3 == 1 and rng.random() < 0.4:
            space = pick(rng, world.library.spaces)
            wiki.search(scene.sink, rng, at, seat(at), words, space)
        else:
            site = pick(rng, found)
            world.audit.file(scene.sink, rng, at, seat(at), "FileDownloaded", site, pick(rng, site.items))
    return {"user": [person.upn], "src_ip": addresses(seat, moments)}


def admin_reads_wiki(world: World, rng: Generator, scene: Scene) -> Entities:
    """Read pages of other departments with an administrator's account (T1213.001)."""
    person = victim(world, rng, scene, "admin")
    spaces = [s for s in world.library.spaces if s.department in ("Finance", "Human Resources", "Legal", "Management")]
    pages = [(s, i) for s in spaces or world.library.spaces for i in s.items]
    moments = scene.moments(world, rng, person, int(rng.integers(60, 101)), 30)
    seat = take_over(world, rng, scene, person, moments[0])
    for at, (space, page) in zip(moments, sample(rng, pages, len(moments)), strict=False):
        wiki.page_view(scene.sink, rng, at, seat(at), space, page, rest=False)
    return {"user": [person.upn], "src_ip": sorted({seat(at).inside for at in moments})}


def spaces_exported(world: World, rng: Generator, scene: Scene) -> Entities:
    """Export space after space (T1213.001)."""
    person = victim(world, rng, scene)
    spaces = sample(rng, world.library.spaces, int(rng.integers(9, 14)))
    moments = scene.moments(world, rng, person, len(spaces), 15)
    seat = take_over(world, rng, scene, person, moments[0])
    for k, at in enumerate(moments):
        space = spaces[k % len(spaces)]
        path = f"/spaces/exportspacewelcome.action?key={space.key}"
        wiki.access(scene.sink, rng, at - 20_000, seat(at), "GET", path, 200, 9_000)
        wiki.export(scene.sink, rng, at, seat(at), space)
    return {"user": [person.upn], "src_ip": sorted({seat(at).inside for at in moments})}


def admin_reads_files(world: World, rng: Generator, scene: Scene) -> Entities:
    """Make oneself an administrator of sites of Finance, HR and Legal, and open what is there (T1213.002)."""
    person = victim(world, rng, scene, "admin")
    wanted = ("Finance", "Human Resources", "Legal", "Management")
    sites = [s for s in world.library.sites if s.department in wanted] or list(world.library.sites)
    files = [(s, i) for s in sites for i in s.items if i.extension != "aspx"]
    moments = scene.moments(world, rng, person, int(rng.integers(45, 81)), 25)
    seat = take_over(world, rng, scene, person, moments[0])
    for k, site in enumerate(sample(rng, sites, scene.volume(3))):
        at = moments[0] - 90_000 + 15_000 * k
        sharepoint.made_administrator(world.audit, scene.sink, rng, at, seat(at), site)
    for at, (site, item) in zip(moments, sample(rng, files, len(moments)), strict=False):
        operation = pick(rng, ("FileAccessed", "FileDownloaded", "FilePreviewed"))
        world.audit.file(scene.sink, rng, at, seat(at), operation, site, item)
    return {"user": [person.upn], "src_ip": addresses(seat, moments)}


def token_reads_code(world: World, rng: Generator, scene: Scene) -> Entities:
    """Take whole repositories as archives and clones with a personal access token from elsewhere (T1213.003)."""
    person = victim(world, rng, scene, "engineer", "contractor")
    repositories = sample(rng, world.library.repositories, int(rng.integers(45, 66)))
    moments = scene.moments(world, rng, person, len(repositories), 25)
    seat = reuse(world, rng, scene, person, person.user_id)
    for k, (at, repository) in enumerate(zip(moments, repositories, strict=False)):
        action = "repo.download_zip" if k % 3 == 0 else "git.clone"
        agent = "python-requests/2.32.3" if action == "repo.download_zip" else "git/2.39.5"
        github_audit.git(scene.sink, rng, at, seat(at), action, repository, token=True, agent=agent)
    return {"user": [person.upn], "src_ip": addresses(seat, moments)}


def admin_clones(world: World, rng: Generator, scene: Scene) -> Entities:
    """Clone repositories with an administrator's account that never programs (T1213.003)."""
    person = victim(world, rng, scene, "admin")
    repositories = sample(rng, world.library.repositories, int(rng.integers(30, 46)))
    moments = scene.moments(world, rng, person, len(repositories), 20)
    seat = take_over(world, rng, scene, person, moments[0])
    for at, repository in zip(moments, repositories, strict=False):
        github_audit.git(scene.sink, rng, at, seat(at), "git.clone", repository, token=True)
    return {"user": [person.upn], "src_ip": addresses(seat, moments)}
