# compose: {"user": null}
# expect: root-user
FROM python:3.13.14-slim-trixie AS base
FROM base
CMD ["python", "app.py"]
