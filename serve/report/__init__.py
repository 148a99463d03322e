"""The weekly report: findings and statistics in, one page that explains itself out."""

from serve.report.report import Report, weekly_report

__all__ = ["Report", "weekly_report"]
