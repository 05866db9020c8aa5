# ignore: node_modules
# ignore: .env
# files: package.json package-lock.json .git/HEAD .env apps/api/.env.local config/id_ed25519 tests/id_rsa node_modules/x/.env .env.example
FROM node:24.21.0-slim
COPY package.json package-lock.json ./
# expect: leaky-ignore-file
COPY apps ./apps
# expect: leaky-ignore-file
COPY . .
USER 1000:1000
