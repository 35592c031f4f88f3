# Needs python3 and make, nothing else. `make demo` and `make test` are the two commands.

PY := .venv/bin/python
PORT ?= 8000
.DEFAULT_GOAL := aide

aide:
	@echo "make demo    la démonstration sur http://127.0.0.1:$(PORT) (PORT=8001 pour un autre port)"
	@echo "make test    toute la suite d'essais"
	@echo "make check   ce que l'intégration continue vérifie d'autre"
	@echo "make bench   mesures de performance (BENCH=50k ou BENCH=1M pour plus grand)"
	@echo "make secousses   deux cents pannes au hasard pendant la saisie (demande Chromium)"
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
	SECOUSSES=$(or $(SECOUSSES),200) $(PY) -m pytest -q -s -p no:xdist tests/e2e/test_secousses.py

bench: .venv/dev
	$(PY) -m tests.bench
	$(PY) -m tests.bench.publication

lock:
	python3 -m venv .venv && $(PY) -m pip install --quiet uv
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --group dev -o requirements-dev.txt
LOCK = .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url

.PHONY: aide demo test check secousses bench guide-images lock
