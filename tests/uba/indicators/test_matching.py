"""Shapes, gates and grams only save time: what fires is what every rule, asked in full, says of every event."""

from importlib.resources import files

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.uba.indicators.examples import events_of, fabrikam
from tests.uba.indicators.public_rules import write_public_rules
from uba.batch import EventBatch
from uba.identity import Identity
from uba.indicators import built_in_rules, load_rules
from uba.indicators.grams import Grams
from uba.indicators.matching import Matching
from uba.indicators.reading import Reading
from uba.indicators.ruleset import EventRule
from uba.indicators.tree import every, predicate
from uba.state.hashing import Hasher

EXAMPLES = [
    event
    for entry in sorted((files("uba.indicators") / "rules").iterdir(), key=lambda entry: entry.name)
    for document in yaml.safe_load_all(entry.read_text())
    for kind in ("fires", "silent")
    for example in document.get("uba", {}).get(kind, [])
    for event in events_of(example)[-1:]
]
TEXTS = ["", "GET", "x", "/etc/passwd", "a%27%20OR%20%271%27=%271", "sqlmap/1.8", "RULER", "Ünï\ud800", "0"]
CHANGES = {
    "source": ["ocsf", "ecs", "mapped", "windows_event", "m365_ual", "web_access", "okta"],
    "product_name": ["", "Okta", "Windows", "Bitbucket", "Microsoft Graph"],
    "log_name": ["", "Security", "System", "Application"],
    "class_uid": [3001, 3002, 3004, 4002, 4009, 6001, 6005, 1008],
    "activity_id": [1, 2, 3, 10],
    "status_id": [0, 1, 2],
    "event_code": ["", "4624", "New-InboxRule", "git.clone", "GET"],
    "http_status": [0, 200, 404, 500],
    "is_mfa": [None, True, False],
    **dict.fromkeys(("url_query", "url_path", "user_agent", "status_detail", "query_text", "src_hostname"), TEXTS),
}


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """Give all rules about one event: ours and the public style's."""
    folder = tmp_path_factory.mktemp("public")
    write_public_rules(folder)
    together = built_in_rules().merged(load_rules(folder)[0])
    return [part for part in together.parts if isinstance(part, EventRule)]


@pytest.fixture(scope="module")
def asked_in_full(rules):
    """Give each rule as one predicate."""
    reading = Reading(fabrikam())
    return [predicate(every((rule.guard, rule.condition)), reading) for rule in rules]


@pytest.fixture(scope="module")
def matching(rules):
    """Give the rules as they run; what they learned of one example serves the next, as in an engine."""
    return Matching(rules, Reading(fabrikam()))


def batch_of(stream):
    """Give events as a batch."""
    return EventBatch(stream, Identity(fabrikam(), "UTC"), Hasher())


@st.composite
def events(draw):
    """Draw examples of rules with attributes of other examples."""
    event = draw(st.sampled_from(EXAMPLES))
    names = draw(st.lists(st.sampled_from(sorted(CHANGES)), max_size=4, unique=True))
    return msgspec.structs.replace(event, **{name: draw(st.sampled_from(CHANGES[name])) for name in names})


@settings(max_examples=40, deadline=None)
@given(st.lists(events(), max_size=12))
def test_nothing_is_missed_and_nothing_is_added(rules, asked_in_full, matching, stream):
    """What the plans let through is exactly what every rule holds on."""
    expected = [(i, row) for i, event in enumerate(stream) for row, holds in enumerate(asked_in_full) if holds(event)]

    assert matching.hits(batch_of(stream)) == expected


def test_no_events_no_hits(matching):
    """An empty batch has no hits."""
    assert matching.hits(batch_of([])) == []


@given(
    st.lists(st.text(st.sampled_from("abcdé/"), min_size=3, max_size=6), min_size=1, max_size=6),
    st.lists(st.text(st.sampled_from("abcdeé/A"), max_size=12), max_size=8),
)
def test_grams_never_give_one_literal_too_few(literals, texts):
    """Every literal that a text contains is among those it may contain."""
    literals = [literal for literal in literals if len(literal.encode()) >= 3]
    met = Grams(literals).met(texts)

    for row, text in enumerate(texts):
        contained = {number for number, literal in enumerate(literals) if literal in text.lower()}
        assert contained <= met.get(row, set())
