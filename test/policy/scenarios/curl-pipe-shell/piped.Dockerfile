FROM debian:trixie-20261005-slim
# expect: curl-pipe-shell
RUN curl -fsSL https://example.com/install.sh | sh
# expect: curl-pipe-shell
RUN apt-get update && curl --proto '=https' --tlsv1.2 -sSf https://example.com/init | sh -s -- -y --profile minimal
# expect: curl-pipe-shell
RUN set -o pipefail; wget -qO- https://example.com/install.sh | sed 's/a/b/' | env VERSION=1 bash -e
# expect: curl-pipe-shell
RUN bash <(curl -s https://example.com/install.sh)
# expect: curl-pipe-shell
RUN sh -c "$(curl -fsSL https://example.com/install.sh)" "" --unattended
# expect: curl-pipe-shell
RUN ["bash", "-c", "curl -s https://example.com/install.sh | bash -x"]
# expect: curl-pipe-shell
RUN curl -sSL https://example.com/install.py | python3 -
# expect: curl-pipe-shell
RUN curl -sS https://getcomposer.org/installer | php -- --install-dir=/usr/local/bin
# expect: curl-pipe-shell
RUN eval "$(wget -qO- https://example.com/env)"
# expect: curl-pipe-shell
RUN if true; then curl https://example.com/x | perl; fi
# expect: curl-pipe-shell
RUN curl -fsSL https://example.com/setup.sh -o setup.sh && bash setup.sh && rm setup.sh
# expect: curl-pipe-shell
RUN wget https://example.com/get-pip.py && python get-pip.py
# expect: curl-pipe-shell
RUN curl -sLo /tmp/tool https://example.com/tool && chmod +x /tmp/tool && /tmp/tool install
# expect: curl-pipe-shell
RUN <<SCRIPT
set -e
curl https://example.com/x > x.sh
. ./x.sh
SCRIPT
USER 1000:1000
