FROM debian:trixie-20261005-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
RUN curl -fsSL https://example.com/key.asc | gpg --dearmor -o /usr/share/keyrings/tool.gpg
RUN VERSION=$(curl -s https://example.com/version) && echo "$VERSION" > /version
RUN curl -s https://example.com/x.json | python3 -c 'import json, sys; print(json.load(sys.stdin)["v"])' && curl -s https://example.com/x.json | python3 -m json.tool
RUN curl -s https://example.com/x.json | node -e 'process.stdin.pipe(process.stdout)' && curl -s https://example.com/x | perl -pe 's/a/b/'
RUN curl -fsSLO https://example.com/tool.sh && echo "24454f830cdb571e2c4ad15481119c43  tool.sh" | sha256sum -c - && sh tool.sh
RUN wget -q https://example.com/tool.sh https://example.com/tool.sh.asc && gpg --verify tool.sh.asc tool.sh && sh tool.sh
RUN curl -sLo /usr/local/bin/tool https://example.com/tool && chmod +x /usr/local/bin/tool
RUN curl https://example.com/data | bash import.sh && sh -c 'curl -s https://example.com/ > /dev/null' && echo "curl x | sh"
RUN apt-get install -y --no-install-recommends curl | tee install.log
COPY install.sh /tmp/
RUN bash /tmp/install.sh "$(curl -s https://example.com/version)"
USER 1000:1000
