"""The technique rows of the ATT&CK data component Application Log Content, and what this program sees of each.

Source: MITRE ATT&CK, data source Application Log (DS0015; data component DC0038 from ATT&CK v18 on).

    techniques.py   what ATT&CK says: names, tactics, detection strategies
    rows/           what we say: which footprints a technique leaves, what detects it, and how far that can be trusted
    footprints/     the records of one kind that attackers leave, and the sources that carry them
    seen.py         notes which footprints come in, as the engine runs
    coverage.py     rows + what was seen = live, degraded or blind
"""

from uba.attack.techniques import BY_UID

TECHNIQUES: dict[str, str] = {uid: technique.name for uid, technique in BY_UID.items()}
"""Technique id -> name, in the data component's own order."""


def name_of(technique: str) -> str:
    """Name of a technique; the id itself where it is none of ours."""
    return TECHNIQUES.get(technique, technique)
