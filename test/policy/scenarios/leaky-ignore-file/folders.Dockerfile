# Nothing but what is copied reaches the builder: without an ignore file too.
# ignore: nothing
# files: .git/HEAD .env src/x.js id_rsa package.json package-lock.json
FROM node:24.21.0-slim AS build
COPY package.json package-lock.json ./
COPY src ./src
COPY --exclude=**/.env* --exclude=.git --exclude=id_rsa . /app/
COPY ${SOURCE} /other/
RUN --mount=type=bind,source=.git,target=.git git describe
FROM node:24.21.0-slim
COPY --from=build / /
USER 1000:1000
