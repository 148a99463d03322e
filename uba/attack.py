"""The technique rows of the ATT&CK data component Application Log Content that the project is about.

Source: MITRE ATT&CK, data source Application Log (DS0015; data component DC0038 from ATT&CK v18 on).
"""

from __future__ import annotations

TECHNIQUES: dict[str, str] = {
    "T1098.002": "Additional Email Delegate Permissions",
    "T1098.005": "Device Registration",
    "T1557": "Adversary-in-the-Middle",
    "T1557.003": "DHCP Spoofing",
    "T1110": "Brute Force",
    "T1110.001": "Password Guessing",
    "T1110.002": "Password Cracking",
    "T1110.003": "Password Spraying",
    "T1110.004": "Credential Stuffing",
    "T1213": "Data from Information Repositories",
    "T1213.001": "Confluence",
    "T1213.002": "Sharepoint",
    "T1213.003": "Code Repositories",
    "T1622": "Debugger Evasion",
    "T1491": "Defacement",
    "T1491.001": "Internal Defacement",
    "T1491.002": "External Defacement",
    "T1610": "Deploy Container",
    "T1189": "Drive-by Compromise",
    "T1114": "Email Collection",
    "T1114.003": "Email Forwarding Rule",
    "T1499": "Endpoint Denial of Service",
    "T1499.002": "Service Exhaustion Flood",
    "T1499.003": "Application Exhaustion Flood",
    "T1499.004": "Application or System Exploitation",
    "T1190": "Exploit Public-Facing Application",
    "T1203": "Exploitation for Client Execution",
    "T1210": "Exploitation of Remote Services",
    "T1133": "External Remote Services",
    "T1564": "Hide Artifacts",
    "T1564.008": "Email Hiding Rules",
    "T1562.002": "Disable Windows Event Logging",
    "T1534": "Internal Spearphishing",
    "T1621": "Multi-Factor Authentication Request Generation",
    "T1137": "Office Application Startup",
    "T1137.003": "Outlook Forms",
    "T1137.004": "Outlook Home Page",
    "T1137.005": "Outlook Rules",
    "T1069": "Permission Groups Discovery",
    "T1069.003": "Cloud Groups",
    "T1566": "Phishing",
    "T1566.001": "Spearphishing Attachment",
    "T1566.002": "Spearphishing Link",
    "T1566.003": "Spearphishing via Service",
    "T1598": "Phishing for Information",
    "T1598.001": "Spearphishing Service",
    "T1598.002": "Spearphishing Attachment",
    "T1598.003": "Spearphishing Link",
    "T1594": "Search Victim-Owned Websites",
    "T1505": "Server Software Component",
    "T1505.001": "SQL Stored Procedures",
    "T1505.002": "Transport Agent",
    "T1505.003": "Web Shell",
    "T1072": "Software Deployment Tools",
    "T1199": "Trusted Relationship",
    "T1550": "Use Alternate Authentication Material",
    "T1550.004": "Web Session Cookie",
    "T1204": "User Execution",
    "T1204.003": "Malicious Image",
}
"""Technique id -> name, in the data component's own order."""


def name_of(technique: str) -> str:
    """Name of a technique; the id itself where it is none of ours."""
    return TECHNIQUES.get(technique, technique)
