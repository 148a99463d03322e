"""The report as PDF: the HTML, printed by Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from uba.errors import ConfigError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 90


def browser() -> str | None:
    """Return the path of a browser that can print, None where there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pdf(html: str) -> bytes:
    """Print a page.

    Raises
    ------
    uba.errors.ConfigError
        There is no Chromium, or it failed.
    """
    program = browser()
    if program is None:
        raise ConfigError(
            "a PDF is printed by Chromium and none was found: install it (Debian: apt-get install chromium), "
            "or take --format html and print from a browser"
        )
    with tempfile.TemporaryDirectory(prefix="uba-report-") as folder:
        page, printed = Path(folder, "report.html"), Path(folder, "report.pdf")
        page.write_text(html, encoding="utf-8")
        options = [
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={printed}",
        ]
        if os.geteuid() == 0:  # Chromium refuses its sandbox to root; the page is our own and runs no script
            options.append("--no-sandbox")
        try:
            run = subprocess.run([program, *options, page.as_uri()], capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise ConfigError(f"{program} did not print within {SECONDS} s: try --format html") from None
        if not printed.is_file():
            said = run.stderr.decode(errors="replace").strip().splitlines()
            raise ConfigError(f"{program} printed nothing ({said[-1] if said else run.returncode}): try --format html")
        return printed.read_bytes()
