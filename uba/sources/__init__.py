"""Sources: one file a log format, and the ordered table of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from uba.errors import ConfigError
from uba.sources.base import Source
from uba.sources.cloudtrail import CloudTrail
from uba.sources.confluence import Confluence
from uba.sources.dhcp import Dhcp
from uba.sources.duo import Duo
from uba.sources.ecs import Ecs
from uba.sources.entra_audit import EntraAudit
from uba.sources.entra_signin import EntraSignin
from uba.sources.exchange_tracking import ExchangeTracking
from uba.sources.github_audit import GithubAudit
from uba.sources.iis_w3c import IisW3c
from uba.sources.kubernetes_audit import KubernetesAudit
from uba.sources.m365_ual import M365Ual
from uba.sources.mapped import Mapped
from uba.sources.message_trace import MessageTrace
from uba.sources.ocsf import Ocsf
from uba.sources.okta import Okta
from uba.sources.postfix import Postfix
from uba.sources.software_deployment import SoftwareDeployment
from uba.sources.waf import Waf
from uba.sources.web_access import WebAccess
from uba.sources.web_error import WebError
from uba.sources.web_proxy import WebProxy
from uba.sources.windows_event import WindowsEvent

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        M365Ual(),
        EntraSignin(),
        GithubAudit(),
        Confluence(),
        WebAccess(),
        MessageTrace(),
        Okta(),
        Duo(),
        EntraAudit(),
        CloudTrail(),
        KubernetesAudit(),
        Waf(),
        WindowsEvent(),
        IisW3c(),
        ExchangeTracking(),
        Dhcp(),
        Postfix(),
        WebError(),
        WebProxy(),
        SoftwareDeployment(),
        Ecs(),
        Ocsf(),
        Mapped(),
    )
}
"""By catalogue name, in the order in which they are asked whether they recognise a record."""


def with_mappings(directory: Path | None) -> Mapping[str, Source]:
    """Give the sources with the user's mapping files before those that come with the package.

    Raises
    ------
    ConfigError
        The directory cannot be used, or one of its mappings is wrong; the message names file and line.
    """
    if directory is None:
        return SOURCES
    from uba.sources.mapping_file import load_mappings

    return {**SOURCES, Mapped.name: Mapped(load_mappings(directory))}


def by_name(name: str, sources: Mapping[str, Source] = SOURCES) -> Source:
    """Give the source of a catalogue name.

    Raises
    ------
    ConfigError
        There is no such source; the message lists those there are.
    """
    source = sources.get(name)
    if source is None:
        raise ConfigError(f"unknown source {name!r}: expected one of {', '.join(sources)}")
    return source


def recognise(record: bytes, sources: Mapping[str, Source] = SOURCES) -> Source | None:
    """Give the source whose format a record has, from content alone; None if no source knows it."""
    return next((source for source in sources.values() if source.recognise(record)), None)
