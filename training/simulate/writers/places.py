"""What countries are called in logs that name them in English, and the cities their networks answer for."""

from __future__ import annotations

COUNTRIES: dict[str, str] = {
    "BG": "Bulgaria", "BR": "Brazil", "CH": "Switzerland", "CN": "China", "DE": "Germany", "ES": "Spain",
    "FR": "France", "GB": "United Kingdom", "HK": "Hong Kong", "IE": "Ireland", "IN": "India", "IT": "Italy",
    "JP": "Japan", "LT": "Lithuania", "MD": "Moldova", "NL": "Netherlands", "PA": "Panama", "PL": "Poland",
    "RO": "Romania", "RU": "Russia", "SC": "Seychelles", "SG": "Singapore", "UA": "Ukraine", "US": "United States",
}  # fmt: skip
"""Two-letter code to English name."""

CITIES: dict[str, str] = {
    "BG": "Sofia", "BR": "Sao Paulo", "CH": "Zurich", "CN": "Shanghai", "DE": "Berlin", "ES": "Madrid", "FR": "Paris",
    "GB": "London", "HK": "Hong Kong", "IE": "Dublin", "IN": "Hyderabad", "IT": "Milan", "JP": "Tokyo",
    "LT": "Vilnius", "MD": "Chisinau", "NL": "Amsterdam", "PA": "Panama City", "PL": "Warsaw", "RO": "Bucharest",
    "RU": "Moscow", "SC": "Victoria", "SG": "Singapore", "UA": "Kyiv", "US": "New York",
}  # fmt: skip
"""Two-letter code to a city."""
