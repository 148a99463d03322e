"""What the free parameters of an AWS operation say: the thing it is about, the image it runs."""

from __future__ import annotations

from typing import Any

import msgspec

from uba.sources.free_json import inside, text_of

_RESOURCES = msgspec.json.Decoder(list[dict[str, Any]])
_THINGS = (
    "bucketName",
    "secretId",
    "functionName",
    "roleArn",
    "policyArn",
    "roleName",
    "groupName",
    "instanceId",
    "documentName",
    "trailName",
    "keyId",
    "tableName",
    "repositoryName",
    "dBInstanceIdentifier",
    "userName",
    "name",
    "resourceArn",
    "arn",
    "id",
)
"""Request parameters that name the thing an operation is about, the most telling first."""
_RANKS = {name: rank for rank, name in enumerate(_THINGS)}


_IMAGE_KEYS = frozenset(["containerDefinitions", "repositoryName", "imageId", "instancesSet"])


def resource_of(parameters: dict[str, Any], resources: msgspec.Raw) -> str:
    """Give the thing an operation is about: as its parameters name it, else the first resource listed."""
    named = [key for key in parameters if key in _RANKS]
    if len(named) > 1:
        named.sort(key=_RANKS.__getitem__)
    for key in named:
        if text := text_of(parameters[key]):
            return text
    if not resources:
        return ""
    try:
        listed = _RESOURCES.decode(resources)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return ""
    return next((text for item in listed for key in ("ARN", "arn") if (text := text_of(item.get(key)))), "")


def image_of(parameters: dict[str, Any]) -> str:
    """Give the image that is run or moved: of a task, a registry or a machine."""
    if not parameters or _IMAGE_KEYS.isdisjoint(parameters):
        return ""
    if image := text_of(inside(parameters, "containerDefinitions", "image")):
        return image
    if repository := text_of(parameters.get("repositoryName")):
        tag = text_of(parameters.get("imageTag")) or text_of(inside(parameters, "imageIds", "imageTag"))
        tag = tag or text_of(inside(parameters, "imageId", "imageTag"))
        return f"{repository}:{tag}" if tag else repository
    if image := text_of(parameters.get("imageId")):
        return image
    return text_of(inside(parameters, "instancesSet", "items", "imageId"))
