# files: id_rsa
# ignore: nothing
FROM node:24.21.0-slim AS build
# expect: leaky-ignore-file
COPY --chown=1000:1000 ./ /app/
FROM node:24.21.0-slim
COPY --from=build /app /app
# Said above.
COPY id_rsa /keys/
USER 1000:1000
