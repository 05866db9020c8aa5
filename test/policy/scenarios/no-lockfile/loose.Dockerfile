# files: package.json pyproject.toml Gemfile
FROM node:24.21.0-slim AS node
COPY package.json ./
# expect: no-lockfile
RUN npm install --production
# expect: no-lockfile, no-lockfile
RUN npm i -g serve pm2@latest && yarn
# expect: no-lockfile
RUN corepack pnpm install --prod
# expect: no-lockfile
RUN CI=true pnpm install --no-frozen-lockfile
# expect: no-lockfile
RUN bun install --production
# expect: no-lockfile
RUN npm install express
FROM python:3.13-slim AS python
COPY pyproject.toml ./
# expect: no-lockfile
RUN pip install --no-cache-dir flask "django>=5" gunicorn==23.0.0
# expect: no-lockfile
RUN python3 -m pip install -U --index-url https://pypi.acme.test/simple uvicorn[standard]
# expect: no-lockfile
RUN poetry install --only main
# expect: no-lockfile, no-lockfile
RUN uv sync --no-dev && uv pip install --system ruff
FROM ruby:3.4-slim AS ruby
COPY Gemfile ./
# expect: no-lockfile
RUN bundle install
FROM rust:1.100.0-slim AS rust
# expect: no-lockfile, no-lockfile
RUN cargo install cargo-chef && cargo build --release
FROM golang:1.27.3 AS go
# expect: no-lockfile
RUN go get -d ./...
# expect: no-lockfile
RUN go install example.com/tool@latest
FROM debian:trixie-20261005-slim
COPY --from=node /x /x
COPY --from=python /x /x
COPY --from=ruby /x /x
COPY --from=rust /x /x
COPY --from=go /x /x
USER 1000:1000
