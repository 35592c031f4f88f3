"""Where the browser is; ``make guide-images`` asks too.

Chromium's own shell without a window is the same engine, and costs half as much for each page.
"""

import os
import shutil
from pathlib import Path


def chromium() -> str | None:
    candidats = [
        os.environ.get("CHROMIUM"),
        shutil.which("chromium-headless-shell"),
        "/usr/bin/chromium",
        shutil.which("chromium"),
    ]
    return next((chemin for chemin in candidats if chemin and Path(chemin).exists()), None)
