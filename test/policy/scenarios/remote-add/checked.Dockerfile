# files: https.txt
FROM debian:trixie-20261005-slim
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/tool.tar.gz /opt/
ADD --checksum=sha256:${TOOL_SHA256} https://example.com/tool.tar.gz /opt/
ADD https://github.com/acme/tool.git#8f6dbb3e1c0c2a3e6a4b5d7f9a1c2e3d4f5a6b7c:docs /src
ADD https://github.com/acme/tool.git?commit=8f6dbb3e1c0c2a3e6a4b5d7f9a1c2e3d4f5a6b7c /src
ADD https://github.com/acme/tool.git#${TOOL_COMMIT} /src
ADD vendor/tool.tar.gz /opt/
ADD <<EOT /etc/sources
https://example.com/tool.tar.gz
EOT
COPY https.txt /etc/
USER 1000:1000
