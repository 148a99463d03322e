"""Countries by code and by name."""

import pytest

from uba.sources.countries import country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Netherlands", "NL"),
        ("the netherlands", "NL"),
        ("United States", "US"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Türkiye", "TR"),
        ("Côte d'Ivoire", "CI"),
        ("Trinidad & Tobago", "TT"),
        ("St. Lucia", "LC"),
        ("Russian Federation", "RU"),
        ("nl", "NL"),
        (" DE ", "DE"),
        ("", ""),
        ("Atlantis", ""),
        ("é1", ""),
    ],
)
def test_names_and_codes_give_the_code(text: str, code: str) -> None:
    """Case, accents and `&` do not matter; what is no country is left out."""
    assert country_code(text) == code
