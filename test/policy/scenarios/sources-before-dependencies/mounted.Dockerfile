# files: package.json package-lock.json
FROM node:24.21.0-alpine3.24
WORKDIR /app
COPY . .
RUN --mount=type=bind,source=package.json,target=/deps/package.json \
    --mount=type=bind,source=package-lock.json,target=/deps/package-lock.json \
    cd /deps && npm ci
USER 1000:1000
CMD ["node", "server.js"]
