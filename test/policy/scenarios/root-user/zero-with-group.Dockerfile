# compose: {"user": null}
FROM alpine:3.24.2
ARG UID=0
# expect: root-user
USER "${UID}:0"
CMD ["/bin/app"]
