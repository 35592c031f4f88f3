"""The pages of ``docs/`` that are written from the code."""

import pytest
from django.core.management import CommandError, call_command

PAGES = {
    "documenter_indicateurs": "indicateurs.md",
    "documenter_extrait": "extrait-de-recherche.md",
    "documenter_donnees": "donnees-personnelles.md",
    "documenter_licences": "licences.md",
}


@pytest.mark.parametrize(("commande", "page"), PAGES.items())
def test_the_page_committed_is_what_the_code_says_and_another_is_named_then_written(
    commande, page, settings, tmp_path
):
    call_command(commande, "--verifier")
    committed = settings.BASE_DIR / "docs" / page
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    for ancien in (None, "autre chose"):
        if ancien:
            (tmp_path / "docs" / page).write_text(ancien)
        with pytest.raises(CommandError, match=rf"docs/{page}.*lancez manage.py {commande}\."):
            call_command(commande, "--verifier")
    call_command(commande)
    assert (tmp_path / "docs" / page).read_bytes() == committed.read_bytes()
