"""What is not told: counted with its cause, shown, and told again when the cause is gone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from tests.strategies import DAY_MS, HOUR_MS, MONDAY, context, organisation, spray, theft
from uba import views
from uba.context import Context
from uba.context.directory import Directory
from uba.context.inventory import Asset, Inventory
from uba.decide.score import severity_of
from uba.engine import Engine
from uba.events import Event
from uba.findings.calibrations import LASTS_MS
from uba.replay import Replay
from uba.settings import Settings

USERS, DAYS = 5, 12
ATTACKED = MONDAY + DAYS * DAY_MS + 9 * HOUR_MS


def engine(*assets: Asset, privileged: bool = False, budget: float = 1.0) -> Engine:
    """An engine that has seen ordinary days, with rows of the inventory."""
    known = context(USERS)
    users = [msgspec.structs.replace(user, privileged=privileged) for user in known.users]
    fresh = Engine(Context(Directory(users), known.networks, Inventory(assets)), Settings(budget_per_day=budget))
    fresh.process(ordinary())
    return fresh


@cache
def ordinary() -> list[Event]:
    """Ordinary days."""
    return organisation(seed=3, days=DAYS, users=USERS)


@pytest.mark.parametrize("listed", [True, False])
def test_a_scanner(listed: bool) -> None:
    """What a scanner does is held back and counted on its day; the same from an unlisted address is told."""
    made = engine(*([Asset(type="scanner", value="192.0.2.99")] if listed else []), budget=100.0)
    batch = made.process(spray(ATTACKED, accounts=900))
    told = [finding for finding in batch.changed_findings if finding.primary.id == "192.0.2.99"]
    again = Engine.restore(made.snapshot(), made.context)

    assert bool(told) != listed
    assert views.suppression(again).counts == made.statistics().suppressed == ({"scanner": 1} if listed else {})
    assert sum(day.suppressed for day in again.statistics().days) == int(listed)
    assert [incident.entity.id for incident in views.suppression(again).incidents] == ["192.0.2.99"] * listed


def test_a_replay_says_so(tmp_path: Path) -> None:
    """The summary of a replay has what was held back, by cause, and the findings do not have it."""
    made = engine(Asset(type="scanner", value="192.0.2.0/24"), budget=100.0)
    summary = Replay(made, tmp_path).run([list(spray(ATTACKED, accounts=900))])

    assert summary.suppressed == {"scanner": 1}
    assert msgspec.json.decode((tmp_path / "summary.json").read_bytes())["suppressed"] == {"scanner": 1}
    assert b"192.0.2.99" not in (tmp_path / "findings.ndjson").read_bytes()


def test_a_false_positive_is_seen_at_its_entity() -> None:
    """A false-positive verdict shows at the entity and in the list, survives a snapshot, and can be taken back."""
    made = engine()
    made.process(theft(ATTACKED))
    finding = next(finding for finding in made.findings.all() if finding.primary.id == "u0@corp.example")
    made.verdict(finding.uid, "false_positive", "a migration", "kim", ATTACKED)
    restored = Engine.restore(made.snapshot(), made.context)
    shown = views.entity(restored, "user", "u0@corp.example")
    leading = next(reason for reason in finding.ordered_reasons if reason.entity == "u0@corp.example")

    assert shown is not None
    assert leading.feature in {calibration.feature for calibration in shown.calibrations}
    assert views.suppression(restored).calibrations == made.findings.calibrations.all(ATTACKED) != []
    assert {calibration.until for calibration in shown.calibrations} == {finding.end_time + LASTS_MS}
    restored.verdict(finding.uid, "true_positive", "no, it was theft", "kim", ATTACKED + 1)
    assert views.suppression(restored).calibrations == []


def test_a_privileged_user_weighs_more() -> None:
    """The theft from a privileged account says so, and is at least as severe."""
    found = []
    for privileged in (False, True):
        made = engine(privileged=privileged)
        made.process(theft(ATTACKED, pages=60))
        found.append(next(finding for finding in made.findings.all() if finding.primary.id == "u0@corp.example"))
    ordinary_one, privileged_one = found

    assert ordinary_one.aggravating == []
    assert ordinary_one.severity == severity_of(ordinary_one.score)
    assert severity_of(privileged_one.score + 10.0) == privileged_one.severity
    assert "(privileged user)" in privileged_one.message


def test_closed_when_the_day_is_over() -> None:
    """A finding is closed when a day went by without it, and the batch that closed it says so."""
    made = engine()
    made.process(theft(ATTACKED))
    (uid,) = {finding.uid for finding in made.findings.all() if finding.primary.id == "u0@corp.example"}
    after = organisation(seed=5, days=4, users=USERS, start=MONDAY + (DAYS + 1) * DAY_MS)
    changed = made.process([msgspec.structs.replace(event, uid=f"z{event.uid}") for event in after]).changed_findings

    assert uid in {finding.uid for finding in changed if finding.closed}
