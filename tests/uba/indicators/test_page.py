"""The page of indicators says what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import uba.indicators.fields
from tests.uba.indicators.examples import START, hits_of
from uba.events import Event
from uba.indicators import LEVELS, built_in_rules
from uba.indicators.derived import ALTERNATIVES, DERIVED
from uba.indicators.loading import Extension, compiled
from uba.indicators.logsources import _BY_NAME
from uba.indicators.rule import ABOUT

PAGE = (Path(__file__).parents[3] / "docs" / "indicators.md").read_text(encoding="utf-8")
QUOTED = set(re.findall(r"`([^`\n]+)`", PAGE))


def test_every_rule_is_listed() -> None:
    """Each rule that can fire has its row: indicator, file, level, and whether it is always told."""
    rows = re.findall(r"^\| (R\d\d) \| `(\w+)` \| (\w+) \| (yes|) ?\| (.*) \| .* \|$", PAGE, re.MULTILINE)

    assert sorted(rows) == sorted(
        (rule.indicator, rule.file.removesuffix(".yml"), rule.level, "yes" if rule.must_fire else "", rule.title)
        for rule in built_in_rules().rules
    )


def tables() -> Iterator[str]:
    """Give vendors' field names, lower case."""
    for module in iter_modules(uba.indicators.fields.__path__):
        members = vars(import_module(f"uba.indicators.fields.{module.name}"))
        for name, table in members.items():
            if name.isupper() and not name.startswith("_") and isinstance(table, dict):
                yield from table


def test_every_name_is_explained() -> None:
    """Vendors' fields, derived names, kinds of entity, keys and words of log sources are on the page."""
    quoted = {name.lower() for name in QUOTED}
    log_sources = {word for names in _BY_NAME for word in names if word}

    for names in (set(tables()), {*DERIVED, *ALTERNATIVES}, set(ABOUT), set(Extension.__struct_fields__), log_sources):
        assert names <= quoted, names - quoted


def test_weights_are_told() -> None:
    """Each level's weight is on the page."""
    for level, weight in LEVELS.items():
        assert f"{level} {weight:g}" in " ".join(PAGE.split())


def test_the_example_works() -> None:
    """The rule that the page writes compiles, and fires on what its title says."""
    [text] = re.findall(r"```yaml\n(title.*?)```", PAGE, re.DOTALL)
    rules, problems = compiled([("mine.yml", text)])
    said = {"time": START, "source": "m365_ual", "uid": "x", "class_uid": 6006, "event_code": "AnonymousLinkCreated"}
    plain, payroll = (
        Event(**said, actor_user_name="ap@fabrikam.example", file_name=name)
        for name in ("Menu.pdf", "Payroll 2026.xlsx")
    )

    assert problems == []
    assert [hit.sentence for hit in hits_of(rules, [plain, payroll])] == [
        "ap@fabrikam.example shared Payroll 2026.xlsx of a site"
    ]


def test_the_refusal_is_what_is_reported() -> None:
    """The line that the page shows is what a rule like it is refused with."""
    shown = re.findall(r"```text\n(.*)\n```", PAGE)
    rule = """
title: Risky
logsource: {product: azure, service: signinlogs}
detection:
  risky:
    riskLevelAggregated: high
  condition: risky
"""

    _, [problem] = compiled([("azure/spray.yml", rule)])

    assert [str(problem).replace(":6:", ":14:")] == shown
