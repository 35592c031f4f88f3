"""How the tests are shared out between processes."""

from xdist.scheduler import LoadScopeScheduling

# What they make once for all their tests costs more than their tests: one process has them all.
ENSEMBLE = {
    "tests/deploiement/test_fichiers.py",
    "tests/gardes/test_acces.py",
    "tests/rapports/exports/test_formats.py",
    "tests/rapports/exports/test_pdf.py",
    "tests/rapports/exports/test_textes.py",
    "tests/rapports/exports/test_views.py",
    "tests/rapports/publication/test_publier.py",
    "tests/rapports/publication/test_views.py",
    "tests/rapports/test_demo.py",
    "tests/rapports/test_pages_comite.py",
}


class ParTestOuParModule(LoadScopeScheduling):
    """Each test goes to the first process that is free, but those of a module of ENSEMBLE."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.split("::")[0]
        return module if module in ENSEMBLE else nodeid
