"""OCSF as a source: other products' events."""

import json
from typing import Any

import pytest

from uba.errors import ParseError
from uba.events import Event
from uba.sources.ocsf import Ocsf


def event(**fields: Any) -> Event:
    """Parse an OCSF event with these attributes."""
    parsed = Ocsf().parse(json.dumps({"time": 1_773_046_455_120, "class_uid": 3002, "metadata": {}, **fields}).encode())
    assert parsed is not None
    return parsed


def test_the_one_who_logs_on_is_the_actor() -> None:
    """In class 3002 that is `user`; `actor.user` where a product has only that."""
    assert event(user={"name": "A@B.example"}).actor_user_name == "a@b.example"
    assert event(actor={"user": {"name": "A@B.example"}}).actor_user_name == "a@b.example"
    assert event(user={"name": "a"}, actor={"user": {"name": "system"}}).actor_user_name == "a"


def test_in_other_classes_user_is_acted_upon() -> None:
    """3001 resets one account by another."""
    parsed = event(class_uid=3001, user={"name": "Eve"}, actor={"user": {"name": "Ann"}})

    assert (parsed.actor_user_name, parsed.user_name) == ("ann", "eve")


def test_unknown_ids_are_other() -> None:
    """A later version of OCSF may have ids that 1.8 has not."""
    parsed = event(activity_id=55, status_id=7, severity_id=-1)

    assert (parsed.activity_id, parsed.status_id, parsed.severity_id) == (99, 99, 99)


def test_lists_are_read_by_name() -> None:
    """Files, URLs and headers of an e-mail; resources, the first."""
    email = {
        "from": "a@b.example",
        "to": ["c@d.example"],
        "files": [{"name": "x.pdf"}],
        "urls": [{"url_string": "https://u.example"}, {"hostname": "h.example"}],
        "http_headers": [{"name": "X-A", "value": "1"}],
    }
    parsed = event(class_uid=4009, email=email, direction_id=1)
    read = event(class_uid=6003, resources=[{"uid": "r", "type": "repo"}, {"uid": "s"}])

    assert (parsed.email_files, parsed.email_urls) == (("x.pdf",), ("https://u.example", "h.example"))
    assert parsed.email_headers == ("X-A: 1",)
    assert (read.resource_uid, read.resource_type) == ("r", "repo")


def test_a_file_without_id_is_known_by_its_path() -> None:
    """Else by its name."""
    assert event(class_uid=6006, file={"name": "n", "path": "/p/n"}).resource_uid == "/p/n"
    assert event(class_uid=6006, file={"name": "n"}).resource_uid == "n"


@pytest.mark.parametrize("class_uid", [0, 9999, "3002", None, 3002.5, True])
def test_other_classes_are_refused(class_uid: object) -> None:
    """The error lists those that are read."""
    with pytest.raises(ParseError, match=r"class_uid .* expected one of .*3002"):
        event(class_uid=class_uid)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"user": {"name": {}}}, r"user\.name"),
        ({"user": 3}, "user"),
        ({"status_id": "x"}, "status_id"),
        ({"is_mfa": "yes"}, "is_mfa"),
        ({"src_endpoint": {"autonomous_system": {"number": []}}}, r"src_endpoint\.autonomous_system\.number"),
    ],
)
def test_a_wrong_type_is_named_by_its_path(fields: dict[str, Any], path: str) -> None:
    """The path is OCSF's own."""
    with pytest.raises(ParseError, match=path):
        event(**fields)
