"""Ordinary days of machines are read whole in every vendor's format, and attacks leave their mark on them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from tests.training.simulate.infrastructure.conftest import Paper
from training.simulate.activity.infrastructure import INFRASTRUCTURE
from training.simulate.activity.infrastructure.logons import day as logons_day
from training.simulate.activity.infrastructure.probes import day as probes_day
from training.simulate.attacks.infrastructure import INFRASTRUCTURE_ATTACKS
from training.simulate.attacks.scene import Scene
from training.simulate.calendar import HOUR
from training.simulate.shop import FRONT_SIZE
from training.simulate.sink import Recorder
from training.simulate.writers.service_log import ErrorLog, ServiceLog
from training.simulate.writers.shop import SHOP, AccessLog
from training.simulate.writers.waf import FirewallLog
from training.simulate.writers.web_proxy import ProxyLog
from training.simulate.writers.windows_event import WindowsEvents
from uba import events as e
from uba.events import Event

EXPECTED: dict[str, set[int]] = {
    "cloudtrail": {e.API_ACTIVITY, e.APPLICATION_LIFECYCLE},
    "confluence": {e.WEB_RESOURCES},
    "dhcp": {e.DHCP_ACTIVITY},
    "iis_w3c": {e.HTTP_ACTIVITY},
    "kubernetes_audit": {e.API_ACTIVITY},
    "mapped": {e.INVENTORY, e.APPLICATION_LIFECYCLE},
    "software_deployment": {e.APPLICATION_LIFECYCLE},
    "waf": {e.HTTP_ACTIVITY},
    "web_error": {e.APPLICATION_ERROR, e.APPLICATION_LIFECYCLE},
    "web_proxy": {e.HTTP_ACTIVITY},
    "windows_event": {e.AUTHENTICATION, e.DATASTORE, e.APPLICATION_LIFECYCLE, e.DHCP_ACTIVITY},
}
"""Sources that two ordinary days write, and classes that are among their events."""


def equipped(build, web: str, firewall: str, proxy: str, shape: str, style: str, tool: str):
    """Give a world with the products named."""
    world = build(8)
    estate = world.estate
    world.estate = replace(
        estate,
        deployment=tool,
        windows=WindowsEvents(shape),
        services=ServiceLog(style),
        proxy=ProxyLog(proxy),
        shop=AccessLog(web, "shop_iis" if web == "iis" else "shop_access", SHOP, "WEB01", "10.10.19.11"),
        shop_errors=ErrorLog("apache" if web == "apache" else "nginx", SHOP),
        firewall=FirewallLog(firewall, SHOP, "10.10.19.11"),
    )
    return world


@pytest.mark.parametrize(
    "products",
    [
        ("nginx", "modsecurity", "squid", "json", "syslog", "configmgr"),
        ("apache", "aws", "squid_combined", "xml", "journal", "awx"),
        ("iis", "modsecurity", "zscaler", "json", "journal", "pdq"),
    ],
    ids=lambda p: "-".join(p),
)
def test_ordinary_days_are_read_whole(build, products: tuple[str, ...], tmp_path):
    """A patch day and the Wednesday after it are read without a refusal, each source as what it is."""
    world, paper = equipped(build, *products), Paper()
    for day in (8, 9):
        for name, activity in INFRASTRUCTURE.items():
            activity(world, day, world.stream(name, day), paper)
    read = paper.read(tmp_path)
    events = [item for item in read if isinstance(item, Event)]
    classes: dict[str, set[int]] = {}
    for event in events:
        classes.setdefault(event.source, set()).add(event.class_uid)

    assert len(events) == len(read) == len(paper.times)
    assert len({event.uid for event in events}) == len(events)
    for source, expected in EXPECTED.items():
        assert expected <= classes[source], source


def test_windows_events_mean_the_same_in_both_shapes(build, tmp_path):
    """What an attack leaves in the event log is the same events whether shipped as JSON or as XML."""
    meant = []
    for shape in ("json", "xml"):
        counted: Counter[tuple[object, ...]] = Counter()
        for kinds in INFRASTRUCTURE_ATTACKS.values():
            for kind in (k for k in kinds if k.technique in ("T1557", "T1564", "T1505.001", "T1505.002", "T1210")):
                world = equipped(build, "iis", "aws", "squid", shape, "syslog", "awx")
                paper = Paper()
                kind.carry_out(
                    world, world.stream("same", kind.carry_out.__name__), Scene("loud", 3, 3, Recorder(paper))
                )
                paper.lines = {c: lines for c, lines in paper.lines.items() if c.startswith("windows")}
                folder = tmp_path / shape / kind.carry_out.__name__
                for event in paper.read(folder):
                    assert isinstance(event, Event)
                    counted[event.event_code, event.class_uid, event.activity_id, event.status_id, event.src_ip] += 1
        meant.append(counted)

    assert meant[0] == meant[1]


def test_silent_host_logs_no_logon(build):
    """A host that was silenced writes no logon in that time, and others go on."""
    world = build(8)
    quiet, other = world.estate.of("file")[:2]
    start = world.start_of(2) + 3 * HOUR
    world.disturbances.silence(quiet.name, start, start + HOUR)
    heard = {quiet.name: 0, other.name: 0}

    class Listener:
        def add(self, channel: str, time: int, line: bytes, uid: str = "") -> None:
            for name in heard:
                if f'"computer_name":"{name}.'.encode() in line and start <= time < start + HOUR:
                    heard[name] += 1

    world.estate = replace(world.estate, windows=WindowsEvents("json"))
    logons_day(world, 2, world.stream("logons", 2), Listener())

    assert heard[quiet.name] == 0
    assert heard[other.name] > 10


def test_probes_see_outages_and_changed_pages(build, tmp_path):
    """During an outage probes fail; while the front page is another one, its size and hash are another's."""
    world, paper = build(8), Paper()
    start = world.start_of(2)
    world.disturbances.outage(SHOP, start + 3 * HOUR, start + 6 * HOUR, 1.0)
    world.disturbances.change(SHOP, start + 9 * HOUR, start + 12 * HOUR, 3_000)
    probes_day(world, 2, world.stream("probes", 2), paper)
    probes = [p for p in paper.read(tmp_path) if isinstance(p, Event) and p.url_hostname == SHOP]
    down = [p for p in probes if start + 3 * HOUR <= p.time < start + 6 * HOUR]
    odd = [p for p in probes if start + 9 * HOUR <= p.time < start + 12 * HOUR and p.status_id == e.SUCCESS]
    rest = [p for p in probes if p.time >= start + 12 * HOUR and p.status_id == e.SUCCESS]

    assert {p.status_id for p in down} == {e.FAILURE}
    assert {p.bytes_out for p in odd} == {3_000}
    assert {p.bytes_out for p in rest} == {FRONT_SIZE}
    assert not {p.status_detail for p in odd} & {p.status_detail for p in rest}
