FROM debian:trixie-20261005-slim
# expect: privileged-container
RUN --security=insecure cat /proc/self/status
RUN --security=sandbox cat /proc/self/status
USER 1000:1000
CMD ["server"]
