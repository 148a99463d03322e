"""The context files: directory, networks, inventory, calendar."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from training.simulate.calendar import holiday
from training.simulate.networks import ACCESS, HOSTILE, OFFICE_ASN, SERVERS, VPN
from training.simulate.organisation import DOMAIN, NETBIOS, Person
from training.simulate.world import World
from training.simulate.writers import estate_context, office_context

_DIRECTORY = (
    "user", "aliases", "email", "department", "title", "manager", "groups", "timezone", "kind", "privileged",
    "start_date", "end_date",
)  # fmt: skip


def write_context(world: World, folder: Path) -> None:
    """Write the four CSV files into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    accounts = [*world.organisation.people, *world.organisation.services.values()]
    rows = [_account(world, p) for p in accounts]
    if world.config.rows:
        rows += [*estate_context.accounts(world), *office_context.accounts(world)]
    _write(folder / "directory.csv", _DIRECTORY, rows)
    _write(folder / "networks.csv", ("cidr", "asn", "as_name", "country", "kind"), _networks(world))
    _write(folder / "inventory.csv", ("type", "value", "owner", "valid_from", "valid_to"), _inventory(world))
    _write(folder / "calendar.csv", ("date", "timezone", "kind", "scope", "note"), _calendar(world))


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _account(world: World, person: Person) -> tuple[str, ...]:
    aliases = dict.fromkeys((person.sam, f"{NETBIOS}\\{person.sam}", person.login, person.email))
    if world.config.rows:
        aliases[person.sid] = None  # all that some Windows events tell of who acts
        aliases[person.user_id] = None  # all that Microsoft Graph tells
    aliases.pop(person.upn, None)
    groups = [f"dept-{person.department.lower().replace(' ', '-')}", f"role-{person.role.name}"]
    if person.privileged:
        groups.append("tier-0" if person.title != "Helpdesk Agent" else "helpdesk-admins")
    ends = world.config.date_of(person.end_day).isoformat() if person.end_day is not None else ""
    return (
        person.upn,
        ";".join(aliases),
        person.email,
        person.department,
        person.title,
        world.organisation.managers.get(person.upn, ""),
        ";".join(groups),
        person.site.timezone if person.kind == "person" else "UTC",
        person.kind,
        "true" if person.privileged else "false",
        world.config.date_of(person.start_day).isoformat(),
        ends,
    )


def _networks(world: World) -> Iterable[tuple[str, ...]]:
    for site in world.organisation.sites:
        yield site.egress.cidr, str(OFFICE_ASN), site.egress.name, site.country, "office"
        yield site.inside.cidr, "", site.inside.name, site.country, "office"
    yield VPN.cidr, "", VPN.name, "", "vpn"
    if world.config.rows:
        yield from estate_context.networks()
    for n in (*ACCESS, *SERVERS, *HOSTILE):
        yield n.cidr, str(n.asn), n.name, n.country, n.kind


def _inventory(world: World) -> Iterable[tuple[str, ...]]:
    begins = world.config.date_of(-700).isoformat()
    rows = [
        ("own_domain", DOMAIN, "IT"),
        ("service", "www.halden.example", "Marketing"),
        ("service", "wiki.halden.example", "IT"),
        ("service", "atlas.halden.example", "Engineering"),
        ("scanner", "198.51.100.9", "IT"),
        ("scanner", "198.51.100.10", "IT"),
        ("partner_domain", "northtrade.example", "Sales"),
        ("partner_domain", "bluebank.example", "Finance"),
    ]
    for kind, value, owner in rows:
        yield kind, value, owner, begins, ""
    for p in world.organisation.people:
        starts = world.config.date_of(p.start_day).isoformat()
        yield "host", p.laptop.name, p.upn, starts, ""
    if world.config.rows:
        yield from estate_context.inventory(world)
        yield from office_context.inventory(world)


def _calendar(world: World) -> Iterable[tuple[str, ...]]:
    for day in range(world.config.days):
        date = world.config.date_of(day)
        for site in world.organisation.sites:
            name = holiday(site.country, date)
            if name:
                yield date.isoformat(), site.timezone, "holiday", "*", name
        if date.weekday() == 1 and 8 <= date.day <= 14:
            yield date.isoformat(), "UTC", "maintenance", "IT", "Monthly updates"
