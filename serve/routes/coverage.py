"""`GET /v1/coverage`: the technique rows and what sees them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from serve.authentication import needs
from serve.service import service_of
from uba.attack.coverage import Coverage
from uba.attack.coverage import coverage as judged
from uba.attack.layer import Layer, layer_of
from uba.attack.stored import seen_of

router = APIRouter(tags=["coverage"])


def _schema(type_: type) -> dict[str, Any]:
    """JSON schema of a struct with every reference put in its place: OpenAPI keeps no definitions beside an answer."""
    schema = msgspec.json.schema(type_)
    definitions = schema.pop("$defs")

    def resolved(node: Any) -> Any:
        if isinstance(node, list):
            return [resolved(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return resolved(definitions[node["$ref"].rpartition("/")[2]])
        return {name: resolved(value) for name, value in node.items()}

    whole: dict[str, Any] = resolved(schema)
    return whole


_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The rows, or a layer of the ATT&CK Navigator, format 4.5.",
        "content": {"application/json": {"schema": {"oneOf": [_schema(Coverage), _schema(Layer)]}}},
    }
}


@router.get("/v1/coverage", dependencies=[Depends(needs("read"))], responses=_ANSWERS)
def coverage(
    request: Request,
    format: Annotated[
        Literal["json", "navigator"], Query(description="navigator: a layer of the ATT&CK Navigator.")
    ] = "json",
) -> Response:
    """Return each technique row: detections, sources needed, sources seen, last event, and what is missing."""
    asked = service_of(request).scorer.query(
        lambda engine: (seen_of(engine.statistics()), engine.indicators.rules.rules)
    )
    rows = judged(*asked.result())
    body = msgspec.json.encode(layer_of(rows) if format == "navigator" else rows)
    return Response(body, media_type="application/json")
