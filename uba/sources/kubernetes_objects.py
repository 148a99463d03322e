"""What the body of a Kubernetes request says: images, privileges, roles."""

from __future__ import annotations

from typing import Any

from uba.sources.free_json import inside, text_of

_POD_SPECS = (
    ("spec",),
    ("spec", "template", "spec"),
    ("spec", "jobTemplate", "spec", "template", "spec"),
)
"""Where a pod, a workload that makes pods, and a cron job keep the pod's specification."""


def pod_spec(body: dict[str, Any]) -> dict[str, Any]:
    """Give the specification of the pod that a request asks for; {} if it asks for none."""
    for path in _POD_SPECS:
        spec = inside(body, *path)
        if isinstance(spec, dict) and ("containers" in spec or "ephemeralContainers" in spec):
            return spec
    return {}


def image_of(spec: dict[str, Any]) -> str:
    """Give the image of a pod's first container."""
    return next((image for kind in _CONTAINERS if (image := text_of(inside(spec, kind, "image")))), "")


_CONTAINERS = ("containers", "ephemeralContainers", "initContainers")
_HOST_FLAGS = ("hostNetwork", "hostPID", "hostIPC")


def rights_of(body: dict[str, Any], spec: dict[str, Any]) -> tuple[str, ...]:
    """Give what a request asks for beyond the ordinary: privileged, host access, the role that is bound."""
    rights = [flag for flag in _HOST_FLAGS if spec.get(flag) is True]
    for kind in _CONTAINERS:
        items = spec.get(kind)
        for item in items if isinstance(items, list) else ():
            if inside(item, "securityContext", "privileged") is True:
                rights.append("privileged")
    volumes = spec.get("volumes")
    if any(inside(volume, "hostPath") is not None for volume in (volumes if isinstance(volumes, list) else ())):
        rights.append("hostPath")
    if role := text_of(inside(body, "roleRef", "name")):
        rights.append(role)
    return tuple(dict.fromkeys(rights))
