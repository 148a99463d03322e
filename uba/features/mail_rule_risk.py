"""F29: what the rules of a mailbox do, by how much of it serves to hide, to take away or to run something."""

import re

from uba.batch import EventBatch
from uba.events import ENTITY_MANAGEMENT, Event
from uba.features.select import has_user, is_of, succeeded
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask
from uba.features.values import amount, shown, text

_RULES = re.compile(r"rule|ForwardingSmtpAddress|ForwardingAddress|RemoteDomain", re.IGNORECASE)
_PARTS = tuple(
    (re.compile(pattern, re.IGNORECASE), weight)
    for pattern, weight in (
        (r"DeleteMessage=True|PermanentDelete|SoftDeleteMessage", 4.0),
        (r"(Forward(To|AsAttachmentTo|ing\w*)|RedirectTo|BlindCopyTo|RedirectMessageTo|CopyTo)=[^;]+", 4.0),
        (r"MoveToFolder=[^;]*(RSS|Archive|Conversation History|Junk|Deleted|Notes)", 3.0),
        (r"MarkAsRead=True", 1.0),
        (r"StopProcessingRules=True", 0.5),
        (r"(invoice|payment|bank|iban|wire|phish|hack|fraud|password|security|helpdesk|mfa|virus|suspicious)", 2.0),
        (r"Name=[.\s,;_-]{1,3}(;|$)|Name=.(;|$)", 3.0),
        (r"(StartApplication|RunScript|EX_ADD|\.exe|\.vbs|\.ps1|\\\\)", 6.0),
    )
)


def risk(event: Event) -> float:
    """How much of a rule serves an attacker, in points: what it does, which mail it takes, how it is called."""
    said = f"{event.query_text}; Name={event.entity_name}" if event.entity_type == "rule" else event.query_text
    return sum(weight for pattern, weight in _PARTS if pattern.search(said))


def _rules(batch: EventBatch) -> Mask:
    managed = is_of(batch, ENTITY_MANAGEMENT) & succeeded(batch) & has_user(batch)
    return batch.among(managed, lambda event: bool(_RULES.search(f"{event.event_code} {event.query_text}")))


def _band(event: Event) -> str:
    """The rule's risk in steps, as a value that is usual or not."""
    return f"rule of risk {min(round(risk(event) / 3.0) * 3, 15)}"


SPECS = (
    FeatureSpec(
        name="mail.rule_risk.1d",
        family="F29",
        evidence="rule",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=_rules,
        aggregation=Aggregation.MAXIMUM,
        weight=amount(risk),
        floor=5.0,
        prior_mean=0.3,
        techniques=("T1564.008", "T1114.003", "T1137.005"),
        sentence="made a mail rule with {observed} points of risk, by what it does and to which mail; "
        "usual {low}–{high}, peers {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="mail.rule_kind",
        family="F29",
        evidence="rule",
        entity="user",
        baseline=BaselineKind.RARITY,
        select=_rules,
        value=text(_band),
        value_text=shown(lambda event: event.query_text[:120] or event.event_code),
        techniques=("T1564.008", "T1114.003", "T1137.005"),
        sentence="made the mail rule {value}, a kind {seen}",
    ),
)
