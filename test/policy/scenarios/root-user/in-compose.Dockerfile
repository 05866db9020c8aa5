# The image's own user is not what runs.
# compose: {"user": "1000:1000"}
FROM alpine:3.24.2
CMD ["/bin/app"]
