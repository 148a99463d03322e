from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.labels import Incident, Labels
from training.matching import SLACK_MS, FindingFacts, facts_of, is_about, match

HOUR = 3_600_000


def incident(
    start: int = 10 * HOUR,
    end: int = 12 * HOUR,
    entities: tuple[tuple[str, str], ...] = (("user", "eve@example.org"),),
    uid: str = "A1",
    behaviour: str = "mail",
    technique: str = "T1110.003",
) -> Incident:
    """Make an attack from 10 to 12 o'clock."""
    return Incident(
        id=uid,
        behaviour=behaviour,
        intensity="loud",
        technique=technique,
        start=start,
        end=end,
        entities={type_: (name,) for type_, name in entities},
    )


def finding(
    start: int = 10 * HOUR,
    end: int = 11 * HOUR,
    entities: tuple[tuple[str, str], ...] = (("user", "eve@example.org"),),
    uid: str = "F1",
    techniques: tuple[str, ...] = (),
) -> FindingFacts:
    """Make a finding from 10 to 11 o'clock."""
    return FindingFacts(
        uid=uid,
        start_time=start,
        end_time=end,
        entities=frozenset(entities),
        flagged=frozenset(entity for entity in entities if entity[0] == "user"),
        techniques=techniques,
    )


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (10 * HOUR, 11 * HOUR, True),
        (0, 48 * HOUR, True),
        (12 * HOUR + SLACK_MS, 48 * HOUR, True),
        (12 * HOUR + SLACK_MS + 1, 48 * HOUR, False),
        (0, 10 * HOUR - SLACK_MS, True),
        (0, 10 * HOUR - SLACK_MS - 1, False),
    ],
)
def test_time_spans_overlap_within_an_hour(start: int, end: int, expected: bool):
    """A finding up to one hour before or after an attack is about it, and not one millisecond more."""
    assert is_about(finding(start, end), incident()) is expected


@pytest.mark.parametrize(
    ("shared", "is_flagged", "expected"),
    [
        (("user", "Eve@Example.org"), True, True),
        (("user", "eve@example.org"), False, False),
        (("src_ip", "192.0.2.1"), False, True),
        (("session", "s-1"), False, True),
        (("sender", "billing@pay.example"), False, True),
        (("host", "wiki.example.org"), True, True),
        (("host", "wiki.example.org"), False, False),
        (("service", "eve@example.org"), True, False),
        (("user", "bob@example.org"), True, False),
    ],
)
def test_entities_that_count(shared: tuple[str, str], is_flagged: bool, expected: bool):
    """A shared address, session or sender makes a match, in any case of letters; users and hosts where flagged."""
    attack = incident(
        entities=(
            ("user", "eve@example.org"),
            ("src_ip", "192.0.2.1"),
            ("session", "s-1"),
            ("sender", "billing@pay.example"),
            ("host", "wiki.example.org"),
        )
    )
    facts = facts_of(
        {
            "start_time": 10 * HOUR,
            "end_time": 11 * HOUR,
            "finding_info": {"uid": "F1"},
            "observables": [{"name": shared[0], "value": shared[1]}],
            "unmapped": {"flagged": [{"type": shared[0], "id": shared[1]}] if is_flagged else []},
        }
    )

    assert is_about(facts, attack) is expected


def test_one_event_in_common_is_enough():
    """A finding that holds an event of an attack is about it, whoever and whenever it names."""
    attack = msgspec.structs.replace(incident(), event_uids=("e-1", "e-2"))
    facts = msgspec.structs.replace(finding(0, 1, entities=()), event_uids=frozenset({"e-2", "e-9"}))

    assert is_about(facts, attack)
    assert not is_about(msgspec.structs.replace(facts, event_uids=frozenset({"e-9"})), attack)


@pytest.mark.parametrize(
    ("named", "right", "exact"),
    [
        (("T1110.003",), True, True),
        (("T1110",), True, False),
        (("T1110.004",), True, False),
        (("T1213",), False, False),
        ((), False, False),
        (("T1213", "T1110.003"), True, True),
        (("T1213", "T1114", "T1534", "T1110.003"), False, False),
    ],
)
def test_technique(named: tuple[str, ...], right: bool, exact: bool):
    """A technique is right when it or its parent is among the first three, exact when it is so itself."""
    (result,) = match([finding(techniques=named)], Labels(attacks=(incident(),))).attacks

    assert (result.technique_right, result.technique_exact) == (right, exact)


def test_an_office_address_alone_is_not_enough():
    """A finding about another user behind the attacker's address is not about the attack; one that names no user is."""
    attack = incident(entities=(("user", "eve@example.org"), ("src_ip", "192.0.2.1")))
    address, neighbour = ("src_ip", "192.0.2.1"), ("user", "bob@example.org")

    assert is_about(finding(entities=(address,)), attack)
    assert not is_about(finding(entities=(address, neighbour)), attack)
    assert is_about(finding(entities=(address, neighbour, ("user", "eve@example.org"))), attack)
    assert is_about(finding(entities=(address, neighbour)), incident(entities=(address,)))


def test_technique_of_the_ocsf_finding():
    """A published finding names each technique as particular as it is said to be, in its order."""
    facts = facts_of(
        {
            "start_time": 1,
            "end_time": 2,
            "finding_info": {
                "uid": "F1",
                "attacks": [
                    {"technique": {"uid": "T1110"}, "sub_technique": {"uid": "T1110.003"}},
                    {"technique": {"uid": "T1213"}, "sub_technique": None},
                ],
            },
        }
    )

    assert facts.techniques == ("T1110.003", "T1213")


def test_every_finding_is_told_apart():
    """A finding is about attacks, or benign; a benign one may be about a look-alike."""
    lookalike = incident(entities=(("user", "bob@example.org"),), uid="L1", behaviour="newsletter", technique="")
    bob, carol = finding(entities=(("user", "bob@example.org"),), uid="F2"), finding(entities=(), uid="F3")
    matches = match([finding(), bob, carol], Labels(attacks=(incident(),), lookalikes=(lookalike,)))

    assert matches.attacks[0].finding_uids == ("F1",)
    assert matches.benign == (bob, carol)
    assert matches.lookalike_hits == {"newsletter": 1}
    assert matches.lookalikes == ((lookalike, True),)


def test_finding_about_an_attack_is_no_lookalike_hit():
    """Where attack and look-alike share an entity and a time, the finding counts for the attack alone."""
    matches = match([finding()], Labels(attacks=(incident(),), lookalikes=(incident(uid="L1"),)))

    assert matches.benign == ()
    assert matches.lookalike_hits == {}


def test_one_finding_may_be_about_two_attacks():
    """Two attacks on the same user at the same time are both found by one finding."""
    results = match([finding()], Labels(attacks=(incident(uid="A1"), incident(uid="A2")))).attacks

    assert [result.found for result in results] == [True, True]


spans = st.tuples(st.integers(0, 100 * HOUR), st.integers(0, 10 * HOUR)).map(lambda t: (t[0], t[0] + t[1]))


@given(st.lists(st.tuples(spans, st.sampled_from("ab")), max_size=8), st.lists(st.tuples(spans, st.sampled_from("ab"))))
def test_findings_are_counted_once(findings: list, attacks: list):
    """Every finding is benign or about some attack, never both, whatever the spans."""
    made = [finding(*span, entities=(("user", who),), uid=str(i)) for i, (span, who) in enumerate(findings)]
    labels = Labels(attacks=tuple(incident(*span, entities=(("user", who),)) for span, who in attacks))
    matches = match(made, labels)
    about = {uid for result in matches.attacks for uid in result.finding_uids}

    assert about.isdisjoint(f.uid for f in matches.benign)
    assert len(about) + len(matches.benign) == len(made)


def test_a_finding_is_about_what_its_reasons_say_of_an_entity_while_the_attack_went_on():
    """A day is told of hours after what is strange about it: who and when its reasons name counts, not when it was."""
    late = finding(20 * HOUR, 21 * HOUR)
    eve = ("user", "eve@example.org")
    reached = msgspec.structs.replace(late, reached=((eve, 11 * HOUR),))

    assert is_about(reached, incident())
    assert not is_about(late, incident())
    assert not is_about(msgspec.structs.replace(late, reached=((eve, 13 * HOUR),)), incident())
    assert not is_about(msgspec.structs.replace(reached, flagged=frozenset()), incident())
