"""Attacks on what people see: a site overwritten, home pages of the intranet changed, the message at logon."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.infrastructure.cloud import BUCKET, put
from training.simulate.activity.infrastructure.intranet import edit_page
from training.simulate.activity.infrastructure.keepers import POLICIES
from training.simulate.activity.infrastructure.shop import edit
from training.simulate.attacks.infrastructure.ways import outside
from training.simulate.attacks.intrusion import take_over
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import HOUR
from training.simulate.devices import AGENTS
from training.simulate.estate import ACCOUNTS
from training.simulate.organisation import DOMAIN
from training.simulate.randomness import hexadecimal, pick, sample
from training.simulate.world import World
from training.simulate.writers import confluence
from training.simulate.writers.cloudtrail import iam_user, person_role
from training.simulate.writers.shop import SHOP
from training.simulate.writers.windows_audit import policy_changed
from training.simulate.writers.windows_event import account_of

SITE = "www.halden.example"


def overwritten(world: World, rng: Generator, scene: Scene) -> Entities:
    """Overwrite the public site's files, the front page among them, with somebody's access to the bucket (T1491)."""
    person = world.estate.duties["web"]
    ip = outside(world, rng, scene)[0]
    if scene.quiet or rng.random() < 0.5:
        who, name = person_role(person, "WebEditor", ip, "aws-cli/2.15.0 Python/3.11"), person.upn
    else:
        account = ACCOUNTS["publish"][0]
        who, name = iam_user(account, ip, "Boto3/1.34.0"), f"{account}@{DOMAIN}"
    moments = scene.moments(world, rng, person, int(rng.integers(500, 651)), 4)
    keys = [f"{pick(rng, ('news', 'img', 'css', 'products'))}/{hexadecimal(rng, 6)}.html" for _ in moments]
    keys[len(keys) // 3] = "index.html"
    for at, key in zip(moments, keys, strict=True):
        put(rng, scene.sink, at, who, [key], 1)
    hours = {"loud": 2.0, "medium": 0.8, "quiet": 0.2}[scene.intensity]
    world.disturbances.change(SITE, moments[-1], moments[-1] + int(hours * HOUR), 4_800)
    return {"user": [name], "src_ip": [ip], "object": [BUCKET]}


def bulk_edits(world: World, rng: Generator, scene: Scene) -> Entities:
    """Replace every article of the shop with somebody else's text, as its editor (T1491)."""
    editor = world.estate.duties["editor"]
    ip, agent = outside(world, rng, scene)[0], AGENTS["edge"].replace("{v}", "140")
    moments = scene.moments(world, rng, editor, int(rng.integers(180, 261)), 5)
    for at in moments:
        edit(
            world, rng, scene.sink, at, ip, agent, editor.login, pick(rng, ("post", "post", "page", "media")), "updated"
        )
    world.disturbances.change(SHOP, moments[len(moments) // 2], moments[-1] + HOUR // 2, 9_600)
    return {"user": [editor.upn], "src_ip": [ip], "service": [SHOP]}


def home_pages(world: World, rng: Generator, scene: Scene) -> Entities:
    """Change the home pages of the intranet's sites one after the other (T1491.001)."""
    person = victim(world, rng, scene, "office", "sales", "contractor")
    sites = sample(rng, world.library.sites, 45)
    moments = scene.moments(world, rng, person, max(len(sites), 20), 6)
    seat = take_over(world, rng, scene, person, moments[0])
    for k, at in enumerate(moments):
        edit_page(world, rng, scene.sink, at, seat(at), sites[k % len(sites)])
    _message_at_logon(world, rng, scene, moments[-1])
    return {"user": [person.upn], "src_ip": sorted({seat(at).ip for at in moments})}


def wiki_pages(world: World, rng: Generator, scene: Scene) -> Entities:
    """Change the most read page of every space of the wiki (T1491.001)."""
    person = victim(world, rng, scene)
    spaces = sample(rng, world.library.spaces, 45)
    moments = scene.moments(world, rng, person, max(len(spaces), 20), 6)
    seat = take_over(world, rng, scene, person, moments[0])
    for k, at in enumerate(moments):
        space = spaces[k % len(spaces)]
        confluence.page_update(scene.sink, rng, at, seat(at), space, space.items[k // len(spaces)])
    return {"user": [person.upn], "src_ip": sorted({seat(at).inside for at in moments})}


def _message_at_logon(world: World, rng: Generator, scene: Scene, at: int) -> None:
    """Write that a loud attacker also changes the legal notice all computers show."""
    if scene.intensity != "loud":
        return
    keeper = world.estate.duties["windows"]
    on = world.estate.machine(world.estate.of("dc")[0].name, scene.sink, rng)
    policy_changed(on, at + 50_000, account_of(keeper), POLICIES[0], "versionNumber", str(int(rng.integers(90, 120))))
