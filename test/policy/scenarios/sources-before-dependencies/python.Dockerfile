# files: app/main.py requirements.txt
FROM python:3.13.14-slim-trixie
COPY app /app
COPY requirements.txt .
# expect: sources-before-dependencies
RUN python -m pip install --no-cache-dir -r requirements.txt
CMD ["python", "/app/main.py"]
