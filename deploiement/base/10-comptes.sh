#!/bin/sh
# Une base neuve : le compte de l’application ne possède rien (docs/exploitation.md, « deux comptes »).
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set mot_de_passe="$MOT_DE_PASSE_APPLICATION" <<'SQL'
CREATE ROLE proximite_app NOLOGIN;
CREATE ROLE proximite_chiffres NOLOGIN BYPASSRLS;
GRANT proximite_chiffres TO proximite_app;
CREATE ROLE proximite LOGIN PASSWORD :'mot_de_passe' IN ROLE proximite_app;
SQL
