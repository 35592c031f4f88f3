# Needs python3 and make, nothing else. `make demo` and `make test` are the two commands.

PY := .venv/bin/python
PORT ?= 8000
.DEFAULT_GOAL := aide

aide:
	@echo "make demo    la démonstration sur http://127.0.0.1:$(PORT) (PORT=8001 pour un autre port)"
	@echo "make test    toute la suite d'essais"
	@echo "make check   ce que l'intégration continue vérifie d'autre"
	@echo "make securite    les quatorze vérifications de sécurité, sur SQLite et PostgreSQL"
	@echo "make audit   failles connues et nomenclature des bibliothèques"
	@echo "make bench   mesures de performance (BENCH=50k ou BENCH=1M pour plus grand)"
	@echo "make secousses   deux cents pannes au hasard pendant la saisie (demande Chromium)"
	@echo "make pannes  serveur tué, base coupée, disque plein… sous charge (FOIS=500; demande PostgreSQL)"
	@echo "make charge  deux cents personnes sur cent mille familles (demande PostgreSQL)"
	@echo "make replique       une vraie réplique, lue, en retard, puis morte (demande PostgreSQL)"
	@echo "make deux-versions  la version précédente sur le schéma d’ici (demande PostgreSQL)"
	@echo "make guide-images  refait les images de docs/guide (demande Chromium)"
	@echo "make lock    résout à nouveau les dépendances"

.venv/demo: requirements.txt
	@echo "Installation des dépendances (environ une minute la première fois)…"
	python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/dev: requirements-dev.txt
	@echo "Installation des dépendances (environ une minute la première fois)…"
	python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@ .venv/demo

demo: .venv/demo
	$(PY) manage.py migrate --verbosity 0
	@echo "Démonstration : registre, rapports et publications (deux à trois minutes la première fois)…"
	@ADRESSE_DU_SITE=http://127.0.0.1:$(PORT) $(PY) manage.py demo
	@echo "Ouverture sur http://127.0.0.1:$(PORT) — Ctrl-C pour arrêter"
	@ADRESSE_DU_SITE=http://127.0.0.1:$(PORT) $(PY) manage.py runserver --noreload 127.0.0.1:$(PORT) > /dev/null

test: .venv/dev
	$(PY) -m pytest -n auto

check: .venv/dev
	sh .ci/check

guide-images: .venv/dev
	$(PY) -m tests.guide.images

secousses: .venv/dev
	SECOUSSES=$(or $(SECOUSSES),200) $(PY) -m pytest -q -s -p no:xdist tests/e2e/test_secousses.py tests/e2e/test_secousses_hors_reseau.py

pannes: .venv/dev
	$(PY) -m tests.exploitation pannes $(or $(FOIS),20)

charge: .venv/dev
	$(PY) -m tests.exploitation.charge

replique: .venv/dev
	$(PY) -m tests.exploitation.replique

deux-versions: .venv/dev
	$(PY) -m tests.exploitation.deux_versions

securite: .venv/dev
	$(PY) -m tests.securite

audit: .venv/dev
	$(PY) manage.py documenter_licences --verifier
	.venv/bin/cyclonedx-py requirements requirements.txt --output-reproducible --of JSON -o nomenclature.cdx.json
	.venv/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.txt

bench: .venv/dev
	$(PY) -m tests.bench
	$(PY) -m tests.bench.publication

lock:
	python3 -m venv .venv && $(PY) -m pip install --quiet uv
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --group dev -o requirements-dev.txt
LOCK = .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url

.PHONY: aide demo test check securite audit secousses pannes charge replique deux-versions bench guide-images lock
