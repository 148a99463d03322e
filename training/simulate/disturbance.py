"""What attacks and mishaps do to ordinary logging: silence, outages, pages that are no longer what they were."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """One disturbance: of what, from when to when (ms), and how much of it (a share, or a size in bytes)."""

    what: str
    start: int
    end: int
    amount: float = 1.0


@dataclass(slots=True)
class Disturbances:
    """All of them; entered by attacks and look-alikes before the ordinary days are written."""

    silences: list[Span] = field(default_factory=list)
    outages: list[Span] = field(default_factory=list)
    changed: list[Span] = field(default_factory=list)

    def silence(self, host: str, start: int, end: int) -> None:
        """Let a host log nothing."""
        self.silences.append(Span(host, start, end))

    def outage(self, service: str, start: int, end: int, share: float) -> None:
        """Let a share of a service's requests and probes fail."""
        self.outages.append(Span(service, start, end, share))

    def change(self, service: str, start: int, end: int, size: int) -> None:
        """Let a service's front page have another size."""
        self.changed.append(Span(service, start, end, size))

    def is_silent(self, host: str, at: int) -> bool:
        """Tell whether a host logs nothing at a moment."""
        return any(s.what == host and s.start <= at < s.end for s in self.silences)

    def failing(self, service: str, at: int) -> float:
        """Give the share of requests that fail at a moment."""
        return max((s.amount for s in self.outages if s.what == service and s.start <= at < s.end), default=0.0)

    def front_page(self, service: str, at: int) -> int:
        """Give the size of a front page that was changed, 0 when it is as always."""
        return next((int(s.amount) for s in self.changed if s.what == service and s.start <= at < s.end), 0)
