# target: runtime
FROM alpine:3.24.2 AS base
# expect: build-tools-in-final-stage
RUN apk add --no-cache --virtual=.run make g++ libstdc++
FROM base AS unused
RUN apk add git
FROM base AS runtime
# expect: build-tools-in-final-stage
RUN apk add --no-cache --virtual .build-deps gcc musl-dev && apk add cmake && apk del .build-deps
USER 1000:1000
