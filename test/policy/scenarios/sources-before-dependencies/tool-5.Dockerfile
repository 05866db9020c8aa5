FROM acme/tools:1.0.0
WORKDIR /app
COPY . .
# expect: sources-before-dependencies
RUN uv sync --frozen
USER 1000
CMD ["/app"]
