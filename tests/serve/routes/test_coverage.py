"""Laws of `GET /v1/coverage`."""

from __future__ import annotations

import msgspec
import pytest

from tests.serve.conftest import MakeClient
from uba.attack.coverage import Coverage
from uba.attack.layer import Layer


def test_rows(make_client: MakeClient) -> None:
    """Every technique row is answered, as the command writes it."""
    answer = make_client("read").get("/v1/coverage")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert len(msgspec.json.decode(answer.content, type=Coverage).rows) == 59


def test_layer(make_client: MakeClient) -> None:
    """A layer of the Navigator is answered to whoever asks for one."""
    answer = make_client("read").get("/v1/coverage", params={"format": "navigator"})

    assert answer.status_code == 200
    assert len(msgspec.json.decode(answer.content, type=Layer).techniques) == 59


@pytest.mark.parametrize(("scope", "format", "status"), [("score", "json", 403), ("read", "table", 422)])
def test_refusals(make_client: MakeClient, scope: str, format: str, status: int) -> None:
    """The call needs the scope `read` and one of its formats."""
    answer = make_client(scope).get("/v1/coverage", params={"format": format})

    assert answer.status_code == status


def test_described(make_client: MakeClient) -> None:
    """The OpenAPI document describes rows and layer, with no reference that leads nowhere."""
    described = make_client("read").get("/openapi.json").json()["paths"]["/v1/coverage"]["get"]
    forms = described["responses"]["200"]["content"]["application/json"]["schema"]["oneOf"]

    assert [form["title"] for form in forms] == ["Coverage", "Layer"]
    assert "$ref" not in str(forms)
    assert "501" not in described["responses"]
