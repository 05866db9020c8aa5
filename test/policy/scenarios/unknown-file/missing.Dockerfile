# files: package.json package-lock.json src/server.js docs/guide.md conf/app.yaml
# ignore: docs
# ignore: **/*.key
# ignore: .git
# ignore: **/.env*
# ignore: **/node_modules
# ignore: **/*.pem
# ignore: **/id_rsa*
# ignore: .secrets
FROM alpine:3.24.2
WORKDIR /app
COPY package.json ./
# expect: unknown-file
COPY packages.json package-lock.json ./
# expect: unknown-file
COPY ["Src/server.js", "/app/"]
# expect: unknown-file
COPY docs ./docs
# expect: unknown-file
COPY docs/guide.md /
# expect: unknown-file
ADD *.toml ./
# expect: unknown-file
RUN --mount=type=bind,source=yarn.lock,target=yarn.lock cat yarn.lock
# expect: unknown-file
COPY ../shared ./shared
ARG FOLDER=config
# expect: unknown-file
COPY ${FOLDER}/app.yaml ./
# expect: unknown-file
COPY conf/app.yml \
  # the settings
  conf/app.yaml /app/
CMD ["node", "src/server.js"]
