# The service and its page in one image; compose.yaml starts it as web node, worker and migration.
FROM node:24-bookworm-slim AS page
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci
COPY frontend ./
RUN npm run build

FROM python:3.11-slim-bookworm
# What the screenshot tracer reads text with.
RUN apt-get update && apt-get install -y --no-install-recommends tesseract-ocr-eng && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# The part of the tests' lock that the service needs, hashes and all:
# uv pip compile pyproject.toml --generate-hashes --no-header -c requirements.lock -o requirements-service.lock
COPY requirements-service.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-service.lock
COPY service ./service
# The user below can't write what Python would compile at every start.
RUN python -m compileall -q service
COPY --from=page /build/dist ./frontend/dist
RUN useradd --system --uid 10001 wirelight
USER wirelight
EXPOSE 7001 7002
ENTRYPOINT ["python", "-m", "service"]
CMD ["web"]
