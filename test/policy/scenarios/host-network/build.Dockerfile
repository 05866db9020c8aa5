FROM debian:trixie-20261005-slim
# expect: host-network
RUN --network=host cat /etc/hosts
RUN --network=none cat /etc/hosts
RUN --network=default cat /etc/hosts
USER 1000:1000
CMD ["server"]
