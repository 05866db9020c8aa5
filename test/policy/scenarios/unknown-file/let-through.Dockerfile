# files: src/server.js package.json docs/guide.md
# ignore: *
# ignore: !package.json
# ignore: !src/**
FROM alpine:3.24.2
COPY package.json ./
COPY src ./src
COPY --link src/server.js ./
# expect: unknown-file
COPY docs ./docs
CMD ["/app"]
