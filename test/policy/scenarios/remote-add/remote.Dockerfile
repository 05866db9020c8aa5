FROM debian:trixie-20261005-slim
# expect: remote-add
ADD https://example.com/tool-1.2.3.tar.gz /opt/
# expect: remote-add
ADD --chown=1000:1000 https://ci:kx3@example.com/${VERSION}/tool /opt/tool
# expect: remote-add, remote-add
ADD ["https://example.com/a", "http://example.com/b", "/opt/"]
# expect: remote-add
ADD https://github.com/acme/tool.git /src
# expect: remote-add
ADD --keep-git-dir=true https://github.com/acme/tool.git#v1.2.3:docs /src
# expect: remote-add
ADD git@github.com:acme/tool.git#main /src
# expect: remote-add
ADD https://github.com/acme/tool.git#8f6dbb3 /src
USER 1000:1000
