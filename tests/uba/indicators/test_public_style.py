"""Rules in the public style are compiled, or refused with file, line and reason."""

import pytest

from tests.uba.indicators.public_rules import write_public_rules
from uba.indicators import load_rules


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    """Write the directory once: it is only read."""
    return tmp_path_factory.mktemp("public")


@pytest.fixture(scope="module")
def loaded(directory):
    """Load the directory: what was expected, the rules, the problems by file."""
    expected = write_public_rules(directory)
    rules, problems = load_rules(directory)
    return expected, rules, {problem.file: problem for problem in problems}


def test_there_are_rules_of_every_category(loaded):
    """The directory has at least 200 rules that are compiled, and some of each product."""
    expected, rules, _ = loaded
    products = {name.partition("/")[0] for name in expected}

    assert len(rules) >= 200
    assert products >= {"m365", "azure", "okta", "github", "bitbucket", "webserver", "proxy", "windows", "mssql"}


def test_every_rule_is_compiled_or_refused(loaded):
    """No rule vanishes: each file is compiled or in the report, and those that must be refused are."""
    expected, rules, problems = loaded
    compiled = {rule.file for rule in rules.rules}

    assert compiled | set(problems) == set(expected)
    assert compiled & set(problems) == set()
    assert set(problems) == {name for name, refused in expected.items() if refused}


def test_a_refusal_says_where_and_why(loaded, directory):
    """A refusal names the line of what is wrong and the reason."""
    expected, _, problems = loaded
    for name, problem in problems.items():
        word = expected[name] or ""
        line = (directory / name).read_text().splitlines()[problem.line - 1]

        assert word in problem.problem
        assert problem.line > 1, problem
        if word not in ("no source", "placeholder", "invalid", "modifier", "selektion", "several"):
            assert word in line
