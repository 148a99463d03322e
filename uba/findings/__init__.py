"""Findings: decisions about one incident that somebody is told about, with a life cycle."""
