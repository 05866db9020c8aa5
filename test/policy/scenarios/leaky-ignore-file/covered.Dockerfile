# ignore: .git
# ignore: **/.env*
# ignore: !**/.env.example
# files: .git/HEAD .env .env.example server.pem public.key tests/id_rsa
FROM node:24.21.0-slim
COPY . .
USER 1000:1000
