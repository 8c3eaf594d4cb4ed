"""Every setting: its environment variable, its default and what it means. `.env` in the working directory is read too."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MIB = 1024 * 1024


class Settings(BaseSettings):
    """Read from the environment, upper case; `service <command> --help` lists them. Secrets never print."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="address to listen on; 0.0.0.0 opens the service to the network")
    port: int = Field(7001, ge=0, le=65535, description="port to listen on")
    worker_port: int = Field(7002, ge=0, le=65535, description="port of a worker's /metrics and /health; 0: none")
    data_dir: Path = Field(Path(".data"), description="where the embedded Postgres and NATS keep their data")
    database_url: str | None = Field(None, description="Postgres to use; unset starts the embedded one")
    nats_url: str | None = Field(None, description="NATS to use; unset starts the embedded one")

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least severe line to log")
    log_format: Literal["console", "json"] | None = Field(
        None, description="how log lines look; unset: console on a terminal, json elsewhere"
    )

    # NoDecode: a comma-separated list, not JSON.
    allowed_origins: Annotated[str, NoDecode] = Field(
        "http://127.0.0.1:5173,http://localhost:5173",
        description="comma-separated page origins allowed besides the service's own: those of the dev server",
    )
    auth_token: SecretStr | None = Field(None, description="when set, connections must carry it")
    max_message_bytes: int = Field(32 * MIB, ge=1024, description="largest message accepted from a client")
    max_connections: int = Field(5000, ge=1, description="open connections a web node holds at most")
    max_connections_per_address: int = Field(1000, ge=1, description="of which from one address")
    handshakes_per_second: float = Field(200.0, gt=0, description="handshakes accepted from one address, sustained")
    max_queue: int = Field(500, ge=1, description="generations that may be queued or at work at the same time")
    # Longer than a phone's cold TLS handshake plus a screenshot's upload, shorter than proxies' idle limits.
    receive_timeout_s: float = Field(10.0, gt=0, description="seconds to wait for a client's first message")
    save_timeout_s: float = Field(5.0, gt=0, description="seconds step 5 may take")
    send_timeout_s: float = Field(5.0, gt=0, description="seconds step 6 may take")
    enqueue_timeout_s: float = Field(5.0, gt=0, description="seconds step 8 may take")
    keep_alive_interval_ms: int = Field(100, ge=10, description="milliseconds between keep-alive ticks")
    drain_timeout_s: float = Field(10.0, ge=0, description="seconds a stopping node gives its connections")

    worker_concurrency: int = Field(4, ge=1, description="generations one worker runs at the same time")
    max_attempts: int = Field(3, ge=1, description="workers that may die over a generation before it is given up")
    generator: str | None = Field(None, description="generator to use: compose, trace or llm (unset: by input)")
    model: str | None = Field(None, description="model as provider:name, for example openai:gpt-5")
    openai_api_key: SecretStr | None = Field(None, description="key for OpenAI or a compatible server")
    openai_base_url: str | None = Field(None, description="base URL of an OpenAI-compatible server")
    anthropic_api_key: SecretStr | None = Field(None, description="key for Anthropic")
    gemini_api_key: SecretStr | None = Field(None, description="key for Google Gemini")
    provider_first_token_s: float = Field(60.0, gt=0, description="seconds to wait for a model's first token")
    provider_stall_s: float = Field(30.0, gt=0, description="seconds a model may pause between tokens")

    trace_url_template: str | None = Field(
        None,
        description="link to a trace with {trace_id}; default: Jaeger on port 16686 when a collector is configured",
    )

    @property
    def origins(self) -> frozenset[str]:
        """The allowed origins besides the service's own, lower case, without trailing slashes."""
        return frozenset(o.strip().rstrip("/").lower() for o in self.allowed_origins.split(",") if o.strip())
