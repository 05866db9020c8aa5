FROM golang:1.27.3 AS build
RUN apt-get update && apt-get install -y gcc git
FROM python:3.13-slim AS runtime
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && true && apt-get purge -y --auto-remove gcc libpq-dev
RUN set -eux; buildDeps='gcc make'; apt-get install -y $buildDeps; make; apt-get purge -y $buildDeps
RUN savedAptMark="$(apt-mark showmanual)"; apt-get install -y gcc; apt-mark auto '.*' > /dev/null; apt-mark manual $savedAptMark; \
    apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false
RUN apt-get install -y ${PACKAGES} libpq5 ca-certificates tzdata tini gitsome
RUN echo "apt-get install -y gcc" && dpkg -l git
COPY --from=build /server /server
USER 1000:1000
