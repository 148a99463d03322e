"""SharePoint in the Unified Audit Log beyond files: searches, administrators of sites, sharing with anybody."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.library import Container, Item
from training.simulate.presence import Seat
from training.simulate.randomness import uuid
from training.simulate.sink import Sink
from training.simulate.writers.m365_ual import UnifiedAudit, site_url


def searched(audit: UnifiedAudit, sink: Sink, rng: Generator, at: int, seat: Seat, words: str) -> None:
    """Write a search over all sites."""
    record = audit.envelope(rng, at, "SearchQueryPerformed", 7, "SharePoint", seat.person)
    record |= {
        "AppAccessContext": {"AADSessionId": seat.session, "CorrelationId": uuid(rng)},
        "ClientIP": seat.ip,
        "EventSource": "SharePoint",
        "ItemType": "Search",
        "ObjectId": "https://halden.sharepoint.example/search",
        "SearchQueryText": words,
        "SiteUrl": "https://halden.sharepoint.example/",
        "UserAgent": seat.agent,
    }
    audit.add(sink, at, record)


def made_administrator(audit: UnifiedAudit, sink: Sink, rng: Generator, at: int, seat: Seat, site: Container) -> None:
    """Write somebody who makes themself an administrator of a site."""
    record = audit.envelope(rng, at, "SiteCollectionAdminAdded", 14, "SharePoint", seat.person)
    record |= {
        "ClientIP": seat.ip,
        "EventSource": "SharePoint",
        "ItemType": "Web",
        "ObjectId": site_url(site),
        "SiteUrl": site_url(site),
        "TargetUserOrGroupName": seat.person.upn,
        "TargetUserOrGroupType": "Member",
        "UserAgent": seat.agent,
    }
    audit.add(sink, at, record)


def shared_with_anybody(
    audit: UnifiedAudit, sink: Sink, rng: Generator, at: int, seat: Seat, site: Container, item: Item
) -> None:
    """Write a link to a file that needs no sign-in."""
    record = audit.envelope(rng, at, "AnonymousLinkCreated", 14, "SharePoint", seat.person)
    record |= {
        "ClientIP": seat.ip,
        "EventSource": "SharePoint",
        "ItemType": "File",
        "ObjectId": f"{site_url(site)}/Shared Documents/{item.name}",
        "SiteUrl": site_url(site) + "/",
        "SourceFileExtension": item.extension,
        "SourceFileName": item.name,
        "SourceRelativeUrl": "Shared Documents",
        "UserAgent": seat.agent,
    }
    audit.add(sink, at, record)
