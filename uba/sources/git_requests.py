"""Requests that clone, fetch, push or pack a repository, as git's own clients make them of any server.

    GET /team/app.git/info/refs?service=git-upload-pack    what a clone or fetch begins with
    POST /team/app.git/git-receive-pack                    a push
    GET /team/app/-/archive/main/app-main.zip              a copy of all files, GitLab's path

What follows the beginning of a clone is a request like any other. Reference: git, "HTTP transfer protocols".
"""

from __future__ import annotations

import re

import msgspec

from uba.activities import WEB_EXPORT, WEB_READ, WEB_UPDATE
from uba.events import SUCCESS, WEB_RESOURCES, Event

_ARCHIVE = re.compile(r"/-/archive/[^/]+/[^/]+\.(?:zip|tar(?:\.\w{2,4})?|bundle)$")


def repository_event(event: Event) -> Event:
    """Give the act on a repository that an answered request is; any other request as it was."""
    if event.status_id != SUCCESS:
        return event
    path = event.url_path
    if path.endswith("/info/refs"):
        if "service=git-upload-pack" not in event.url_query:
            return event
        repository, activity, operation = path.removesuffix("/info/refs"), WEB_READ, "git.fetch"
    elif path.endswith("/git-receive-pack"):
        repository, activity, operation = path.removesuffix("/git-receive-pack"), WEB_UPDATE, "git.push"
    elif "/-/archive/" in path and _ARCHIVE.search(path):
        repository, activity, operation = path.partition("/-/archive/")[0], WEB_EXPORT, "repo.download_zip"
    else:
        return event
    name = repository.strip("/").removesuffix(".git").lower()
    return msgspec.structs.replace(
        event,
        class_uid=WEB_RESOURCES,
        activity_id=activity,
        event_code=operation,
        resource_uid=name,
        resource_type="repository",
        resource_namespace=name.rpartition("/")[0],
    )
