# files: package.json package-lock.json poetry.lock pyproject.toml Gemfile Gemfile.lock requirements.txt
FROM node:24.21.0-slim AS node
ARG PNPM_VERSION=10.1.0
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm install -g npm@11.6.0 pnpm@$PNPM_VERSION @acme/tool@~2.1 && npm run install
RUN npm install ./vendor/acme-1.0.0.tgz && npm run build
RUN yarn install --immutable && yarn build && yarn workspaces focus --production
RUN pnpm install --frozen-lockfile --prod && pnpm install -r --offline && pnpm run install
RUN bun install --frozen-lockfile && bun run build
ENV CI=1
RUN pnpm install && yarn
FROM python:3.13-slim AS python
COPY requirements.txt pyproject.toml poetry.lock ./
RUN pip install --upgrade pip setuptools wheel && pip install -r requirements.txt && pip install --no-deps . && pip install -e ".[dev]"
RUN pip install "poetry==${POETRY_VERSION}" /wheels/*.whl git+https://example.com/x@0a1b2c3 && poetry install
RUN uv sync --frozen && uv pip install --system -r requirements.txt && uv tool install ruff==0.14.0 && pip install flask -c constraints.txt
FROM ruby:3.4-slim AS ruby
COPY Gemfile* ./
RUN gem install bundler:2.7.0 rails -v 8.0.1 && bundle install --jobs 4 && bundle exec rails assets:precompile
FROM rust:1.100.0-slim AS rust
RUN cargo install cargo-chef@0.1.73 && cargo install --path . --locked && cargo build --release --locked && cargo fetch
FROM golang:1.27.3 AS go
RUN go mod download && go install ./cmd/... && go install example.com/tool@v1.2.3 && go build -o /x .
FROM debian:trixie-20261005-slim
COPY --from=node /x /x
COPY --from=python /x /x
COPY --from=ruby /x /x
COPY --from=rust /x /x
COPY --from=go /x /x
RUN echo "npm install" && grep -q 'pip install flask' /dev/null
USER 1000:1000
