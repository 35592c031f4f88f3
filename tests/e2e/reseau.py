"""The network between a browser and the server: what goes through is counted, or cut."""

import socket
import threading
from contextlib import suppress
from typing import Any


class Relais:
    """A TCP relay on a port of its own. ``octets`` is all that came back to the browser, headers
    included, whoever asked for it: a page, its worker, a script."""

    def __init__(self, port: int) -> None:
        self.vers = ("127.0.0.1", port)
        self.octets = 0
        self.absent = False
        self.reponse = b""
        self._passage = threading.Event()
        self._passage.set()
        self._ecoute = socket.create_server(("127.0.0.1", 0))
        self._ouvertes: set[socket.socket] = set()
        threading.Thread(target=self._accueillir, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self._ecoute.getsockname()[1]}"

    def fermer(self) -> None:
        self._ecoute.close()
        self.couper()

    def perdre(self) -> None:
        """No network until ``retrouver``."""
        self.absent = True
        self.couper()

    def retrouver(self) -> None:
        self.absent = False

    def retenir(self) -> None:
        """What the browser asks goes no further until ``lacher``."""
        self._passage.clear()

    def lacher(self) -> None:
        self._passage.set()

    def repondre(self, statut: str) -> None:
        """In place of the server, as what stands before it does, until it is told « »."""
        self.couper()
        vide = "Content-Length: 0\r\nConnection: close"
        self.reponse = f"HTTP/1.1 {statut}\r\n{vide}\r\n\r\n".encode() if statut else b""

    def couper(self) -> None:
        """Every connection ends where it is, an answer half read included."""
        for bout in list(self._ouvertes):
            with suppress(OSError):
                bout.shutdown(socket.SHUT_RDWR)

    def _accueillir(self) -> None:
        while True:
            try:
                navigateur, _ = self._ecoute.accept()
            except OSError:
                return
            try:
                if self.absent:
                    raise ConnectionRefusedError
                if self.reponse:
                    navigateur.recv(65536)
                    navigateur.sendall(self.reponse)
                    raise ConnectionRefusedError
                serveur = socket.create_connection(self.vers)
            except OSError:
                navigateur.close()
                continue
            self._ouvertes |= {navigateur, serveur}
            self._pomper(navigateur, serveur, compter=False)
            self._pomper(serveur, navigateur, compter=True)

    def _pomper(self, source: socket.socket, but: socket.socket, *, compter: bool) -> None:
        threading.Thread(target=self._copier, args=(source, but, compter), daemon=True).start()

    def _copier(self, source: socket.socket, but: socket.socket, compter: bool) -> None:
        with suppress(OSError):
            while morceau := source.recv(65536):
                if not compter:
                    self._passage.wait()
                self.octets += len(morceau) if compter else 0
                but.sendall(morceau)
        for bout in (source, but):
            with suppress(OSError):
                bout.shutdown(socket.SHUT_RDWR)
            bout.close()
            self._ouvertes.discard(bout)


LENT = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 250_000 / 8,
    "uploadThroughput": 50_000 / 8,
}


def ralentir(page: Any) -> None:
    """One bar of signal: 250 kbit/s, 300 ms."""
    outils = page.context.new_cdp_session(page)
    outils.send("Network.enable")
    outils.send("Network.emulateNetworkConditions", LENT)
