"""Clients behind User-Agent headers, as programs really send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.user_agent import client_of, family

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT}"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
HEADERS = [
    ("", "", ""),
    ("-", "", ""),
    # Browsers
    (f"{WINDOWS} Chrome/131.0.0.0 Safari/537.36", "Chrome on Windows", "browser"),
    (f"{WINDOWS} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.51", "Edge on Windows", "browser"),
    (f"{WINDOWS} Chrome/131.0.0.0 Safari/537.36 OPR/115.0.0.0", "Opera on Windows", "browser"),
    (f"{WINDOWS} Chrome/124.0.0.0 Safari/537.36 Vivaldi/6.7.3329.27", "Vivaldi on Windows", "browser"),
    (
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Firefox on Linux",
        "browser",
    ),
    (
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/17.4 Safari/605.1.15",
        "Safari on macOS",
        "browser",
    ),
    (f"{IPHONE} Version/17.4 Mobile/15E148 Safari/604.1", "Safari on iOS", "browser"),
    (f"{IPHONE} CriOS/123.0.6312.52 Mobile/15E148 Safari/604.1", "Chrome on iOS", "browser"),
    (f"{IPHONE} EdgiOS/123.0.2420.56 Version/17.0 Mobile/15E148 Safari/604.1", "Edge on iOS", "browser"),
    (
        f"Mozilla/5.0 (Linux; Android 14; SM-S918B) {WEBKIT} SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36",
        "Samsung on Android",
        "browser",
    ),
    (
        f"Mozilla/5.0 (Linux; Android 10; CUBOT X30) {WEBKIT} Chrome/120.0.0.0 Mobile Safari/537.36",
        "Chrome on Android",
        "browser",
    ),
    (
        f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/124.0.0.0 Safari/537.36",
        "Chrome on ChromeOS",
        "browser",
    ),
    ("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Explorer on Windows", "browser"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Mozilla on Windows", "browser"),
    # Office, Teams, OneDrive, mail
    (
        "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)",
        "Outlook on Windows",
        "mail",
    ),
    ("Microsoft Office/16.0 (Windows NT 10.0; 16.0.14326; Pro)", "Microsoft Office on Windows", "office"),
    ("Microsoft Office Word 2014 (16.0.17328) Windows NT 10.0", "Word on Windows", "office"),
    (
        f"{WINDOWS} Teams/1.6.00.4472 Chrome/102.0.5005.167 Electron/19.1.8 Safari/537.36",
        "Teams on Windows",
        "office",
    ),
    ("TeamsMobile-iOS/6.6.0 (iPhone; iOS 17.4)", "Teams on iOS", "office"),
    ("Microsoft SkyDriveSync 24.070.0407.0003 ship; Windows NT 10.0 (19045)", "OneDrive on Windows", "sync"),
    ("OneDriveMpc-Transform_Zip/1.0", "OneDrive", "sync"),
    ("Microsoft-WebDAV-MiniRedir/10.0.19045", "WebDAV", "sync"),
    ("Outlook-iOS/723.4027091.prod.iphone (4.28.0)", "Outlook on iOS", "mail"),
    ("Outlook-Android/2.0", "Outlook on Android", "mail"),
    ("MacOutlook/16.84.24041420 (Intel Mac OS X Version 14.4)", "Outlook on macOS", "mail"),
    ("Apple-iPhone14C2/2104.52", "Apple Mail on iOS", "mail"),
    ("iOS/17.4 (21E219) dataaccessd/1.0", "Apple Mail on iOS", "mail"),
    (
        "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.9.0",
        "Thunderbird on Linux",
        "mail",
    ),
    (f"{WINDOWS} Slack/4.36.140 Chrome/120.0.6099.291 Electron/28.2.2 Safari/537.36", "Slack on Windows", "app"),
    # Libraries and what nobody looks at
    ("python-requests/2.32.3", "python-requests", "script"),
    ("Python-urllib/3.11", "Python-urllib", "script"),
    ("python-httpx/0.27.0", "python-httpx", "script"),
    ("curl/8.4.0", "curl", "script"),
    ("Wget/1.21.4", "Wget", "script"),
    ("Go-http-client/2.0", "Go-http-client", "script"),
    ("okhttp/4.12.0", "okhttp", "script"),
    ("Apache-HttpClient/4.5.14 (Java/17.0.9)", "Apache-HttpClient", "script"),
    ("node-fetch/1.0 (+https://github.com/bitinn/node-fetch)", "node-fetch", "script"),
    ("axios/1.6.8", "axios", "script"),
    ("Boto3/1.34.69 md/Botocore#1.34.69 ua/2.0 os/linux#5.10", "Boto", "script"),
    ("BAV2ROPC", "BAV2ROPC", "script"),
    ("ExchangeServicesClient/15.00.0913.015", "ExchangeServicesClient", "script"),
    (
        "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.4170",
        "PowerShell on Windows",
        "script",
    ),
    (
        f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/131.0.0.0 Safari/537.36",
        "HeadlessChrome on Linux",
        "script",
    ),
    # What administrators and developers type
    ("aws-cli/2.15.30 Python/3.11.8 Linux/5.10.213 exe/x86_64.amzn.2023", "aws-cli", "cli"),
    ("git/2.39.2 (Apple Git-143)", "git", "cli"),
    ("git-lfs/3.4.0 (GitHub; linux amd64; go 1.21.1)", "git-lfs", "cli"),
    ("kubectl/v1.29.3 (linux/amd64) kubernetes/6813625", "kubectl", "cli"),
    ("rclone/v1.66.0", "rclone", "cli"),
    (
        "HashiCorp Terraform/1.7.5 (+https://www.terraform.io) Terraform Plugin SDK/2.10.1 azurerm/3.97",
        "HashiCorp Terraform",
        "cli",
    ),
    ("docker/24.0.7 go/go1.20.10 git-commit/311b9ff kernel/6.5.0 os/linux arch/amd64", "docker", "cli"),
    ("Helm/3.14.3", "Helm", "cli"),
    ("AZURECLI/2.58.0 (MSI) azsdk-python-azure-mgmt-resource/23.1.0 Python/3.11.5", "AZURECLI", "cli"),
    # Crawlers and monitors
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot", "bot"),
    (
        f"{WINDOWS} (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0 Safari/537.36",
        "bingbot",
        "bot",
    ),
    (
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "GPTBot",
        "bot",
    ),
    ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Slackbot", "bot"),
    ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "facebookexternalhit", "bot"),
    ("Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", "UptimeRobot", "bot"),
    ("ELB-HealthChecker/2.0", "ELB-HealthChecker", "bot"),
    ("kube-probe/1.29", "kube-probe", "bot"),
    # Tools that look for weaknesses
    ("sqlmap/1.8.3#stable (https://sqlmap.org)", "sqlmap", "scanner"),
    ("Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:000562)", "nikto", "scanner"),
    ("Nuclei - Open-source project (github.com/projectdiscovery/nuclei)", "nuclei", "scanner"),
    ("Fuzz Faster U Fool v2.1.0-dev", "ffuf", "scanner"),
    ("Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)", "nmap", "scanner"),
    ("WPScan v3.8.25 (https://wpscan.com/wordpress-security-scanner)", "wpscan", "scanner"),
    ("gobuster/3.6", "gobuster", "scanner"),
    ("masscan/1.3 (https://github.com/robertdavidgraham/masscan)", "masscan", "scanner"),
    ("Mozilla/5.0 zgrab/0.x", "zgrab", "scanner"),
    ("azurehound/v2.1.8", "azurehound", "scanner"),
]


@pytest.mark.parametrize(("header", "name", "kind"), HEADERS, ids=[name or "none" for _, name, _ in HEADERS])
def test_a_client_has_family_and_kind(header: str, name: str, kind: str) -> None:
    """What is sent by programs of many kinds."""
    assert client_of(header) == (name, kind)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{WINDOWS} Chrome/131.0.0.0 Safari/537.36", f"{WINDOWS} Chrome/132.0.0.0 Safari/537.36"),
        ("python-requests/2.32.3", "python-requests/3.0"),
        ("kubectl/v1.29.3 (linux/amd64) kubernetes/6813625", "kubectl/v1.30.0 (linux/amd64) kubernetes/7c48c2b"),
        (
            "Microsoft SkyDriveSync 24.070.0407.0003 ship; Windows NT 10.0",
            "Microsoft SkyDriveSync 24.1 ship; Windows NT 10.0",
        ),
    ],
)
def test_an_update_keeps_the_family(before: str, after: str) -> None:
    """Versions come and go with everybody's."""
    assert client_of(before) == client_of(after)


@given(st.text(max_size=3_000))
def test_any_text_has_a_short_family(header: str) -> None:
    """The header is the client's to choose: nothing it holds raises, and no family is long."""
    client = client_of(header)

    assert len(client.family) <= 80
    assert bool(client.family) == bool(client.kind)
    assert family(header) == client.family
