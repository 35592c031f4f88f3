"""A server that can be killed: ``python -m tests.e2e.serveur PORT`` obeys two words on its
standard input, « lancer » and « tuer », and answers « fait ».

Each launch is a process of its own, killed by SIGKILL; the site is imported once.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from socket import create_connection

RACINE = Path(__file__).resolve().parents[2]


class Serveur:
    """The same, from a test, on the SQLite file ``base``."""

    def __init__(self, port: int, base: Path) -> None:
        self.port = port
        environ = os.environ | {"DATABASE_URL": f"sqlite:///{base}"}
        self._processus = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.serveur", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=RACINE,
            env=environ,
        )
        self.lancer()

    def lancer(self) -> None:
        self._dire("lancer")
        for _ in range(400):
            try:
                create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server does not answer")

    def tuer(self) -> None:
        self._dire("tuer")

    def arreter(self) -> None:
        self._processus.stdin.close()
        self._processus.wait(30)

    def _dire(self, mot: str) -> None:
        self._processus.stdin.write(f"{mot}\n")
        self._processus.stdin.flush()
        assert self._processus.stdout.readline().strip() == "fait"


def _servir(port: int) -> None:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from proximite.wsgi import application

    class SansJournal(WSGIRequestHandler):
        def log_message(self, *args: object) -> None: ...

    serveur = ThreadedWSGIServer(("127.0.0.1", port), SansJournal)
    serveur.set_app(application)
    serveur.serve_forever()


def _obeir(port: int) -> None:
    enfant = 0
    for mot in sys.stdin:
        if enfant and mot.strip() in ("tuer", "lancer"):
            os.kill(enfant, signal.SIGKILL)
            os.waitpid(enfant, 0)
            enfant = 0
        if mot.strip() == "lancer":
            enfant = os.fork()
            if not enfant:
                _servir(port)
        print("fait", flush=True)
    if enfant:
        os.kill(enfant, signal.SIGKILL)


if __name__ == "__main__":
    import proximite.wsgi  # noqa: F401 (imported once, before any launch)

    _obeir(int(sys.argv[1]))
