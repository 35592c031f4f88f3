import re
from pathlib import Path

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from django.core.management import call_command

PRODUCTION = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "proximite.statiques.StatiquesStorage"},
}


def test_scripts_of_production_import_each_other_by_their_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT, settings.STORAGES = str(tmp_path), PRODUCTION
    call_command("collectstatic", verbosity=0, interactive=False)
    stockage = storages["staticfiles"]
    for script in Path("static/js").glob("*.js"):
        texte = (tmp_path / stockage.stored_name(f"js/{script.name}")).read_text()
        importes = re.findall(r'(?:from|import)\s*"\./([^"]+)"', texte)
        assert all(re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", nom) for nom in importes), script.name
    assert staticfiles_storage.url("js/file.js") != "/static/js/file.js"
