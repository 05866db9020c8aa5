FROM acme/tools:1.0.0
WORKDIR /app
COPY . .
# expect: sources-before-dependencies
RUN pnpm i --frozen-lockfile
USER 1000
CMD ["/app"]
