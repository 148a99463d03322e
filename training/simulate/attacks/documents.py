"""Mass reading of documents: Confluence, SharePoint, Git."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.attacks.intrusion import take_over
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.devices import SCRIPT_AGENTS
from training.simulate.library import Container, Item
from training.simulate.randomness import pick, sample
from training.simulate.world import World
from training.simulate.writers import confluence as wiki
from training.simulate.writers import github_audit


def confluence(world: World, rng: Generator, scene: Scene) -> Entities:
    """Read wiki pages in the order of their ids, most of them in spaces never visited (T1213.001)."""
    person = victim(world, rng, scene)
    pages = [(s, i) for s in world.library.spaces for i in s.items]
    wanted = _in_order(rng, pages, min(len(pages), int(rng.integers(1_200, 2_401))))
    moments = scene.moments(world, rng, person, len(wanted), 55)
    seat = take_over(world, rng, scene, person, moments[0])
    rest = not scene.quiet and rng.random() < 0.6
    for at, (space, page) in zip(moments, wanted, strict=False):
        wiki.page_view(scene.sink, rng, at, seat(at), space, page, rest=rest)
    if scene.intensity == "loud":
        for k, space in enumerate(sample(rng, world.library.spaces, 11)):
            at = moments[-1] + 20_000 * (k + 1)
            wiki.export(scene.sink, rng, at, seat(at), space)
    return {"user": [person.upn], "src_ip": sorted({seat(at).inside for at in moments})}


def sharepoint(world: World, rng: Generator, scene: Scene) -> Entities:
    """Download files from up to 24 sites, by a new user agent where it is a stranger's (T1213.002)."""
    person = victim(world, rng, scene)
    sites = sample(rng, world.library.sites, 24)
    files = [(s, i) for s in sites for i in s.items if i.extension != "aspx"]
    wanted = _in_order(rng, files, min(len(files), int(rng.integers(400, 781))))
    moments = scene.moments(world, rng, person, len(wanted), 30)
    seat = take_over(world, rng, scene, person, moments[0])
    for at, (site, item) in zip(moments, wanted, strict=False):
        world.audit.file(scene.sink, rng, at, seat(at), "FileDownloaded", site, item)
    return {"user": [person.upn], "src_ip": sorted({seat(at).ip for at in moments})}


def clone_spree(world: World, rng: Generator, scene: Scene) -> Entities:
    """Clone every repository in reach by a personal access token (T1213.003)."""
    person = victim(world, rng, scene, "engineer", "contractor")
    repositories = sample(rng, world.library.repositories, int(rng.integers(40, 63)))
    moments = scene.moments(world, rng, person, len(repositories), 25)
    seat = take_over(world, rng, scene, person, moments[0])
    agent = "" if scene.quiet else pick(rng, ("git/2.39.5", "go-git/5.13", SCRIPT_AGENTS[0]))
    for at, repository in zip(moments, repositories, strict=False):
        github_audit.git(scene.sink, rng, at, seat(at), "git.clone", repository, token=True, agent=agent)
    return {"user": [person.upn], "src_ip": sorted({seat(at).ip for at in moments})}


def _in_order(rng: Generator, things: list[tuple[Container, Item]], n: int) -> list[tuple[Container, Item]]:
    """Draw `n` things; container by container, ids ascending within each."""
    chosen = sorted(rng.permutation(len(things))[:n].tolist())
    return [things[i] for i in chosen]
