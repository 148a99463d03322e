"""Reading, listing and code that is more than usual, for a reason: audits, launches, incidents, campaigns."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.office.listing import AZURE_CLI, IAM_READS
from training.simulate.benign.kind import Entities, concerned, judged_workday
from training.simulate.calendar import HOUR, MINUTE
from training.simulate.networks import SERVERS
from training.simulate.randomness import hexadecimal, pick, sample
from training.simulate.sink import Recorder
from training.simulate.world import World
from training.simulate.writers import cloudtrail as aws
from training.simulate.writers import confluence as wiki
from training.simulate.writers import github_audit, graph
from training.simulate.writers import m365_sharepoint as sharepoint


def auditor(world: World, rng: Generator, sink: Recorder) -> Entities:
    """An audit: somebody of Finance reads 60 to 120 files a day in departments of others, for three days."""
    plan = judged_workday(world, rng, "finance", "contractor")
    for day in range(plan.day, min(plan.day + 3, world.config.days)):
        one = world.plan(plan.person, day)
        if one is None:
            continue
        sites = sample(world.stream("audit", plan.person.index), world.library.sites, 4)
        for at in one.times(rng, int(rng.integers(60, 121))):
            site = pick(rng, sites)
            world.audit.file(sink, rng, at, one.seat(at), "FileAccessed", site, pick(rng, site.items))
    return concerned(plan.person, plan.seat(plan.midnight + 10 * HOUR).ip)


def intranet_launch(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A new intranet: everybody looks at a handful of pages on its first day."""
    plan = judged_workday(world, rng)
    site = next((s for s in world.library.sites if s.name == "Intranet"), world.library.sites[0])
    pages = [i for i in site.items if i.extension == "aspx"] or list(site.items[:12])
    for one in world.plans[plan.day]:
        for at in one.times(rng, int(rng.integers(2, 9))):
            world.audit.file(sink, rng, at, one.seat(at), "PageViewed", site, pick(rng, pages))
    return {"user": sorted(p.person.upn for p in world.plans[plan.day])}


def page_tree_export(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A writer exports two spaces and a few dozen pages for a printed manual."""
    plan = judged_workday(world, rng, "engineer", "hr", "office")
    at = plan.midnight + int(rng.uniform(10, 15) * HOUR)
    for space in sample(rng, world.library.spaces, 2):
        for page in space.items[: int(rng.integers(15, 30))]:
            wiki.page_view(sink, rng, at, plan.seat(at), space, page, rest=False)
            at += int(rng.exponential(25_000))
        wiki.export(sink, rng, at, plan.seat(at), space)
        at += int(rng.uniform(2, 6) * MINUTE)
    return concerned(plan.person, plan.seat(at).inside)


def incident_night(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Something is broken at night: five engineers read runbooks, the same ones, until it is not."""
    plan = judged_workday(world, rng, "engineer", "admin")
    engineers = [p for p in world.plans[plan.day] if p.person.role.name in ("engineer", "admin")]
    space = pick(
        rng, [s for s in world.library.spaces if s.department in ("Engineering", "IT")] or world.library.spaces
    )
    called = sample(rng, engineers, 5)
    start = plan.midnight + int(rng.uniform(21, 23) * HOUR)
    for one in called:
        at = start + int(rng.uniform(0, 20) * MINUTE)
        for _ in range(int(rng.integers(30, 80))):
            wiki.page_view(sink, rng, at, one.seat(at), space, pick(rng, space.items[:40]), rest=False)
            at += int(rng.exponential(90_000))
    return {"user": sorted(p.person.upn for p in called)}


def site_migration(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The backup account copies three sites to new ones, file by file, over a night."""
    plan = judged_workday(world, rng)
    service, at = world.organisation.services["backup"], plan.midnight + 20 * HOUR
    for site in sample(rng, world.library.sites, 3):
        for item in site.items:
            seat = world.machine_seat(service, SERVERS[2], "52.120.9.40", at)
            world.audit.file(sink, rng, at, seat, "FileCopied", site, item)
            at += int(rng.exponential(9_000))
    return concerned(service, "52.120.9.40")


def reorganisation(world: World, rng: Generator, sink: Recorder) -> Entities:
    """A department is dissolved: half a dozen of its people read what their new one has, from a day on."""
    plan = judged_workday(world, rng, "office", "sales")
    moved = [p for p in world.plans[plan.day] if p.person.department == plan.person.department][:6]
    others = [s for s in world.library.sites if s.department not in (plan.person.department, "Project", "Company")]
    site = pick(rng, others or world.library.sites)
    for one in moved:
        for day in range(plan.day, world.config.days):
            today = world.plan(one.person, day)
            if today is None:
                continue
            for at in today.times(rng, int(rng.poisson(14))):
                world.audit.file(sink, rng, at, today.seat(at), "FileAccessed", site, pick(rng, site.items))
    return {"user": sorted(p.person.upn for p in moved)}


def refactor_campaign(world: World, rng: Generator, sink: Recorder) -> Entities:
    """An engineer changes one line in many repositories: each is cloned and pushed to, over a day."""
    plan = judged_workday(world, rng, "engineer")
    repositories = sample(rng, world.library.repositories, int(rng.integers(18, 36)))
    token = plan.person.index % 3 == 0
    for at, repository in zip(plan.times(rng, len(repositories)), repositories, strict=True):
        github_audit.git(sink, rng, at, plan.seat(at), "git.clone", repository, token=token)
        github_audit.git(sink, rng, at + 4 * MINUTE, plan.seat(at), "git.push", repository, token=token)
    return concerned(plan.person, plan.seat(plan.midnight + 11 * HOUR).ip)


def laptop_rebuild(world: World, rng: Generator, sink: Recorder) -> Entities:
    """An engineer's computer is set up afresh: the repositories of every day are cloned again, within an hour."""
    plan = judged_workday(world, rng, "engineer")
    reads = world.library.read(rng, "repositories", plan.person, 40)
    names = dict.fromkeys(container for container, _ in reads)
    at = plan.midnight + int(rng.uniform(9, 13) * HOUR)
    for repository in list(names)[:16]:
        github_audit.git(sink, rng, at, plan.seat(at), "git.clone", repository, token=plan.person.index % 3 == 0)
        at += int(rng.exponential(150_000))
    return concerned(plan.person, plan.seat(at).ip)


def many_searches(world: World, rng: Generator, sink: Recorder) -> Entities:
    """Somebody does not find a document: a dozen searches in a row, and three files opened."""
    plan = judged_workday(world, rng)
    at = plan.midnight + int(rng.uniform(10, 16) * HOUR)
    words = pick(rng, ("travel policy", "brand template", "vpn manual", "password policy", "holiday form"))
    for k in range(int(rng.integers(8, 15))):
        sharepoint.searched(world.audit, sink, rng, at, plan.seat(at), f"{words} {k or ''}".strip())
        at += int(rng.exponential(40_000))
    for site, item in world.library.read(rng, "sites", plan.person, 3):
        world.audit.file(sink, rng, at, plan.seat(at), "FileAccessed", site, item)
        at += int(rng.exponential(50_000))
    return concerned(plan.person, plan.seat(at).ip)


def access_review(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The quarterly review: an administrator lists users, groups and roles in AWS and the directory, for an hour."""
    plan = judged_workday(world, rng, "admin")
    at = plan.midnight + int(rng.uniform(9, 15) * HOUR)
    seat = plan.seat(at)
    caller = aws.person_role(plan.person, "AdministratorAccess", seat.ip, "AWS-Console/1.0")
    asker = graph.Asker(AZURE_CLI, seat.ip, seat.agent, plan.person.user_id, seat.session)
    for k in range(int(rng.integers(120, 221))):
        if k % 2:
            aws.call(sink, rng, at, caller, aws.Call("iam", pick(rng, IAM_READS), read_only=True))
        else:
            path = pick(rng, ("/v1.0/groups/{}/members", "/v1.0/directoryRoles/{}/members", "/v1.0/users/{}/memberOf"))
            graph.ask(sink, rng, at, world.organisation.tenant, asker, path.replace("{}", hexadecimal(rng, 32)))
        at += int(rng.exponential(18_000))
    return concerned(plan.person, seat.ip)


def helpdesk_portal(world: World, rng: Generator, sink: Recorder) -> Entities:
    """The helpdesk looks up the groups of a dozen callers, one after the other, over a day."""
    plan = judged_workday(world, rng, "admin")
    for at in plan.times(rng, int(rng.integers(10, 18))):
        seat = plan.seat(at)
        asker = graph.Asker(AZURE_CLI, seat.ip, seat.agent, plan.person.user_id, seat.session)
        person = pick(rng, world.organisation.people)
        for part in ("", "/memberOf", "/authentication/methods"):
            graph.ask(sink, rng, at, world.organisation.tenant, asker, f"/v1.0/users/{person.user_id}{part}")
    return concerned(plan.person, plan.seat(plan.midnight + 11 * HOUR).ip)
