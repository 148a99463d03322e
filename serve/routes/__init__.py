"""The calls of the API, one file a resource."""

from __future__ import annotations

from fastapi import APIRouter

from serve.routes import coverage, decisions, entities, findings, health, metrics, models, report, score, suppressed

ROUTERS: tuple[APIRouter, ...] = (
    score.router,
    decisions.router,
    findings.router,
    suppressed.router,
    entities.router,
    report.router,
    coverage.router,
    models.router,
    health.router,
    metrics.router,
)
"""In the order of the documentation page."""
