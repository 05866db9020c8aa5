FROM python:3.13.14-slim-trixie AS build
RUN apt-get update && apt-get install -y --no-install-recommends curl
FROM python:3.13.14-slim-trixie
COPY --from=build /usr/local/bin /usr/local/bin
COPY --from=build /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages
COPY src ./src
USER 1000:1000
EXPOSE 8000
# expect: health-check-tool
HEALTHCHECK CMD curl --fail http://localhost:8000/health || exit 1
CMD ["python", "-m", "src"]
