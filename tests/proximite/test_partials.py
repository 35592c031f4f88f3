from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory


def rendu(nom, **contexte):
    return render_to_string(f"partials/{nom}.html", contexte)


def test_tile_links_to_its_definition_and_to_the_rows_behind():
    html = rendu("tuile", libelle="Familles", chiffre="61 %", definition="/def/", lignes="/liste/")
    assert 'href="/def/"' in html
    assert '<a href="/liste/">61 %</a>' in html


def test_state_always_has_a_word_and_an_icon():
    html = rendu("etat", etat="attention", libelle="En attente")
    assert "En attente" in html
    assert "<svg" in html


def test_person_line_is_a_link_when_it_leads_somewhere():
    assert "<a " in rendu("personne", titre="la famille du parc", adresse="/familles/X/")
    assert "<a " not in rendu("personne", titre="la famille du parc")


def test_empty_list_says_what_to_do_next():
    html = rendu("vide", icone="users", titre="Aucune", texte="…", adresse="/x/", verbe="Ouvrir")
    assert '<a class="btn btn-primary" href="/x/">Ouvrir</a>' in html


def test_pagination_keeps_the_filters():
    page = Paginator(range(50), 10).page(2)
    requete = RequestFactory().get("/familles/", {"q": "parc", "page": "2"})
    requete.user = AnonymousUser()
    requete.session = {}
    gabarit = Template('{% include "partials/pagination.html" %}')
    html = gabarit.render(RequestContext(requete, {"page": page}))
    assert "?q=parc&amp;page=3" in html
    assert "?q=parc&amp;page=1" in html


def test_single_page_has_no_pagination():
    assert rendu("pagination", page=Paginator([1], 10).page(1)).strip() == ""
