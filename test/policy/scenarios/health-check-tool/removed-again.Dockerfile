FROM alpine:3.24.2
RUN apk add --no-cache --virtual .fetch curl && curl -fsSo /app.tar https://example.com/app.tar && apk del .fetch
USER 1000:1000
# expect: health-check-tool
HEALTHCHECK CMD curl -f http://localhost:8000
CMD ["/app/server"]
