"""What looks like an attack of some technique row and is none; written when every row is.

`ROW_LOOKALIKES` lists every kind besides those that every organisation has (`training.simulate.lookalikes`).
"""

from __future__ import annotations

from training.simulate.benign.infrastructure import INFRASTRUCTURE_LOOKALIKES, INFRASTRUCTURE_STANDING
from training.simulate.benign.kind import LookalikeKind
from training.simulate.benign.office import OFFICE_LOOKALIKES, OFFICE_STANDING

ROW_LOOKALIKES: tuple[LookalikeKind, ...] = (*OFFICE_LOOKALIKES, *INFRASTRUCTURE_LOOKALIKES)

ROW_STANDING: dict[str, tuple[str, str, str]] = {
    **OFFICE_STANDING,
    **INFRASTRUCTURE_STANDING,
}
"""Key of a tally (`World.tally`) to (technique, behaviour, user) of what a machine does all the time."""
