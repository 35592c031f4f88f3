"""What installs the site is checked as far as a machine without Docker, Caddy or systemd allows.

``systemd-analyze verify`` is run too where there is one; the allow-lists hold everywhere.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse

from partenaires.importation.fichiers import TAILLE_MAX

DEPLOIEMENT = settings.BASE_DIR / "deploiement"
UNITES = sorted((DEPLOIEMENT / "systemd").iterdir())
SERVICES = [unite for unite in UNITES if unite.suffix == ".service"]
CONNUES = {
    "Unit": {"Description", "After", "Wants"},
    "Install": {"WantedBy"},
    "Timer": {"OnCalendar", "AccuracySec", "Persistent"},
    "Service": {
        "Type",
        "ExecStart",
        "ExecReload",
        "KillMode",
        "TimeoutStartSec",
        "TimeoutStopSec",
        "Restart",
        "RestartSec",
        "Nice",
        "IOSchedulingClass",
        "User",
        "Group",
        "WorkingDirectory",
        "EnvironmentFile",
        "StateDirectory",
        "StateDirectoryMode",
        "UMask",
        "NoNewPrivileges",
        "PrivateTmp",
        "PrivateDevices",
        "ProtectSystem",
        "ProtectHome",
        "ProtectKernelTunables",
        "ProtectKernelModules",
        "ProtectControlGroups",
        "RestrictAddressFamilies",
        "RestrictSUIDSGID",
        "LockPersonality",
        "SystemCallArchitectures",
        "CapabilityBoundingSet",
    },
}
DURCI = {
    "NoNewPrivileges": "true",
    "PrivateTmp": "true",
    "ProtectSystem": "strict",
    "ProtectHome": "true",
    "UMask": "0077",
    "User": "proximite",
    "CapabilityBoundingSet": "",
}


def lire(unite):
    sections = ConfigParser(interpolation=None)
    sections.optionxform = str
    sections.read_string(unite.read_text())
    return sections


@pytest.mark.parametrize("unite", UNITES, ids=lambda u: u.name)
def test_a_unit_says_only_what_systemd_knows(unite):
    sections = lire(unite)
    for section in sections.sections():
        assert set(sections[section]) <= CONNUES[section], section
    attendues = {"Timer", "Install"} if unite.suffix == ".timer" else {"Service"}
    assert attendues <= set(sections.sections())


@pytest.mark.parametrize("unite", SERVICES, ids=lambda u: u.name)
def test_a_service_may_touch_nothing_but_its_own_state(unite):
    service = lire(unite)["Service"]
    assert {cle: service[cle] for cle in DURCI} == DURCI


@pytest.mark.parametrize("unite", SERVICES, ids=lambda u: u.name)
def test_a_service_runs_what_exists(unite):
    commande = shlex.split(lire(unite)["Service"]["ExecStart"])
    if "manage.py" in commande:
        assert commande[2] in get_commands()
        assert unite.with_suffix(".timer").exists()
    else:
        assert (settings.BASE_DIR / commande[2]).exists()


def test_alerts_of_an_outing_are_never_more_than_five_minutes_late():
    assert lire(DEPLOIEMENT / "systemd/proximite-rappels.timer")["Timer"]["OnCalendar"] == "*:0/5"


def _planifies():
    """What each timer runs."""
    services = [lire(unite.with_suffix(".service")) for unite in UNITES if unite.suffix == ".timer"]
    return {service["Service"]["ExecStart"].partition(" manage.py ")[2] for service in services}


def test_sessions_that_are_over_stay_an_hour_at_most():
    assert "clearsessions" in _planifies()
    assert lire(DEPLOIEMENT / "systemd/proximite-sessions.timer")["Timer"]["OnCalendar"] == "*:20"


def test_whoever_installs_is_told_of_every_timer_with_systemd_and_without():
    guide = (settings.BASE_DIR / "docs/exploitation.md").read_text()
    activation = guide.partition("systemctl enable")[2].partition("SITE=")[0]
    conteneurs = guide.partition("Avec des conteneurs")[2].partition("### Le premier compte")[0]
    compose_ = (DEPLOIEMENT / "compose.yaml").read_text().partition("name:")[0]
    for unite in UNITES:
        assert unite.suffix != ".timer" or unite.name in activation
    for commande in _planifies():
        assert f"| `manage.py {commande}` |" in guide
        assert commande in conteneurs
        assert commande in compose_


def test_cron_runs_what_the_timers_run():
    lignes = re.findall(
        r"^[-*/0-9 ]+ root (\S+) (.+) > /dev/null$", (DEPLOIEMENT / "crontab").read_text(), re.M
    )
    assert {commande for _, commande in lignes} == _planifies()
    assert {script for script, _ in lignes} == {"/srv/proximite/deploiement/gerer"}


@pytest.mark.parametrize("commande", ["rappels", *sorted(settings.DU_PROPRIETAIRE)])
def test_a_command_gets_the_environment_of_the_site_and_its_account(tmp_path, commande):
    """Bare, it would open the demonstration's base; by root, leave files that the site can't
    read."""
    for nom in ("proximite", "proximite-proprietaire"):
        (tmp_path / f"{nom}.env").write_text(f"MILIEU='<{nom}>'\n")
    (tmp_path / "runuser").write_text('#!/bin/sh\necho "$MILIEU $@"\n')
    (tmp_path / "runuser").chmod(0o755)
    (tmp_path / "deploiement").mkdir()
    script = (DEPLOIEMENT / "gerer").read_text().replace("/etc/", f"{tmp_path}/")
    (tmp_path / "deploiement/gerer").write_text(script)
    fini = subprocess.run(
        ["sh", tmp_path / "deploiement/gerer", commande, "a b"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    attendu = "proximite" if commande == "rappels" else "proximite-proprietaire"
    lance = f"<{attendu}> --user proximite -- .venv/bin/python manage.py {commande} a b\n"
    assert (fini.stdout, fini.stderr) == (lance, "")
    assert os.access(DEPLOIEMENT / "gerer", os.X_OK)


def test_systemd_itself_finds_nothing_to_say(tmp_path):
    """Its programs are replaced by one that exists here, which is all it cannot know."""
    for unite in UNITES:
        texte = unite.read_text()
        texte = re.sub(r"/srv/proximite/\.venv/bin/\w+", sys.executable, texte)
        (tmp_path / unite.name).write_text(texte)
    if outil := shutil.which("systemd-analyze"):
        unites = map(str, tmp_path.iterdir())
        fini = subprocess.run([outil, "verify", *unites], capture_output=True, text=True)
        assert (fini.returncode, fini.stderr) == (0, "")
    else:
        assert len(list(tmp_path.iterdir())) == len(UNITES)


def test_gunicorn_accepts_its_settings():
    gunicorn = [sys.executable, "-m", "gunicorn", "--check-config"]
    options = ["--config", "deploiement/gunicorn.conf.py", "proximite.wsgi"]
    fini = subprocess.run([*gunicorn, *options], cwd=settings.BASE_DIR, capture_output=True)
    assert fini.returncode == 0, fini.stderr


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOIEMENT / "compose.yaml").read_text())


CLES_DE_COMPOSE = {
    "image",
    "build",
    "env_file",
    "environment",
    "volumes",
    "read_only",
    "tmpfs",
    "cap_drop",
    "security_opt",
    "networks",
    "command",
    "depends_on",
    "healthcheck",
    "stop_grace_period",
    "restart",
    "profiles",
    "entrypoint",
    "ports",
    "shm_size",
}


def test_compose_names_only_what_it_declares(compose):
    services = compose["services"]
    assert set(compose) == {"name", "x-application", "services", "volumes", "networks"}
    for nom, service in services.items():
        assert set(service) <= CLES_DE_COMPOSE, nom
        assert set(service.get("depends_on", {})) <= set(services), nom
        assert set(service["networks"]) <= set(compose["networks"]), nom
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            declare = source in compose["volumes"]
            assert declare or (DEPLOIEMENT / source).exists(), volume


def test_compose_shows_the_proxy_alone_and_fixes_every_image(compose):
    exposes = [nom for nom, service in compose["services"].items() if "ports" in service]
    assert exposes == ["mandataire"]
    assert compose["networks"]["dedans"] == {"internal": True}
    for nom, service in compose["services"].items():
        construite = "build" in service
        assert construite or re.fullmatch(r"docker\.io/library/\w+:\d+", service["image"]), nom


def test_compose_serves_only_once_the_schema_is_there(compose):
    attend = compose["services"]["web"]["depends_on"]
    assert attend["migrations"] == {"condition": "service_completed_successfully"}
    for nom in ("web", "migrations", "commande"):
        service = compose["services"][nom]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), nom


def test_compose_holds_no_secret():
    texte = (DEPLOIEMENT / "compose.yaml").read_text()
    for nom in ("SECRET_KEY", "CLES_MAITRESSES"):
        assert nom not in texte
    assert set(re.findall(r"PASSWORD:? (\S+)", texte)) == {"${POSTGRES_PASSWORD:?mot", '""'}


def test_the_site_knows_neither_the_owner_of_the_base_nor_its_password(compose):
    """Decision 0039: whoever owns the tables goes around the second wall."""
    milieux = {nom: s.get("environment", {}) for nom, s in compose["services"].items()}
    avec = {nom for nom, milieu in milieux.items() if "DATABASE_URL_PROPRIETAIRE" in milieu}
    assert avec == {"migrations", "commande"}
    assert milieux["web"]["POSTGRES_PASSWORD"] == ""
    assert "//proximite:" in milieux["web"]["DATABASE_URL"]
    comptes = (DEPLOIEMENT / "base/10-comptes.sh").read_text()
    assert "IN ROLE proximite_app" in comptes


def test_the_keys_of_the_copies_are_neither_among_them_nor_in_their_volume(compose):
    milieu = compose["services"]["web"]["environment"]
    volumes = dict(v.split(":") for v in compose["services"]["web"]["volumes"])
    (des_copies,) = [ou for ou in volumes.values() if milieu["SAUVEGARDES"].startswith(f"{ou}/")]
    (des_cles,) = [ou for ou in volumes.values() if milieu["TROUSSEAU"].startswith(f"{ou}/")]
    assert des_copies != des_cles
    assert f" {des_cles}\n" in (DEPLOIEMENT / "Containerfile").read_text()


def test_the_image_runs_as_nobody_with_pinned_dependencies():
    lignes = (DEPLOIEMENT / "Containerfile").read_text()
    (base,) = re.findall(r"^FROM (\S+)$", lignes, re.M)
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+-slim-\w+", base)
    assert re.findall(r"^USER (\w+)$", lignes, re.M) == ["proximite"]
    assert "--require-hashes" in lignes
    for source in re.findall(r"^COPY (\S+) ", lignes, re.M):
        assert (settings.BASE_DIR / source).exists()


def test_the_settings_that_build_the_image_start():
    lignes = (DEPLOIEMENT / "Containerfile").read_text()
    milieu = dict(re.findall(r"([A-Z_]+)=(\S+)", lignes.split("RUN SECRET")[1]))
    milieu["SECRET_KEY"] = re.search(r"SECRET_KEY=(\S+)", lignes)[1]
    fini = subprocess.run(
        [sys.executable, "-c", "import proximite.settings"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **milieu},
        capture_output=True,
        text=True,
    )
    assert fini.returncode == 0, fini.stderr


def test_the_image_takes_no_base_nor_secret_along():
    ignores = (settings.BASE_DIR / ".dockerignore").read_text().split()
    assert {".env", ".git", "*.sqlite3*", "sauvegardes", "courriels-envoyes"} <= set(ignores)


def test_caddy_asks_whether_a_server_is_ready_and_keeps_no_address():
    texte = (DEPLOIEMENT / "Caddyfile").read_text()
    assert texte.count("{") == texte.count("}")
    assert re.search(
        r"health_uri /sante/pret/\n.*health_headers \{\n\s+Host \{\$SITE\}", texte, re.S
    )
    assert re.search(r"log \{\n\s+output discard", texte)


def test_caddy_lets_through_what_the_application_takes_and_says_the_same():
    texte = (DEPLOIEMENT / "Caddyfile").read_text()
    tailles = re.findall(r"request_body @(\w+) \{\n\s+max_size (\d+)MiB", texte)
    permis = {nom: int(taille) * 1024**2 for nom, taille in tailles}
    assert TAILLE_MAX < permis["fichier"] <= 1.25 * TAILLE_MAX
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < permis["saisie"] < TAILLE_MAX
    assert f"au plus {TAILLE_MAX // 1024**2} Mo" in texte
    importer = reverse("partenaires:importer")
    assert re.findall(r"@\w+ (?:not )?path (\S+)", texte) == [importer, importer]


def test_a_slow_phone_holds_none_of_the_processes_of_the_site():
    """They are synchronous: Caddy keeps what is sent until it has it all, and for so long."""
    texte = (DEPLOIEMENT / "Caddyfile").read_text()
    globales = texte.partition("{$SITE} {")[0]
    for delai in ("read_header 10s", "read_body 2m", "idle 2m"):
        assert delai in globales
    (tampon,) = re.findall(r"request_buffers (\d+)MiB", texte.partition("reverse_proxy")[2])
    assert int(tampon) == max(map(int, re.findall(r"max_size (\d+)MiB", texte)))


def test_no_file_names_this_machine():
    for fichier in DEPLOIEMENT.rglob("*.*"):
        texte = fichier.read_text()
        assert not re.search(r"(^|\s)/(root|home|work)/", texte), fichier
