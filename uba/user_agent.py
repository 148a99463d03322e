"""User-agent families and kinds: the client behind a User-Agent header, without its version.

A browser that updates itself keeps its family, and so does a system that
updates: versions come and go with everybody's, families are a person's own.

The header is products with versions, and comments in brackets (RFC 9110,
10.1.5). Who is meant is told in this order: a product that says it attacks or
crawls, wherever it stands; a product that names itself among those of a browser
engine (`Teams/...`, `PowerShell/...`, `Edg/...`); the engine's own browser; and
of everything that does not call itself Mozilla its first product.
"""

from __future__ import annotations

import re
from typing import NamedTuple

BROWSER, OFFICE, MAIL, SYNC, APP = "browser", "office", "mail", "sync", "app"
CLI, SCRIPT, BOT, SCANNER = "cli", "script", "bot", "scanner"


class Client(NamedTuple):
    """What a header names.

    Attributes
    ----------
    family
        As in `Chrome on Windows`, `Googlebot` or `python-requests`; empty for an empty header.
    kind
        `browser`; `office`, `mail`, `sync` and `app` of programs people use; `cli` of what
        administrators and developers type; `script` of libraries and of browsers nobody looks at; `bot` of
        crawlers and monitors; `scanner` of tools that look for weaknesses. Empty for an empty header.
    """

    family: str = ""
    kind: str = ""


_READ = 1_000
"""Characters that are looked at."""
_LONGEST_NAME = 64
_SCANNERS = re.compile(
    r"\b(sqlmap|nikto|nuclei|wpscan|nmap|masscan|zgrab|acunetix|nessus|openvas|netsparker|arachni|w3af|dirbuster"
    r"|gobuster|feroxbuster|dirsearch|ffuf|fuzz faster u fool|wfuzz|burp(?: ?suite|collaborator)?|zaproxy|owasp zap"
    r"|qualys|whatweb|hydra|jaeles|commix|joomscan|droopescan|httpx - open-source project|interactsh|l9explore|l9tcpid"
    r"|censysinspect|azurehound|sharphound|bloodhound|roadrecon|aadinternals|teamfiltration|trevorspray|o365spray"
    r"|msolspray|kerbrute)\b",
    re.IGNORECASE,
)
_SPELLED = {"fuzz faster u fool": "ffuf", "httpx - open-source project": "httpx", "owasp zap": "zaproxy"}
_BOT = re.compile(
    # A telephone is called Cubot.
    r"\b(?!cubot\b)([a-z][\w.-]{0,40}?(?:bot|crawler|spider|slurp)(?![a-z])|(?:bot|crawler|spider|robot)\b"
    r"|facebookexternalhit|bingpreview|ia_archiver|kube-probe|elb-healthchecker|googlehc|blackbox[ -]exporter"
    r"|prometheus|pingdom|site24x7|statuscake|datadog[a-z/-]*synthetics|zabbix|nagios|check_http|uptime-kuma"
    r"|better uptime|github-hookshot|feedfetcher[a-z-]*)",
    re.IGNORECASE,
)
# Products that name themselves, beside a browser engine or not: mark, family, kind. The first that is there counts.
_PRODUCTS: tuple[tuple[str, str, str], ...] = (
    ("WindowsPowerShell/", "PowerShell", SCRIPT),
    ("PowerShell/", "PowerShell", SCRIPT),
    ("HeadlessChrome", "HeadlessChrome", SCRIPT),
    ("PhantomJS", "PhantomJS", SCRIPT),
    ("BAV2ROPC", "BAV2ROPC", SCRIPT),  # mail over a protocol that asks for the password alone
    ("HashiCorp/1.0 Terraform", "HashiCorp Terraform", CLI),
    ("Teams/", "Teams", OFFICE),
    ("TeamsMobile", "Teams", OFFICE),
    ("SkypeSpaces", "Teams", OFFICE),
    ("SkyDriveSync", "OneDrive", SYNC),
    ("OneDrive", "OneDrive", SYNC),
    ("Microsoft-WebDAV-MiniRedir", "WebDAV", SYNC),
    ("Dropbox", "Dropbox", SYNC),
    ("GoogleDriveFS", "GoogleDrive", SYNC),
    ("Nextcloud", "Nextcloud", SYNC),
    ("Box Sync", "Box", SYNC),
    ("Outlook", "Outlook", MAIL),
    ("Thunderbird/", "Thunderbird", MAIL),
    ("dataaccessd/", "Apple Mail", MAIL),
    ("Apple-iPhone", "Apple Mail", MAIL),
    ("Apple-iPad", "Apple Mail", MAIL),
    ("Android-Mail", "Android Mail", MAIL),
    ("Gmail", "Gmail", MAIL),
    ("GoogleImageProxy", "Gmail", MAIL),
    ("SamsungEmail", "Samsung Email", MAIL),
    ("Microsoft Office Word", "Word", OFFICE),
    ("Microsoft Word", "Word", OFFICE),
    ("Microsoft Office Excel", "Excel", OFFICE),
    ("Microsoft Excel", "Excel", OFFICE),
    ("Microsoft Office PowerPoint", "PowerPoint", OFFICE),
    ("Microsoft PowerPoint", "PowerPoint", OFFICE),
    ("OneNote", "OneNote", OFFICE),
    ("Microsoft Office", "Microsoft Office", OFFICE),
    ("ms-office", "Microsoft Office", OFFICE),
    ("Edg", "Edge", BROWSER),
    ("OPR/", "Opera", BROWSER),
    ("OPT/", "Opera", BROWSER),
    ("Vivaldi/", "Vivaldi", BROWSER),
    ("YaBrowser/", "Yandex", BROWSER),
    ("DuckDuckGo/", "DuckDuckGo", BROWSER),
    ("UCBrowser/", "UCBrowser", BROWSER),
    ("SamsungBrowser", "Samsung", BROWSER),
    ("GSA/", "Google app", BROWSER),
)
_ENGINES: tuple[tuple[str, str, str], ...] = (
    ("FxiOS", "Firefox", BROWSER),
    ("CriOS", "Chrome", BROWSER),
    ("Firefox/", "Firefox", BROWSER),
    ("Chromium/", "Chromium", BROWSER),
    ("Chrome/", "Chrome", BROWSER),
    ("Safari/", "Safari", BROWSER),
    ("MSIE", "Explorer", BROWSER),
    ("Trident/", "Explorer", BROWSER),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("iOS", "iOS"),
    ("Android", "Android"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_COMMANDS = re.compile(
    r"(?:hashicorp )?(?:aws-cli|azurecli|gcloud|google-cloud-sdk|kubectl|kubelogin|oc|helm|terraform|pulumi|ansible"
    r"|packer|vault|consul|argocd|flux|git|git-lfs|jgit|gh|github cli|hg|svn|docker|podman|skopeo|buildkit|containerd"
    r"|npm|yarn|pnpm|pip|cargo|maven|gradle|rclone|s3cmd|azcopy|openssh|winscp|cyberduck|filezilla|openstackclient)",
    re.IGNORECASE,
)
_LIBRARIES = re.compile(
    r"python|requests|urllib|aiohttp|http-?x$|http-?client|httpie|curl|wget|boto|botocore|aws-sdk|azsdk|google-api|gax|okhttp"
    r"|java|axios|node|undici|got$|guzzle|php|perl|lwp|ruby|faraday|typhoeus|resty|restsharp|postman|insomnia|winhttp"
    r"|webclient|scrapy|selenium|playwright|puppeteer|mechanize|colly|fasthttp|reqwest|hyper|dart|exchangeservicesclient"
    r"|microsoft\.data\.mashup|cbain",
    re.IGNORECASE,
)
_PRODUCT = re.compile(r"[A-Za-z][A-Za-z_. -]*[A-Za-z]|[A-Za-z]")
_ELECTRON = re.compile(r"([A-Za-z][\w.-]{0,40})/[\w.-]+ (?:Chrome/[\d.]+ )?Electron/")


def family(user_agent: str) -> str:
    """Name the family, as in `Chrome on Windows`, `Googlebot` or `python-requests`; empty for an empty header.

    Examples
    --------
    >>> family("python-requests/2.32.3")
    'python-requests'
    >>> family("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0")
    'Edge on Windows'
    """
    return client_of(user_agent).family


def client_of(user_agent: str) -> Client:
    """Give family and kind of the client behind a header.

    Examples
    --------
    >>> client_of("aws-cli/2.15.30 Python/3.11.8 Linux/5.10.213 exe/x86_64")
    Client(family='aws-cli', kind='cli')
    """
    text = user_agent[:_READ].strip()
    if not text or text == "-":
        return Client()
    if match := _SCANNERS.search(text):
        name = match[1].lower()
        return Client(_SPELLED.get(name, name), SCANNER)
    if match := _BOT.search(text):
        return Client(match[1][:_LONGEST_NAME], BOT)
    system = next((name for mark, name in _SYSTEMS if mark in text), "")
    electron = _ELECTRON.search(text)
    for mark, name, kind in (*_PRODUCTS, *(() if electron else _ENGINES)):
        if mark in text:
            return Client(f"{name} on {system}" if system else name, kind)
    if electron is not None:
        return Client(f"{electron[1]} on {system}" if system else electron[1], APP)
    return _first_product(text, system)


def _first_product(text: str, system: str) -> Client:
    match = _PRODUCT.match(text)
    name = "other" if match is None else match[0][:_LONGEST_NAME]
    if name == "Mozilla":
        return Client(f"Mozilla on {system}" if system else "Mozilla", BROWSER)
    if _COMMANDS.fullmatch(name):
        return Client(name, CLI)
    return Client(name, SCRIPT if _LIBRARIES.search(name) else APP)
