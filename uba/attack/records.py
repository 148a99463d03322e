"""Which events are meant: those of one source that agree in class, activity, outcome, code and log."""

from __future__ import annotations

import msgspec


class Records(msgspec.Struct, frozen=True):
    """Events of one source that are alike.

    Attributes
    ----------
    source
        Catalogue name, as in `windows_event`.
    class_uid
        OCSF class.
    activities, statuses
        Ids that count; empty means every one.
    codes, logs
        Values of `event_code` and `log_name` that count, in lower case; empty means every one.
    """

    source: str
    class_uid: int
    activities: tuple[int, ...] = ()
    statuses: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Text that is the same for equal records in every version: what stored state is named by."""
        parts = (self.activities, self.statuses, self.codes, self.logs)
        return "|".join([self.source, str(self.class_uid), *(",".join(map(str, sorted(part))) for part in parts)])

    @property
    def reads_text(self) -> bool:
        """Whether code or log decide, which cost more to look at than numbers."""
        return bool(self.codes or self.logs)

    def fits(self, source: str, class_uid: int, activity_id: int, status_id: int) -> bool:
        """Whether an event of these numbers can be meant, whatever its code and log."""
        return (
            self.source == source
            and self.class_uid == class_uid
            and (not self.activities or activity_id in self.activities)
            and (not self.statuses or status_id in self.statuses)
        )

    def says(self, code: str, log: str) -> bool:
        """Whether code and log, both in lower case, are among those meant."""
        return (not self.codes or code in self.codes) and (not self.logs or log in self.logs)
