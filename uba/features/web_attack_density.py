"""F34: requests that a firewall refused or that carry the marks of an attack, by address and by service."""

import re
from functools import lru_cache

from uba.batch import EventBatch
from uba.events import Event
from uba.features.select import BLOCKED, requests
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import from_where, text

_MARKS = (
    ("traversal", r"\.\./|\.\.%2f|%2e%2e|/etc/passwd|win\.ini|\.\.\\"),
    (
        "sql",
        r"union[+\s%20]+(all[+\s%20]+)?select|'\s*or\s*'?1|information_schema|sleep\(\d|waitfor\s+delay|xp_cmdshell",
    ),
    ("script", r"<script|%3cscript|javascript:|onerror="),
    ("template", r"\$\{jndi:|\$%7bjndi|%24%7bjndi|\{\{.*\}\}|%\{\(#|ognl|freemarker|T\(java\.lang"),
    (
        "command",
        r";\s*(cat|id|whoami|wget|curl|bash|sh|nc)\b|%3b(cat|id|whoami|wget|curl)|\|\s*(id|whoami)|cmd\.exe|/bin/(ba)?sh",
    ),
    ("code", r"allow_url_include|php://(input|filter)|eval\(|base64_decode|phpunit/.*eval-stdin|system\("),
    ("probe", r"/\.env\b|/\.git/(config|head)|wp-config\.php|/phpmyadmin|/actuator/(env|heapdump)|/cgi-bin/"),
)
_PATTERN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _MARKS), re.IGNORECASE)
_TOOLS = re.compile(
    r"sqlmap|nikto|nmap|masscan|nuclei|ffuf|gobuster|dirbuster|wpscan|acunetix|nessus|zgrab|burp|hydra|feroxbuster",
    re.IGNORECASE,
)


@lru_cache(maxsize=65_536)
def _payload(said: str) -> str:
    found = _PATTERN.search(said)
    return str(found.lastgroup) if found else ""


@lru_cache(maxsize=16_384)
def _is_tool(user_agent: str) -> bool:
    return _TOOLS.search(user_agent) is not None


def mark(event: Event) -> str:
    """Which mark of an attack a request has: the firewall's rule, a payload's family or a scanner's name; else ''."""
    if event.disposition_id == BLOCKED:
        return event.rule_uid or "blocked"
    said = f"{event.url_path}?{event.url_query}" if event.url_query else event.url_path
    return _payload(said[:4_000]) or ("scanner" if _is_tool(event.user_agent) else "")


def _attacks(batch: EventBatch) -> Mask:
    return batch.among(requests(batch), lambda event: bool(mark(event)))


_TECHNIQUES = ("T1190", "T1505.003", "T1210", "T1491.002")

SPECS = (
    *(
        FeatureSpec(
            name=f"web.attacks.{entity}.{label}",
            family="F34",
            evidence="web_errors",
            entity=entity,
            baseline=BaselineKind.SIZE,
            select=_attacks,
            window=window,
            floor=floor,
            prior_mean=prior,
            techniques=_TECHNIQUES,
            techniques_of=from_where(_TECHNIQUES),
            sentence=f"{did} {{observed}} requests that a firewall refused or that bear the marks of an attack "
            f"{{window}}; usual {{low}}–{{high}}, {others} {{peers_low}}–{{peers_high}}",
        )
        for entity, did, others, floor, prior in (
            ("src_ip", "sent", "addresses like it", 8.0, 1.0),
            ("service", "got", "services like it", 60.0, 30.0),
        )
        for label, window in (("1h", Window.HOUR), ("1d", Window.DAY))
    ),
    FeatureSpec(
        name="web.attack_families.1d",
        family="F34",
        evidence="web_errors",
        entity="src_ip",
        baseline=BaselineKind.SIZE,
        select=_attacks,
        aggregation=Aggregation.DISTINCT,
        value=text(mark),
        floor=3.0,
        prior_mean=0.5,
        techniques=_TECHNIQUES,
        techniques_of=from_where(_TECHNIQUES),
        sentence="tried {observed} kinds of attack in a day; usual {low}–{high}, "
        "addresses like it {peers_low}–{peers_high}",
    ),
)
