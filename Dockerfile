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
# The lock that the tests ran with, hashes and all.
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY service ./service
COPY --from=page /build/dist ./frontend/dist
RUN useradd --system --uid 10001 wirelight
USER wirelight
EXPOSE 7001 7002
ENTRYPOINT ["python", "-m", "service"]
CMD ["web"]
