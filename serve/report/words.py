"""How the report says numbers, times and judgements, in every format alike."""

from __future__ import annotations

from datetime import UTC, date, datetime

from serve.report.facts import DriftFacts, WeeklyFacts


def number(value: float) -> str:
    """Write a count or a rate: thousands apart, decimals only where they tell something."""
    if value == int(value):
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 1 else f"{value:.2g}"


def plural(count: float, one: str, many: str = "") -> str:
    """Write a count with its noun: `1 finding`, `3 findings`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def share(part: float, whole: float) -> str:
    """Write a share in per cent; a dash where there is no whole."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    return f"{percent:.0f} %" if percent >= 10 or percent == 0 else f"{percent:.2g} %"


def size(count: float) -> str:
    """Write a number of bytes."""
    for unit in ("bytes", "KB", "MB", "GB"):
        if abs(count) < 1024 or unit == "GB":
            return f"{count:,.0f} {unit}" if unit == "bytes" else f"{count:,.1f} {unit}"
        count /= 1024
    raise AssertionError("unreachable: the last unit takes everything")


def moment(time_ms: int) -> str:
    """Write a time, UTC, to the minute: `Tue 17 Nov 14:05`."""
    when = datetime.fromtimestamp(time_ms / 1000, UTC)
    return f"{when:%a} {when.day} {when:%b %H:%M}"


def span(start_ms: int, end_ms: int) -> str:
    """Write from when to when, once if it is the same minute."""
    start, end = moment(start_ms), moment(end_ms)
    if start == end:
        return start
    return f"{start} – {end[-5:] if start[:-5] == end[:-5] else end}"


def days(first: str, last: str) -> str:
    """Write from which to which day: `16 to 22 November 2026`."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {day(last)}"
    return f"{start.day} {start:%B} to {day(last)}" if start.year == end.year else f"{day(first)} to {day(last)}"


def day(iso: str) -> str:
    """Write a day: `16 November 2026`."""
    when = date.fromisoformat(iso)
    return f"{when.day} {when:%B %Y}"


def kind(entity_type: str, count: int = 1) -> str:
    """Write an entity kind as a noun: `src_ip` is an address."""
    singular, many = {
        "user": ("user", "users"),
        "src_ip": ("address", "addresses"),
        "repository": ("repository", "repositories"),
        "mailbox": ("mailbox", "mailboxes"),
    }.get(entity_type, (entity_type.replace("_", " "), entity_type.replace("_", " ") + "s"))
    return singular if count == 1 else many


def headline(facts: WeeklyFacts) -> str:
    """Say in one sentence how the findings stand to the budget."""
    if not any(recorded.recorded for recorded in facts.days):
        return "The engine has no record of this week: nothing was scored in it, or its statistics are gone."
    told = f"{plural(facts.raised, 'finding')} against a budget of {number(facts.budget)}"
    if facts.raised > facts.quiet_limit:
        chance = f"at most {number(facts.quiet_limit)} in 95 % of weeks"
        return f"{told}: more than chance explains ({chance}), so something happened or something changed."
    if facts.raised > facts.budget:
        return f"{told}: still what chance brings when nothing is wrong (up to {number(facts.quiet_limit)} a week)."
    return f"{told}: within what was asked for."


def attention(facts: WeeklyFacts) -> list[str]:
    """List what a reader should not miss, one sentence each."""
    lines = []
    grave = [finding for finding in facts.findings if finding.severity in ("critical", "high") and not finding.verdict]
    if grave:
        lines.append(f"{plural(len(grave), 'finding')} of high or critical severity without a verdict.")
    lines += [
        f"{source.source} has sent nothing since {moment(source.last_event_ms)} UTC."
        for source in facts.sources
        if source.silent
    ]
    lines += [
        f"{source.source} was quiet on {', '.join(day(iso) for iso in source.quiet_days)}."
        for source in facts.sources
        if source.quiet_days and not source.silent
    ]
    lines += map(_drift, facts.drifts)
    read = facts.events + facts.rejected
    if facts.rejected > 0.01 * read:
        lines.append(f"{share(facts.rejected, read)} of the records could not be read.")
    missing = [recorded.weekday for recorded in facts.days if not recorded.recorded]
    if missing and len(missing) < len(facts.days):
        lines.append(f"No record of {', '.join(missing)}: the budget counts the other days only.")
    return lines


def _drift(drift: DriftFacts) -> str:
    how = "stranger" if drift.mean_since < drift.mean_before else "more usual"
    return (
        f"Since {day(drift.since)} {kind(drift.kind, 2)} are {how} than before: their mean p-value is "
        f"{number(drift.mean_since)}, it was {number(drift.mean_before)}. Something changed that baselines do not know "
        "yet; train the models anew if it stays."
    )
