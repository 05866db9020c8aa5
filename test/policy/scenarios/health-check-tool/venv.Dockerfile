FROM debian:trixie-20261005-slim
COPY --from=ghcr.io/acme/app:1.0.0 /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
USER 1000:1000
HEALTHCHECK CMD ["python", "health.py"]
CMD ["/app/server"]
