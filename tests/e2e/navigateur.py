"""A browser that can be killed, and that starts again on what it left on the device."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from .chromium import chromium
from .conftest import ECRANS

OPTIONS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--password-store=basic",
    "--remote-debugging-port=0",
    "--window-size=360,740",
]


class Navigateur:
    """Chromium on the profile ``profil``, with the session ``cookie`` of hers."""

    def __init__(self, playwright: Any, profil: Path, cookie: dict[str, str]) -> None:
        self.playwright, self.profil, self.cookie = playwright, profil, cookie
        self.page: Page

    def ouvrir(self) -> None:
        port = self.profil / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        self.processus = subprocess.Popen(
            [chromium(), *OPTIONS, f"--user-data-dir={self.profil}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        fin = time.monotonic() + 60
        while not (port.exists() and port.read_text().count("\n")):
            assert time.monotonic() < fin, "the browser does not start"
            time.sleep(0.05)
        adresse = f"http://127.0.0.1:{port.read_text().split()[0]}"
        self.lien = self.playwright.chromium.connect_over_cdp(adresse, timeout=60_000)
        self.contexte = self.lien.contexts[0]
        # A session ends with its browser: she opens one again.
        self.contexte.add_cookies([self.cookie])
        self.nouvelle_page()

    def nouvelle_page(self) -> None:
        self.page = self.contexte.new_page()
        self.page.set_default_timeout(30_000)
        self.page.set_viewport_size(ECRANS["telephone"])

    def tuer(self) -> None:
        """The whole group that this browser started, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.processus.pid, signal.SIGKILL)
        self.processus.wait()
        with suppress(Exception):
            self.lien.close()
