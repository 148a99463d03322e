"""The committed sample is what its README says it is."""

from __future__ import annotations

import gzip
import re
from hashlib import sha256
from pathlib import Path

from training.simulate import SimulationConfig, simulate

SYNTHETIC = Path(__file__).parents[3] / "data" / "synthetic"
LIMIT = 400_000


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file's uncompressed content by its path."""
    files = sorted((p for p in folder.rglob("*") if p.is_file()), key=lambda p: p.relative_to(folder).as_posix())
    read = {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}
    return {name: gzip.decompress(b) if name.endswith(".gz") else b for name, b in read.items()}


def test_sample_is_what_its_command_writes(tmp_path):
    """The command in the README writes the committed files, content for content."""
    readme = (SYNTHETIC / "README.md").read_text()
    found = re.search(r"uba simulate --users (\d+) --days (\d+) --seed (\d+) --gzip", readme)
    assert found is not None
    users, days, seed = (int(g) for g in found.groups())
    simulate(SimulationConfig(users=users, days=days, seed=seed, compress=True), tmp_path)

    assert contents(SYNTHETIC / "small") == contents(tmp_path)


def test_sample_has_the_hash_in_its_readme():
    """The README's hash is that of all contents, one after the other in the order of their paths."""
    digest = sha256(b"".join(contents(SYNTHETIC / "small").values())).hexdigest()

    assert digest in (SYNTHETIC / "README.md").read_text()


def test_sample_is_small():
    """The sample takes less than 400 KB of the repository."""
    assert sum(p.stat().st_size for p in SYNTHETIC.rglob("*") if p.is_file()) < LIMIT
