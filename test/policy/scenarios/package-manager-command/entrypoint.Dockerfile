FROM python:3.13.14-slim-trixie
USER 1000:1000
# expect: package-manager-command
ENTRYPOINT ["poetry", "run"]
CMD ["uvicorn", "app.main:app"]
