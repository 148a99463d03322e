"""Sigma's modifiers and conditions mean on events what the specification says."""

import pytest

from tests.uba.indicators.examples import START, hits_of
from uba.events import Event
from uba.indicators.loading import compiled

EVENT = Event(
    time=START,
    uid="1",
    source="web_access",
    class_uid=4002,
    activity_id=3,
    status_id=1,
    event_code="GET",
    http_method="GET",
    url_path="/Admin/index.PHP",
    url_query="cmd=Whoami&x=1",
    user_agent="Mozilla/5.0 (X11; Linux) sqlmap/1.8",
    http_status=404,
    src_ip="203.0.113.45",
    email_files=("plan.pdf", "Invoice.DOC.exe"),
    is_mfa=False,
    bytes_out=1_500,
    file_path=r"C:\Windows\Temp\x.dll",
)

HOLDS = [
    "{url_path: /admin/index.php}",
    "{url_path|cased: /Admin/index.PHP}",
    "{url_path|contains: ADMIN}",
    "{url_path|startswith: [/login, /admin]}",
    "{url_path|endswith: .php}",
    "{url_path: '/admin/*.ph?'}",
    "{url_query|contains|all: [whoami, 'x=1']}",
    "{url_query|re: 'cmd=W[a-z]+'}",
    "{url_query|re|i: 'CMD=who'}",
    "{src_ip|cidr: 203.0.113.0/24}",
    "{http_status: 404}",
    "{http_status: '404'}",
    "{http_status|gte: 400, http_status|lt: 500}",
    "{http_status: '4*'}",
    "{bytes_out|gt: 1499.5}",
    "{email_files: plan.pdf}",
    "{email_files|endswith: .exe}",
    "{referrer: null}",
    "{referrer: ''}",
    "{referrer|exists: false, user_agent|exists: true}",
    "{is_mfa: false}",
    "{is_mfa|exists: true}",
    "{is_interactive: null}",
    r"{file_path: 'C:\Windows\Temp\\*'}",
    r"{file_path|contains: '\Temp\'}",
    "{'http_request.url.path': /admin/index.php}",
    "{user_agent|contains: [nothing, sqlmap]}",
    "[{url_path: /nowhere}, {http_status: 404}]",
    "{url_query|base64offset|contains: never, url_path|exists: true}",
    "{url_decoded|contains: cmd=whoami}",
]
FAILS = [
    "{url_path: /admin}",
    "{url_path|cased: /admin/index.php}",
    "{url_query|contains|all: [whoami, 'x=2']}",
    "{url_query|re: 'cmd=w'}",
    "{src_ip|cidr: 198.51.100.0/24}",
    "{user_agent|cidr: 203.0.113.0/24}",
    "{http_status: 40}",
    "{http_status|gt: 404}",
    "{user_agent|gt: 5}",
    "{email_files: invoice}",
    "{referrer|exists: true}",
    "{is_mfa: true}",
    "{is_interactive: false}",
    "{url_path: null}",
    "{url_path: '?'}",
    "{url_path|contains: 'ad*nothing'}",
]


def holds(selection: str, condition: str = "selection", more: str = "", logsource: str = "product: uba") -> bool:
    """Tell whether a rule with this selection fires on the event."""
    text = f"""
title: A rule
logsource: {{{logsource}}}
detection:
  selection: {selection}
  {more}
  condition: {condition}
"""
    rules, problems = compiled([("rule.yml", text)])
    assert problems == []
    return bool(hits_of(rules, [EVENT]))


@pytest.mark.parametrize("selection", [one for one in HOLDS if "base64" not in one])
def test_holds(selection):
    """A selection that the event fulfils holds, and its negation does not."""
    assert holds(selection)
    assert not holds(selection, "not selection")


@pytest.mark.parametrize("selection", FAILS)
def test_does_not_hold(selection):
    """A selection that the event does not fulfil does not hold, and its negation does."""
    assert not holds(selection)
    assert holds(selection, "not selection")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("1 of s*", True),
        ("all of s*", False),
        ("selection and not second", True),
        ("selection and second", False),
        ("(second or selection) and not (second and selection)", True),
        ("1 of them", True),
        ("all of them", False),
        ("not 1 of sec*", True),
    ],
)
def test_conditions(condition, expected):
    """Conditions combine selections."""
    more = "second: {url_path: /elsewhere}"

    assert holds("{http_status: 404}", condition, more) is expected


def test_keywords_are_looked_for_in_the_request():
    """Words without a field stand anywhere in the request of a web server."""
    server = "category: webserver"

    assert holds("[sqlmap, never]", logsource=server)
    assert holds("['cmd=who*']", logsource=server)
    assert holds("{'|all': [sqlmap, whoami]}", logsource=server)
    assert not holds("{'|all': [sqlmap, never]}", logsource=server)
    assert not holds("[never]", logsource=server)


def test_a_pattern_may_span_path_and_query():
    """A pattern with the question mark between path and query is looked for in both."""
    assert holds(r"{cs-uri-query|contains: 'index.php\?cmd='}", logsource="category: webserver")


def test_a_field_is_compared_with_another():
    """`fieldref` compares two fields of the event; a field that says nothing is equal to none."""
    assert holds("{event_code|fieldref: http_method}")
    assert not holds("{event_code|fieldref: url_path}")
    assert not holds("{referrer|fieldref: email_subject}")


def test_a_rule_is_about_its_log_source_alone():
    """The same words in another source's event are none of its business."""
    assert not holds("{cs-method: GET}", logsource="category: proxy")
    assert holds("{cs-method: GET}", logsource="category: webserver")
