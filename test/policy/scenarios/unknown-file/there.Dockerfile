# files: package.json package-lock.json src/server.js conf/app.yaml .gitignore a/b/c.txt
FROM alpine:3.24.2 AS build
WORKDIR /app
COPY package.json yarn.lock* pnpm-lock.yaml* ./
COPY ./package*.json /src/server.js ./
RUN --mount=type=bind,source=package.json,target=package.json \
    --mount=source=package-lock.json,target=package-lock.json \
    --mount=type=bind,target=/src \
    --mount=type=bind,from=alpine:3.24.2,source=/etc/os-release,target=/x \
    --mount=type=cache,target=/root/.npm --mount=type=secret,id=token cat package.json
COPY a/*/c.??? src /app/
ARG ENVIRONMENT
COPY conf/${ENVIRONMENT}.yaml ./
ARG TARGETARCH
COPY tools/${TARGETARCH}/tool /usr/local/bin/
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/file.txt /
ADD https://github.com/acme/tools.git#8f6dbb3e1c0c2a3e6a4b5d7f9a1c2e3d4f5a6b7c /tools
COPY <<EOF /etc/app.conf
missing.txt there
EOF
# Made before the image is built.
COPY target/app.jar build/libs/*.jar ./
COPY dist ./dist
FROM alpine:3.24.2
COPY --from=build /app/nothing-of-the-context /app/
CMD ["/app"]
