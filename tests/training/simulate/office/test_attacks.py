"""Every attack on the office is read by the real sources as what its row needs, and names who and what took part."""

from __future__ import annotations

import pytest

from tests.training.simulate.infrastructure.conftest import Paper
from tests.training.simulate.office.conftest import FIRST, LAST, SEEDS, observed
from training.simulate.attacks.kind import AttackKind
from training.simulate.attacks.people import PEOPLE_ATTACKS
from training.simulate.attacks.scene import INTENSITIES, Entities, Scene
from training.simulate.calendar import DAY, HOUR
from training.simulate.sink import Recorder
from uba import events as e
from uba.events import Event

KINDS = [kind for kinds in PEOPLE_ATTACKS.values() for kind in kinds]
SIGN_IN, CHANGE, READ, FILE = e.AUTHENTICATION, e.ENTITY_MANAGEMENT, e.WEB_RESOURCES, e.FILE_HOSTING
MAIL, HTTP, API = e.EMAIL_ACTIVITY, e.HTTP_ACTIVITY, e.API_ACTIVITY
SHOWS: dict[str, tuple[set[int], int]] = {
    "at_every_place": ({SIGN_IN}, 300),
    "tenant_wide": ({SIGN_IN}, 390),
    "slowly": ({SIGN_IN}, 500),
    "guess_network_logon": ({SIGN_IN}, 220),
    "guess_controller": ({SIGN_IN}, 110),
    "guess_remote_access": ({SIGN_IN}, 110),
    "guess_remote_desktop": ({SIGN_IN}, 110),
    "guess_database": ({SIGN_IN}, 110),
    "guess_old_protocol": ({SIGN_IN}, 110),
    "tickets_collected": ({SIGN_IN}, 32),
    "answers_collected": ({SIGN_IN}, 14),
    "spray_controller": ({SIGN_IN}, 22),
    "spray_network_logon": ({SIGN_IN}, 44),
    "spray_remote_access": ({SIGN_IN}, 22),
    "others_names": ({SIGN_IN}, 50),
    "stuff_remote_access": ({SIGN_IN}, 110),
    "stuff_shop_login": ({HTTP}, 110),
    "everything": ({READ, FILE}, 1_200),
    "searches": ({READ, FILE}, 110),
    "admin_reads_wiki": ({READ}, 60),
    "spaces_exported": ({READ}, 7),
    "admin_reads_files": ({FILE, CHANGE}, 45),
    "token_reads_code": ({READ}, 24),
    "admin_clones": ({READ}, 24),
    "everybody": ({CHANGE, MAIL}, 300),
    "accomplice": ({CHANGE, READ}, 45),
    "by_application": ({READ, SIGN_IN}, 180),
    "whole_mailbox": ({READ, SIGN_IN}, 70),
    "export": ({CHANGE}, 5),
    "by_rule": ({CHANGE, MAIL}, 70),
    "many_mailboxes": ({CHANGE, MAIL}, 150),
    "transport_rule": ({CHANGE, MAIL}, 100),
    "traces_removed": ({READ, CHANGE}, 120),
    "hidden_mailboxes": ({CHANGE}, 8),
    "hiding_rule": ({CHANGE, READ}, 32),
    "to_finance": ({MAIL}, 100),
    "by_chat": ({READ}, 50),
    "any_of": ({SIGN_IN, CHANGE, READ}, 15),
    "form": ({SIGN_IN, READ, MAIL}, 16),
    "home_page": ({SIGN_IN, READ, HTTP}, 14),
    "rule": ({SIGN_IN, CHANGE, MAIL}, 15),
    "enrol": ({SIGN_IN, CHANGE}, 20),
    "in_the_middle": ({SIGN_IN, HTTP, READ}, 120),
    "fatigue": ({SIGN_IN}, 32),
    "by_gateway": ({SIGN_IN}, 15),
    "by_desktop_gateway": ({SIGN_IN}, 10),
    "guest_reads": ({SIGN_IN, FILE}, 140),
    "partner_administers": ({CHANGE, SIGN_IN}, 18),
    "foreign_role": ({SIGN_IN, API}, 120),
    "hash_passed": ({SIGN_IN}, 8),
    "access_key": ({API}, 120),
    "repository_token": ({READ}, 14),
    "refresh_token": ({SIGN_IN, READ}, 40),
    "okta_session": ({SIGN_IN}, 40),
    "rights_in_aws": ({API}, 180),
    "groups_browsed": ({API}, 200),
    "rights_in_cluster": ({API}, 60),
    "directory_mapped": ({API}, 1_000),
    "everything_in_aws": ({API}, 150),
    "supplier": ({MAIL}, 30),
    "own_name": ({MAIL}, 28),
    "attachment": ({MAIL}, 24),
    "link": ({MAIL, HTTP, SIGN_IN}, 32),
    "help_desk": ({READ}, 44),
    "asks": ({MAIL}, 30),
    "profile": ({READ, HTTP}, 18),
    "form ": ({MAIL}, 30),
    "survey": ({MAIL, HTTP}, 48),
    "click_and_run": ({MAIL, HTTP}, 18),
}
"""Classes a loud attack must show, and the records it has at least in an organisation of thirty."""


def name_of(kind: AttackKind) -> str:
    """Name a kind; two are forms."""
    return kind.carry_out.__name__ + (" " if kind.technique == "T1598.002" else "")


def carry_out(build, kind: AttackKind, intensity: str, seed: int) -> tuple[Recorder, Paper, Entities]:
    """Carry out one attack in a world of its own."""
    world, paper = build(seed), Paper()
    recorder = Recorder(paper)
    rng = world.stream("try", name_of(kind), intensity)
    last = FIRST if intensity != "quiet" else LAST
    return recorder, paper, kind.carry_out(world, rng, Scene(intensity, FIRST, last, recorder))


def seed_for(build, kind: AttackKind) -> int:
    """Give a seed whose organisation has what a kind needs."""
    return next(seed for seed in SEEDS.values() if kind.fits(build(seed)))


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_loud_attack_shows_its_row(build, context_of, kind: AttackKind, tmp_path):
    """No record of a loud attack is refused; its row's classes, volume and every labelled entity are there."""
    seed = seed_for(build, kind)
    recorder, paper, entities = carry_out(build, kind, "loud", seed)
    read = paper.read(tmp_path)
    events = [item for item in read if isinstance(item, Event)]
    seen = {pair for event in events for pair in observed(event, context_of(seed))}
    named = {(type_, value) for type_, values in entities.items() for value in values}
    classes, least = SHOWS[name_of(kind)]

    assert [item for item in read if not isinstance(item, Event)] == []
    assert classes <= {event.class_uid for event in events}
    assert named
    assert named - seen == set()
    assert set(recorder.uids) <= {event.uid for event in events}
    assert len(recorder.times) >= least


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_quieter_attacks_are_smaller_or_longer(build, kind: AttackKind):
    """Quiet has fewer records than loud; medium has fewer or takes longer; all lie within their days."""
    seed = seed_for(build, kind)
    made = {intensity: carry_out(build, kind, intensity, seed)[0] for intensity in INTENSITIES}
    size = {i: len(m.times) for i, m in made.items()}
    # What is done with cracked passwords comes later, at any intensity: the first four fifths tell how long it takes.
    length = {i: sorted(m.times)[len(m.times) * 4 // 5] - min(m.times) for i, m in made.items()}
    world = build(seed)

    assert size["quiet"] < size["loud"]
    assert size["medium"] < 0.8 * size["loud"] or length["medium"] > 1.5 * length["loud"]
    for recorder in made.values():
        assert min(recorder.times) >= world.start_of(FIRST) - 14 * HOUR
        assert max(recorder.times) <= world.start_of(LAST) + DAY + 14 * HOUR


@pytest.mark.parametrize("seed", [SEEDS["entra_duo_postfix"], SEEDS["okta_duo_tracking"], SEEDS["okta_postfix"]])
@pytest.mark.parametrize(
    "name", ["fatigue", "by_rule", "form", "attachment", "link", "in_the_middle", "enrol", "at_every_place", "asks"]
)
def test_every_stack_shows_the_attacks_it_can(build, context_of, name: str, seed: int, tmp_path):
    """What identity providers, Duo, Exchange hubs and Postfix log of an attack is read, and names all concerned."""
    kind = next(k for k in KINDS if name_of(k) == name)
    recorder, paper, entities = carry_out(build, kind, "loud", seed)
    events = [item for item in paper.read(tmp_path) if isinstance(item, Event)]
    seen = {pair for event in events for pair in observed(event, context_of(seed))}
    named = {(type_, value) for type_, values in entities.items() if type_ != "session" for value in values}

    assert len(events) == len(recorder.times)
    assert named - seen == set()
    assert SHOWS[name][0] <= {event.class_uid for event in events}


def test_every_kind_says_what_it_must_show():
    """The table names every kind and no other."""
    assert set(SHOWS) == {name_of(kind) for kind in KINDS}
