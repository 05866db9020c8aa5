# files: pyproject.toml
FROM python:3.13.14-slim-trixie
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir . && pip install -e . -r requirements.txt && npm install -g serve@14.2.5 && npm install express@5.1.0
RUN --mount=type=cache,target=/usr/local/cargo/registry cargo build --release --locked
RUN go build ./... && mvn package && npm run build && npm version
USER 1000:1000
CMD ["app"]
