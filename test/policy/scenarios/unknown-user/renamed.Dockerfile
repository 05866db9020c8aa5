# compose: {"user": "1000"}
FROM node:24.21.0-trixie-slim
RUN usermod -l app node && groupmod -n app node
USER app:app
CMD ["/app"]
