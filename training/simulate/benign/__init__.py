"""What looks like an attack of some technique row and is none; written when every row is.

`ROW_LOOKALIKES` lists every kind besides those that every organisation has (`training.simulate.lookalikes`).
"""

from __future__ import annotations

from training.simulate.benign.kind import LookalikeKind

ROW_LOOKALIKES: tuple[LookalikeKind, ...] = ()

ROW_STANDING: dict[str, tuple[str, str]] = {}
"""Key of a tally (`World.tally`) to (technique, behaviour) of what a machine does all the time."""
