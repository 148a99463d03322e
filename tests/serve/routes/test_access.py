"""Laws of keys and limits: every call of `/v1` needs a key of its scope, and no other."""

from __future__ import annotations

import pytest

from serve.keys import SCOPES
from serve.routes import ROUTERS
from serve.store import Store
from serve.store import keys as table
from tests.serve.client import record
from tests.serve.conftest import MakeClient

CALLS = [
    ("POST", "/v1/score", "score"),
    ("GET", "/v1/decisions/e1", "read"),
    ("GET", "/v1/findings", "read"),
    ("GET", "/v1/findings/f1", "read"),
    ("PATCH", "/v1/findings/f1", "triage"),
    ("GET", "/v1/suppressed", "read"),
    ("GET", "/v1/entities", "read"),
    ("GET", "/v1/entities/user/ana", "read"),
    ("GET", "/v1/report/weekly", "read"),
    ("GET", "/v1/coverage", "read"),
    ("GET", "/v1/models", "read"),
]


def test_the_table_is_whole() -> None:
    """Every call of `/v1` is in the table above."""
    served = {
        (method, route.path.replace(":path", ""))
        for router in ROUTERS
        for route in router.routes
        if route.path.startswith("/v1")
        for method in route.methods
    }

    assert len(served) == len(CALLS)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_call_needs_its_scope(make_client: MakeClient, scope: str) -> None:
    """A key is good for the calls of its scopes and no other; `admin` is good for all."""
    client = make_client(scope)
    for method, path, needed in CALLS:
        answer = client.request(method, path)

        assert (answer.status_code == 403) == (scope not in (needed, "admin")), path
        assert answer.status_code != 401
        if answer.status_code == 403:
            assert needed in answer.json()["detail"]


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer uba_x_y",
        "Bearer uba_{id}_wrong",
        "Basic {key}",
        "Bearer uba_é_y",
    ],
)
def test_without_a_valid_key(make_client: MakeClient, authorization: str) -> None:
    """No key, a wrong one or another scheme is 401 with a challenge, on every call."""
    client = make_client("admin")
    key = client.key
    assert key is not None
    client.key = None
    sent = authorization.format(key=key, id=key.split("_")[1])
    for method, path, _ in CALLS:
        answer = client.request(method, path, headers={"Authorization": sent.encode()} if sent else {})

        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics", "/docs", "/openapi.json"])
def test_probes_need_no_key(make_client: MakeClient, path: str) -> None:
    """Probes, metrics and documentation are open."""
    assert make_client().get(path).status_code == 200


def test_a_revoked_key_stops(make_client: MakeClient, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A revoked key is refused as soon as the service forgets that it verified it."""
    client = make_client("read")
    assert client.get("/v1/models").status_code == 200
    assert client.key is not None
    with sqlite_store.write() as connection:
        assert table.revoke(connection, client.key.split("_")[1], 5)
    monkeypatch.setattr("serve.keys.time.monotonic", lambda: 1e12)

    assert client.get("/v1/models").status_code == 401


def test_the_store_never_sees_a_secret(make_client: MakeClient, sqlite_store: Store) -> None:
    """What is stored of a key cannot be used as one."""
    key = make_client("read").key
    assert key is not None
    with sqlite_store.read() as connection:
        stored = repr(table.everything(connection))

    assert key.split("_", 2)[2] not in stored


def test_a_key_that_asks_too_fast(make_client: MakeClient) -> None:
    """Beyond its rate a key gets 429 with Retry-After."""
    client = make_client("score", rate=1)
    answers = [client.score(record(i)) for i in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "1"


def test_no_such_call(make_client: MakeClient) -> None:
    """An unknown path or method is a problem document too."""
    client = make_client("admin")
    for answer, status in [(client.get("/v1/nothing"), 404), (client.get("/v1/score"), 405)]:
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
