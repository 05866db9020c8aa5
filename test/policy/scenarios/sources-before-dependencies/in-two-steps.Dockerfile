# files: pyproject.toml uv.lock
FROM python:3.13.14-slim-trixie
COPY --from=ghcr.io/astral-sh/uv:0.9.8 /uv /bin/
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-install-project
COPY . .
RUN uv sync --frozen
USER 1000:1000
CMD ["/app/.venv/bin/app"]
