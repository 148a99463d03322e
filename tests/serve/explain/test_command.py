"""`uba replay --explain`: exit 0 when both decisions agree, 1 when not, 2 with a sentence when it cannot be asked."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import typer
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from serve.engines import ConfiguredEngines
from serve.metrics import Metrics
from serve.scorer import LOADING, Scorer
from serve.store import Store
from serve.store.decisions import decisions
from tests.strategies import MONDAY, login, name_of
from uba.commands.replay import register
from uba.context import Context
from uba.settings import Settings


def run(*arguments: str | Path) -> Result:
    """Run the command as the program would."""
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner().invoke(app, ["replay", *map(str, arguments)])


@pytest.fixture
def data_dir(tmp_path: Path, sqlite_store: Store) -> Path:
    """Give the directory of a service that scored three events."""
    engines = ConfiguredEngines(tmp_path, Context.empty(), Settings())
    scorer = Scorer(tmp_path, sqlite_store, engines, Metrics())
    scorer.start()
    while scorer.phase == LOADING:
        time.sleep(0.01)
    scorer.score([login(f"e{i}", MONDAY + i, name_of(0), "192.0.2.1") for i in range(3)]).result(30)
    scorer.stop()
    return tmp_path


def test_agreement(data_dir: Path, sqlite_store: Store) -> None:
    """An untouched decision agrees; one that was changed in the store does not."""
    untouched = run("--explain", "e1", "--data-dir", data_dir)
    mine = decisions.c.uid == "e2"
    with sqlite_store.write() as connection:
        body = bytes(connection.execute(select(decisions.c.body).where(mine)).scalar_one())
        connection.execute(update(decisions).where(mine).values(body=body.replace(b'"score":', b'"score":1')))
    changed = run("--explain", "e2", "--data-dir", data_dir)

    assert untouched.exit_code == 0, untouched.output
    assert "They agree to the byte" in untouched.stdout
    assert changed.exit_code == 1
    assert "do NOT agree" in changed.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--explain", "nobody", "--data-dir", "{data}"], "no event with uid 'nobody' was scored here"),
        (["--explain", "e1"], "--explain needs --data-dir"),
        (["log.json", "--explain", "e1", "--data-dir", "{data}"], "no LOGS"),
        (["--explain", "e1", "--data-dir", "{data}/nowhere"], "expected the data directory of a service"),
        (["--out", "{data}/out"], "a replay needs LOGS and --out"),
        (["log.json"], "a replay needs LOGS and --out"),
    ],
)
def test_what_cannot_be_asked(data_dir: Path, arguments: list[str], said: str) -> None:
    """A question that cannot be answered is one sentence and exit code 2."""
    result = run(*(argument.format(data=data_dir) for argument in arguments))

    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
