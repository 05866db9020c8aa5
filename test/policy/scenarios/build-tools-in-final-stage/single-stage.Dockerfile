# expect: build-tools-in-final-stage
FROM node:24.21.0-bookworm
# expect: build-tools-in-final-stage
RUN apt-get update && apt-get install -y --no-install-recommends git build-essential libpq5 libpq-dev=16.1-1
# Removed too late: the layer above has them.
RUN apt-get purge -y git build-essential libpq-dev
USER 1000:1000
