"""Laws of the footprints: they speak of events as the sources make them."""

from __future__ import annotations

import re

import pytest

from tests.uba.sources.samples import SAMPLES
from uba.attack.footprint import ANY_VENDOR, Footprint
from uba.attack.footprints import FOOTPRINTS, RECORDS
from uba.attack.records import Records
from uba.events import ACCOUNT_CHANGE, ENTITY_MANAGEMENT, OTHER, Event
from uba.ocsf import KNOWN_IDS, LAST_ACTIVITIES
from uba.reader import parse_record
from uba.sources import SOURCES, entra_operations, m365_operations, okta_events
from uba.sources.cloudtrail_operations import OPERATIONS as AWS
from uba.sources.windows_meaning import PROVIDERS


def samples() -> list[Event]:
    """Events of the documented samples of all sources."""
    found = [parse_record(record, source) for source, records in SAMPLES.items() for record in records]
    return [event for event in found if isinstance(event, Event)]


def test_records_are_of_the_schema() -> None:
    """Source, class, activities and outcomes exist; codes and logs are in lower case and named once."""
    for records in RECORDS:
        known = {*range(LAST_ACTIVITIES[records.class_uid] + 1), OTHER}

        assert records.source in SOURCES
        assert set(records.activities) <= known, records.key
        assert set(records.statuses) <= KNOWN_IDS["status_id"]
        for texts in (records.codes, records.logs):
            assert [text.lower().strip() for text in dict.fromkeys(texts)] == list(texts)


def test_keys_tell_records_apart() -> None:
    """Different records have different keys, whatever the order in which their parts are written."""
    assert len({records.key for records in RECORDS}) == len(RECORDS)
    assert Records("okta", 3002, (1, 2), codes=("a", "b")).key == Records("okta", 3002, (2, 1), codes=("b", "a")).key
    assert Records("okta", 3002, (1,)).key != Records("okta", 3002, (), (1,)).key


@pytest.mark.parametrize("footprint", FOOTPRINTS.values(), ids=lambda footprint: footprint.uid)
def test_footprints(footprint: Footprint) -> None:
    """A footprint has a name in words and carriers, each source once."""
    sources = [carrier.source for carrier in footprint.carriers]

    assert re.fullmatch(r"[a-zA-Z][a-zA-Z ,'-]+", footprint.name)
    assert sources
    assert len(set(sources)) == len(sources)
    assert all(carrier.source == one.source for carrier in footprint.carriers for one in carrier.pulse)


def test_every_source_carries_something() -> None:
    """No source is without use to every technique."""
    assert {records.source for records in RECORDS} == set(SOURCES)


def test_codes_mean_what_their_sources_say() -> None:
    """A code that a source knows is of the class, and of one of the activities, under which it is looked for."""
    wrong = [
        (records.key, code, known)
        for records in RECORDS
        for code in records.codes
        if (known := meaning(records.source, code)) is not None
        and (known[0] != records.class_uid or (records.activities and known[1] not in records.activities))
    ]

    assert wrong == []


def meaning(source: str, code: str) -> tuple[int, int] | None:
    """Class and activity that a source's own table gives a code; None where it has no such table."""
    if source == "m365_ual":
        return m365_operations.activity_of(code)
    if source == "entra_audit":
        return entra_operations.activity_of(code)
    if source == "okta":
        return okta_events.activity_of(code)
    if source == "cloudtrail":  # codes are in lower case here, and the table's are not
        return next((pair for name, pair in AWS.items() if name.partition(":")[2].lower() == code), None)
    return None


def test_windows_ids_are_read() -> None:
    """Every id of a Windows event that is looked for has a meaning in some provider's table."""
    known = {str(event_id) for table in PROVIDERS.values() for event_id in table}
    known |= {"8128", "15457", "17135", "18453", "18454", "18456", "33205"}  # each instance of SQL Server is a provider
    asked = {code for records in RECORDS if records.source == "windows_event" for code in records.codes}

    assert asked <= known


def test_documented_samples_leave_footprints() -> None:
    """Every documented sample is a footprint, but changes of rights and queries of names: no row asks for them."""
    events = samples()
    lost = [
        (event.source, event.class_uid, event.activity_id, event.event_code)
        for event in events
        if not any(
            one.fits(event.source, event.class_uid, event.activity_id, event.status_id)
            and one.says(event.event_code.lower(), event.log_name.lower())
            for footprint in FOOTPRINTS.values()
            for carrier in footprint.carriers
            for one in carrier.records
        )
    ]

    lost = [event for event in lost if event[1] not in (ACCOUNT_CHANGE, ENTITY_MANAGEMENT)]
    assert [event for event in lost if event[3] != "query"] == []
    assert set(ANY_VENDOR) < {event.source for event in events}
