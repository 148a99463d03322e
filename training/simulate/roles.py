"""Who works here: roles, their share of the staff, and how much of everything they do on a weekday.

All rates are design values of the synthetic organisation (means per active
weekday); they are not measurements.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """One role: `share` in [0, 1] of the staff and mean counts per active weekday.

    Attributes
    ----------
    documents
        Documents and pages read, over SharePoint and the wiki.
    spread
        Standard deviation of the log of a person's rate within the role.
    wiki
        Share of the documents read in the wiki.
    sent, recipients, external
        Messages sent, mean recipients of each, share of messages that leave the organisation.
    received
        Messages from outside.
    git
        Git fetches and clones.
    logins, mfa
        Interactive sign-ins and second-factor prompts.
    app
        Calls to the in-house application.
    roaming
        Probability that a working day is not spent in the office.
    """

    name: str
    share: float
    departments: tuple[str, ...]
    titles: tuple[str, ...]
    documents: float
    spread: float
    wiki: float
    sent: float
    recipients: float
    external: float
    received: float
    git: float
    logins: float
    mfa: float
    app: float
    roaming: float


ROLES: tuple[Role, ...] = (
    Role(
        "office", 0.38, ("Operations", "Customer Care", "Logistics", "Procurement"),
        ("Coordinator", "Specialist", "Clerk", "Analyst"),
        28, 0.7, 0.5, 13, 1.9, 0.2, 11, 0, 3, 0.5, 6, 0.3,
    ),
    Role(
        "finance", 0.08, ("Finance",), ("Accountant", "Controller", "Payroll Specialist"),
        45, 0.6, 0.35, 18, 2.4, 0.25, 14, 0, 3, 0.7, 10, 0.25,
    ),
    Role(
        "sales", 0.15, ("Sales", "Marketing"), ("Account Manager", "Sales Representative", "Campaign Manager"),
        20, 0.7, 0.4, 26, 2.1, 0.6, 18, 0, 4, 1.1, 5, 0.55,
    ),
    Role(
        "engineer", 0.20, ("Engineering",), ("Software Engineer", "Site Reliability Engineer", "QA Engineer"),
        38, 0.7, 0.85, 7, 2.0, 0.1, 7, 9, 4, 0.8, 9, 0.5,
    ),
    Role(
        "hr", 0.05, ("Human Resources", "Legal"), ("HR Partner", "Recruiter", "Counsel"),
        40, 0.6, 0.4, 15, 2.3, 0.3, 12, 0, 3, 0.6, 6, 0.3,
    ),
    Role(
        "manager", 0.06, ("Management",), ("Director", "Executive Assistant", "Vice President"),
        35, 0.6, 0.4, 22, 3.1, 0.3, 20, 0, 4, 0.9, 4, 0.5,
    ),
    Role(
        "admin", 0.05, ("IT",), ("System Administrator", "Helpdesk Agent", "Security Engineer"),
        22, 0.6, 0.7, 11, 2.0, 0.15, 12, 2, 7, 2.5, 8, 0.4,
    ),
    Role(
        "contractor", 0.03, ("Engineering", "Operations"), ("Contractor", "Consultant"),
        12, 0.8, 0.6, 5, 1.7, 0.3, 4, 3, 2, 1.0, 3, 0.8,
    ),
)  # fmt: skip

WEEKDAY_LOAD = (1.06, 1.08, 1.05, 1.00, 0.81, 0.30, 0.25)
"""How busy an active person is, Monday to Sunday; few are active at the weekend."""

WEEKEND_ACTIVE = 0.2
"""Probability that somebody works at all on a weekend day or holiday."""
