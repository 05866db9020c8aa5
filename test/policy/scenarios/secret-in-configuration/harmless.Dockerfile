# What looks like it and is none; what is made up for a build.
ARG NODE_VERSION=24
ARG SECRET_KEY_BASE_DUMMY=1
FROM node:24.21.0-slim AS build
ARG VITE_MAPS_API_KEY
ARG PUBLIC_KEY=0123456789abcdef01234
ARG DATABASE_URL=postgresql://postgres:postgres@localhost:5432/postgres
ENV SECRET_KEY=dummy DJANGO_SECRET_KEY=insecure-for-collectstatic JWT_SECRET=changeme123
RUN SECRET_KEY_BASE=dummy-value-for-assets-1 bin/rails assets:precompile
RUN --mount=type=secret,id=npm,env=NPM_TOKEN npm config set //npm.acme.test/:_authToken=${NPM_TOKEN}
RUN --mount=type=secret,id=token curl -fsSL -H "Authorization: Bearer $(cat /run/secrets/token)" https://acme.test/tool -o /tool
RUN --mount=type=secret,id=token git clone "https://ci:$(cat /run/secrets/token)@git.acme.test/tool.git"
RUN --mount=type=secret,id=token git clone https://oauth2:${TOKEN}@git.acme.test/tool.git
RUN docker login --password-stdin acme.test < /run/secrets/token
FROM debian:trixie-20261005-slim
ENV DB_PASSWORD_FILE=/run/secrets/db-password PASSWORD_MIN_LENGTH=12 KEYCLOAK_URL=https://login.acme.test TOKEN_URL=https://acme.test/token
ENV GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305 SSH_KEY_DIR=/home/app/.ssh SSH_AUTH_SOCK=/tmp/agent.sock AUTH_MODULE_VERSION=1.2.3
ENV MAX_TOKENS=4096 TOKEN_TTL=15m ACCESS_TOKEN=3600 SESSION_TOKEN="" CACHE_KEY=products-by-name-2026 PRIMARY_KEY=id TOKENIZERS_PARALLELISM=false
ENV TLS_PRIVATE_KEY=/run/secrets/tls.key API_KEY=${API_KEY} REQUIRE_TOKEN=true CSRF_TOKEN=X-CSRF-Token SENTRY_DSN=https://0123456789abcdef@o1.ingest.sentry.io/1
ENV SECRETS_ENGINE=vault DB_SECRET=arn:aws:secretsmanager:eu-central-1:123456789012:secret:db OLDPWD=/srv MONKEY=banana API_TOKEN=<token>
LABEL org.opencontainers.image.licenses="MIT" com.acme.secret-scan="true"
COPY --from=build /tool /tool
USER 1000:1000
CMD ["server", "--password-file", "/run/secrets/password", "--secret", "/run/secrets/key"]
