# The library and JupyterLab in one image, for those who have Docker and neither Node nor Python.
FROM node:24-bookworm-slim

RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 python3-venv \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /home/node/startup
RUN chown node:node .
USER node

COPY --chown=node:node package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force

COPY --chown=node:node . .
RUN node --require ./db/commands/typescript.cjs --eval 'require("./lib/jupyter/python-environment").ensureJupyter(console.log)'
