FROM acme/tools:1.0.0
WORKDIR /app
COPY . .
# expect: no-lockfile, sources-before-dependencies
RUN bun install
USER 1000
CMD ["/app"]
