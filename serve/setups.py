"""What the engine was set up with, from which journal entry on: context, champion and rules, kept like the journal.

The journal alone does not give a decision again: a directory that was exported
anew or a model that was promoted since changes what an event means. So each
start that differs from the one before is noted, and what it used is kept.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
import structlog
import zstandard

from serve.own_rules import OwnRules
from uba.context import Context
from uba.context.calendar import Calendar, Day
from uba.context.directory import Directory, User
from uba.context.geo import Geo
from uba.context.inventory import Asset, Inventory
from uba.context.networks import Network, Networks
from uba.errors import ContextError, StateError

log = structlog.get_logger("serve.setups")

_FILE = "setups.json"
_Rows = tuple[list[User], list[Network], list[Asset], list[Day]]
_decode_rows = msgspec.json.Decoder(_Rows)
_decode_digests = msgspec.json.Decoder(list[str])


class Setup(msgspec.Struct, frozen=True):
    """Context, champion and the operator's own rules by their fingerprints; empty where there are none."""

    context: str = ""
    champion: str = ""
    rules: str = ""


class SetupNote(msgspec.Struct, frozen=True):
    """From the entry behind `seq` on, the journal was judged with `setup`."""

    seq: int
    setup: Setup


def read_notes(directory: Path) -> list[SetupNote]:
    """Read the notes, oldest first; [] where none was written.

    Raises
    ------
    uba.errors.StateError
        The file is damaged.
    """
    path = directory / _FILE
    if not path.exists():
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[SetupNote])
    except msgspec.MsgspecError as error:
        raise StateError(
            f"{path} is damaged ({error}), expected the list of setups: restore it from a backup, or remove it; then "
            "older decisions can be explained only if context and champion are what they were"
        ) from error


def note(directory: Path, seq: int, setup: Setup) -> None:
    """Note that entries behind `seq` are judged with `setup`; of several notes at one entry the last counts."""
    notes = read_notes(directory)
    if setup_behind(notes, seq) == setup:
        return
    notes = [known for known in notes if known.seq < seq] + [SetupNote(seq, setup)]
    _write(directory / _FILE, msgspec.json.format(msgspec.json.encode(notes), indent=1))


def setup_behind(notes: Sequence[SetupNote], seq: int) -> Setup | None:
    """The setup that judged the entry behind `seq`; None where nobody noted it."""
    return next((known.setup for known in reversed(notes) if known.seq <= seq), None)


def keep_context(directory: Path, context: Context, fingerprint: str) -> None:
    """Keep a context under its fingerprint, with the databases of addresses it has."""
    path = _context_path(directory, fingerprint)
    geo = context.networks.geo
    if geo is not None and geo.files:
        for file, digest in zip(geo.files, geo.digests, strict=True):
            if not (kept := _geo_path(directory, digest)).exists():
                _write(kept, file.read_bytes())
        _write(_digests_path(directory, fingerprint), msgspec.json.encode(geo.digests))
    if not path.exists():
        rows = (context.users, context.networks.networks, context.inventory.assets, context.calendar.days)
        _write(path, zstandard.ZstdCompressor(level=9).compress(msgspec.json.encode(rows)))


def kept_context(directory: Path, fingerprint: str) -> Context | None:
    """The context of a fingerprint; None, and a line in the log, where it is not there any more."""
    path = _context_path(directory, fingerprint)
    try:
        rows = _decode_rows.decode(zstandard.ZstdDecompressor().decompress(path.read_bytes()))
        digests_path = _digests_path(directory, fingerprint)
        digests = _decode_digests.decode(digests_path.read_bytes()) if digests_path.exists() else []
        geo = Geo([_geo_path(directory, digest) for digest in digests])
    except (OSError, zstandard.ZstdError, msgspec.MsgspecError, ContextError) as error:
        log.warning("a context that was used is not readable any more", path=str(path), reason=str(error))
        return None
    users, networks, assets, days = rows
    return Context(Directory(users), Networks(networks, geo), Inventory(assets), Calendar(days))


def keep_rules(directory: Path, rules: OwnRules) -> None:
    """Keep the operator's own rules under their fingerprint."""
    path = _rules_path(directory, rules.fingerprint)
    if rules.texts and not path.exists():
        _write(path, zstandard.ZstdCompressor(level=9).compress(msgspec.json.encode(rules)))


def kept_rules(directory: Path, fingerprint: str) -> OwnRules | None:
    """The rules of a fingerprint; None, and a line in the log, where they are not there any more."""
    if not fingerprint:
        return OwnRules()
    path = _rules_path(directory, fingerprint)
    try:
        return msgspec.json.decode(zstandard.ZstdDecompressor().decompress(path.read_bytes()), type=OwnRules)
    except (OSError, zstandard.ZstdError, msgspec.MsgspecError) as error:
        log.warning("rules that were used are not readable any more", path=str(path), reason=str(error))
        return None


def champion_of(path: Path) -> str:
    """Fingerprint of a saved model; empty where there is none."""
    try:
        return hashlib.sha256((path / "model.json").read_bytes()).hexdigest()
    except OSError:
        return ""


def keep_champion(directory: Path, path: Path, fingerprint: str) -> None:
    """Keep a copy of the champion in `path`."""
    from models.artifact import replace_directory

    kept = kept_champion(directory, fingerprint)
    if not kept.exists():
        replace_directory(kept, {file.name: file.read_bytes() for file in sorted(path.iterdir()) if file.is_file()})


def kept_champion(directory: Path, fingerprint: str) -> Path:
    """Where the copy of a champion is kept."""
    return directory / f"champion-{fingerprint[:16]}"


def _context_path(directory: Path, fingerprint: str) -> Path:
    return directory / f"context-{fingerprint[:16]}.json.zst"


def _digests_path(directory: Path, fingerprint: str) -> Path:
    return directory / f"context-{fingerprint[:16]}.geo.json"


def _geo_path(directory: Path, digest: str) -> Path:
    return directory / f"geo-{digest[:16]}.mmdb"


def _rules_path(directory: Path, fingerprint: str) -> Path:
    return directory / f"rules-{fingerprint[:16]}.json.zst"


def _write(path: Path, body: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
