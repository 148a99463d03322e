"""The labels of a labelled history: which attacks are in it, and what merely looks like one.

Evaluation reads them; the engine and the fitting never do.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from uba.errors import ConfigError


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """An attack, or something benign that looks like one.

    Attributes
    ----------
    behaviour
        Which of the behaviours the product is asked to detect.
    intensity
        `loud`, `medium` or `quiet`; empty where there is no such scale.
    technique
        ATT&CK id, sub-technique where there is one; may be empty for look-alikes.
    start, end
        First and last event, ms since the Unix epoch.
    entities
        Who took part: by type as in `observables[].name`, values as in `observables[].value`.
    event_uids
        Uids of its events, of those whose format has one.
    note
        Which of the look-alikes of its behaviour it is.
    """

    id: str
    behaviour: str
    intensity: str = ""
    technique: str = ""
    start: int
    end: int
    entities: dict[str, tuple[str, ...]]
    event_uids: tuple[str, ...] = ()
    note: str = ""


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """Everything `labels.json` holds that an evaluation needs; other keys are ignored."""

    attacks: tuple[Incident, ...]
    lookalikes: tuple[Incident, ...] = ()


def read_labels(path: Path) -> Labels:
    """Read a labels file.

    Raises
    ------
    uba.errors.ConfigError
        The file is missing or is not a labels file.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Labels)
    except (OSError, msgspec.MsgspecError) as error:
        raise ConfigError(f"{path}: {error}; expected the labels.json that `uba simulate` writes") from error
