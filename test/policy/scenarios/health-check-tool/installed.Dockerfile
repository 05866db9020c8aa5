FROM python:3.13.14-slim-trixie
RUN apt-get update \
  && apt-get install -y --no-install-recommends \
    libpq5 \
    curl=8.* \
  && rm -rf /var/lib/apt/lists/*
USER 1000:1000
HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
CMD ["/app/server"]
