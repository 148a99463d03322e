"""What checks found of a message: the `Authentication-Results` header (RFC 8601) and rspamd's task line."""

from __future__ import annotations

import re

import msgspec

from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, user_key, whole

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r";\s*(spf|dkim|dmarc)\s*=\s*(\w+)([^;]*)", re.IGNORECASE)
_MAIL_FROM = re.compile(r"smtp\.mailfrom\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_HEADER_FROM = re.compile(r"header\.from\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_RSPAMD = re.compile(r"[;,] (id|qid|ip|user|from|len|rcpts|mime_rcpts): ?(?:<([^<>]*)>|([^,;<]*))")
_RSPAMD_LIST = re.compile(r"\b(?:mime_)?rcpts: <([^<>]*)>")
_ACTION = re.compile(
    r"\(\w{1,64}: [TFS] \((?P<action>[\w ]{1,64})\): \[(?P<score>[^\]]{0,64})\] \[(?P<symbols>[^\]]*)\]\)"
)
_SYMBOLS = {
    "spf": {
        "R_SPF_ALLOW": "pass",
        "R_SPF_FAIL": "fail",
        "R_SPF_SOFTFAIL": "softfail",
        "R_SPF_NEUTRAL": "neutral",
        "R_SPF_DNSFAIL": "temperror",
        "R_SPF_PERMFAIL": "permerror",
        "R_SPF_NA": "none",
    },
    "dkim": {
        "R_DKIM_ALLOW": "pass",
        "R_DKIM_REJECT": "fail",
        "R_DKIM_TEMPFAIL": "temperror",
        "R_DKIM_PERMFAIL": "permerror",
        "R_DKIM_NA": "none",
    },
    "dmarc": {
        "DMARC_POLICY_ALLOW": "pass",
        "DMARC_POLICY_ALLOW_WITH_FAILURES": "pass",
        "DMARC_POLICY_REJECT": "fail",
        "DMARC_POLICY_QUARANTINE": "fail",
        "DMARC_POLICY_SOFTFAIL": "fail",
        "DMARC_NA": "none",
    },
}
_BY_SYMBOL = {symbol: (check, result) for check, known in _SYMBOLS.items() for symbol, result in known.items()}


class RspamdTask(msgspec.Struct, gc=False):
    """What rspamd's task line says of one message."""

    qid: str
    message_id: str
    ip: str
    user: str
    sender: str
    to: tuple[str, ...]
    size: int
    action: str
    score: str
    spf: str
    dkim: str
    dmarc: str


def header_results(value: str) -> dict[str, str]:
    """Give the results in an `Authentication-Results` value as attributes of an event.

    Of several DKIM signatures one that passes counts; comments are no results.
    `email_from` is the domain of `header.from`, `email_smtp_from` that of `smtp.mailfrom`.
    """
    plain = ";" + (_COMMENT.sub(" ", value) if "(" in value else value)
    results: dict[str, str] = {}
    for method, result, properties in _RESULT.findall(plain):
        method, result = method.lower(), result.lower()
        if results.get(method) != "pass":
            results[method] = result
        if method == "spf" and (match := _MAIL_FROM.search(properties)):
            results["email_smtp_from"] = user_key(match[1])
        if method == "dmarc" and (match := _HEADER_FROM.search(properties)):
            results["email_from"] = user_key(match[1])
    return results


@by_position
def rspamd_results(message: str) -> RspamdTask | None:
    """Give what a `rspamd_task_write_log` line says; None for every other line of rspamd."""
    if "task_write_log" not in message:
        return None
    start = message.index("task_write_log")
    text = message[start:].partition(": ")[2]
    said = {name: quoted or bare.strip() for name, quoted, bare in _RSPAMD.findall(f", {text}")}
    verdict = _ACTION.search(text)
    if verdict is None:
        return None
    found = {"spf": "", "dkim": "", "dmarc": ""}
    for symbol in verdict["symbols"].split(","):
        known = _BY_SYMBOL.get(symbol.partition("(")[0].strip())
        if known is not None and not found[known[0]]:
            found[known[0]] = known[1]
    listed = _RSPAMD_LIST.search(text, max(0, text.find("rcpts: <") - len("mime_")))
    recipients = listed[1].split(",") if listed else []
    qid = said.get("qid", "")
    return RspamdTask(
        qid="" if qid == "undef" else qid,
        message_id="" if said.get("id") in (None, "undef") else said["id"],
        ip=clean_ip(said.get("ip", "")),
        user=said.get("user", ""),
        sender=user_key(said.get("from")),
        to=tuple(user_key(address) for address in recipients if address.strip()),
        size=whole(said.get("len")),
        action=verdict["action"],
        score=verdict["score"].partition("/")[0],
        spf=found["spf"],
        dkim=found["dkim"],
        dmarc=found["dmarc"],
    )
