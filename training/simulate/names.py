"""Made-up people: given names, family names, and the words documents are named with."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _words("""
    Ada Alina Amir Anders Anja Asha Ben Bilal Carla Chen Clara Dario Dina Elif Emil Enzo Esra Farah Felix Finn
    Greta Hana Hugo Ida Ines Ivan Jana Jonas Kai Karim Lara Leon Lena Liam Lin Luca Maja Malik Mara Mei Mila Nadia
    Nils Nora Oskar Pavel Petra Priya Quinn Ravi Rosa Sami Sara Selma Sven Tara Theo Uma Vera Wei Yara Zoe
""")

FAMILY = _words("""
    Abel Adler Ahlund Albers Anand Arslan Bajor Bakker Baptiste Becker Berg Bianchi Blum Bose Brandt Calder Castro
    Chandra Cole Dahl Demir Dietz Doyle Ebert Eklund Falk Farkas Ferro Fischer Frost Garner Gomez Graf Haas Hale
    Hartmann Hayes Holm Ivanov Jansen Joshi Kaya Keller Kim Kovacs Kraus Lang Larsen Lehmann Lind Lopez Maier Marsh
    Mehta Meyer Moreau Nakai Nowak Okafor Olsen Osei Patel Petrov Pohl Quist Rahman Reyes Richter Rossi Roth Sato
    Schmid Silva Stein Sung Tanaka Thorne Ueda Vogel Walsh Weber Winter Yilmaz Zeller
""")

TOPICS = _words("""
    Annual Audit Billing Budget Campaign Capacity Claims Cloud Compliance Contract Customer Delivery Design Energy
    Export Facility Forecast Fleet Handover Hiring Incident Invoice Launch Ledger Margin Market Migration Network
    Offer Onboarding Partner Payroll Planning Pricing Privacy Product Quality Recovery Release Renewal Retention
    Roadmap Safety Sales Security Service Shipping Staffing Supplier Tender Training Travel Vendor Warehouse
""")

FORMS = _words("""
    Agenda Analysis Brief Calculation Checklist Decision Draft Estimate Figures Guide Handbook Howto List Memo
    Minutes Notes Overview Plan Playbook Policy Presentation Proposal Protocol Report Review Runbook Schedule
    Specification Status Summary Template Timeline Worksheet
""")
