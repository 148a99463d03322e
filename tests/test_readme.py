"""What the README shows has to work."""

from __future__ import annotations

import re
from pathlib import Path

from uba.sources import recognise

README = (Path(__file__).parent.parent / "README.md").read_text()


def test_the_curl_example_is_read():
    """Each line of the request body is recognised as the source the README says, and read into an event."""
    body = re.search(r"<<'EVENTS'\n(.*?)\nEVENTS\n", README, re.DOTALL)
    assert body is not None
    records = [line.encode() for line in body[1].splitlines()]
    sources = [recognise(record) for record in records]

    assert [source and source.name for source in sources] == ["m365_ual", "github_audit", "ocsf"]
    assert [source and source.parse(record) is not None for source, record in zip(sources, records, strict=True)] == [
        True,
        True,
        True,
    ]


def test_links_lead_somewhere():
    """Every file the README links to exists."""
    links = re.findall(r"\]\(([^)#:]+)\)", README)

    assert len(links) > 5
    assert [link for link in links if not (Path(__file__).parent.parent / link).exists()] == []
