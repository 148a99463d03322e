"""The OpenAPI document tells the truth: calls made from it are answered as it says."""

from __future__ import annotations

import contextlib

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.serve.conftest import MakeClient

LAWS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_calls_are_answered_as_described(make_client: MakeClient, mode: GenerationMode) -> None:
    """Whatever is sent, right or wrong, the status, media type and shape of the answer are in the document."""
    client = make_client("admin")
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=8,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode))
        def call(case: Case) -> None:
            sent = case.as_transport_kwargs(base_url="http://uba")
            answer = client.request(
                sent["method"],
                sent["url"],
                params=sent.get("params"),
                headers={k: v for k, v in (sent.get("headers") or {}).items() if k.lower() != "authorization"},
                **({"json": sent["json"]} if "json" in sent else {"content": sent.get("data")}),
            )
            if answer.status_code in (501, 503):
                return  # described as such, and answered with the right media type by other tests
            case.validate_response(answer, checks=LAWS)

        with contextlib.suppress(Unsatisfiable):  # a call without parameters cannot be called wrongly
            call()
