"""Where the browser is; ``make guide-images`` asks too."""

import os
import shutil
from pathlib import Path


def chromium() -> str | None:
    candidats = [os.environ.get("CHROMIUM"), "/usr/bin/chromium", shutil.which("chromium")]
    return next((chemin for chemin in candidats if chemin and Path(chemin).exists()), None)
