"""The OTEL_* variables: what they mean is the specification's, and a value that can't be followed is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import sampling

from service.telemetry.environment import Environment, read_dotenv

HERE = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}


@pytest.mark.parametrize(
    ("variables", "traces", "logs"),
    [
        ({}, None, None),
        (HERE, "http://collector:4318/v1/traces", "http://collector:4318/v1/logs"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, None, None),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t:1/own"}, "http://t:1/own", None),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t:1/own?key=secret"}, "http://t:1/own", None),
        (
            {**HERE, "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": "http://l:1/own"},
            "http://collector:4318/v1/traces",
            "http://l:1/own",
        ),
        ({**HERE, "OTEL_SDK_DISABLED": "True"}, None, None),
        ({**HERE, "OTEL_SDK_DISABLED": "1"}, "http://collector:4318/v1/traces", "http://collector:4318/v1/logs"),
        ({**HERE, "OTEL_TRACES_EXPORTER": "none"}, None, "http://collector:4318/v1/logs"),
        ({**HERE, "OTEL_LOGS_EXPORTER": "none"}, "http://collector:4318/v1/traces", None),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, "http://localhost:4318/v1/traces", None),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://me:secret@c/base/"},
            "https://c/base/v1/traces",
            "https://c/base/v1/logs",
        ),
    ],
)
def test_where_spans_and_lines_go(variables: dict[str, str], traces: str | None, logs: str | None) -> None:
    environment = Environment(variables)
    assert (environment.endpoint("TRACES"), environment.endpoint("LOGS")) == (traces, logs)
    assert environment.ignored == []


@pytest.mark.parametrize(
    ("variables", "variable"),
    [
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "OTEL_EXPORTER_OTLP_PROTOCOL"),
        ({"OTEL_EXPORTER_OTLP_LOGS_PROTOCOL": "grpc"}, "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL"),
        ({"OTEL_TRACES_EXPORTER": "zipkin"}, "OTEL_TRACES_EXPORTER"),
    ],
)
def test_what_this_service_can_not_speak_is_told_once(variables: dict[str, str], variable: str) -> None:
    environment = Environment({**HERE, **variables})
    assert environment.endpoint("TRACES")
    assert environment.endpoint("LOGS")
    assert [one.variable for one in environment.ignored] == [variable]


def test_metrics_are_not_pushed_and_that_is_told() -> None:
    environment = Environment({"OTEL_METRICS_EXPORTER": "otlp"})
    environment.check_metrics()
    assert [(one.variable, one.value) for one in environment.ignored] == [("OTEL_METRICS_EXPORTER", "otlp")]
    for known in ("none", "prometheus", ""):
        environment = Environment({"OTEL_METRICS_EXPORTER": known})
        environment.check_metrics()
        assert environment.ignored == []


@pytest.mark.parametrize(
    ("name", "argument", "description"),
    [
        ("", "", "AlwaysOnSampler"),
        ("always_on", "", "AlwaysOnSampler"),
        ("parentbased_always_on", "", "AlwaysOnSampler"),
        ("always_off", "", "AlwaysOffSampler"),
        ("parentbased_always_off", "", "AlwaysOffSampler"),
        ("traceidratio", "0.25", "TraceIdRatioBased{0.25}"),
        ("parentbased_traceidratio", "0", "TraceIdRatioBased{0.0}"),
        ("traceidratio", "", "TraceIdRatioBased{1.0}"),
    ],
)
def test_samplers(name: str, argument: str, description: str) -> None:
    environment = Environment({"OTEL_TRACES_SAMPLER": name, "OTEL_TRACES_SAMPLER_ARG": argument})
    assert environment.sampler().get_description() == description
    assert environment.ignored == []


@pytest.mark.parametrize(
    ("variables", "variable"),
    [
        ({"OTEL_TRACES_SAMPLER": "jaeger_remote"}, "OTEL_TRACES_SAMPLER"),
        ({"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "half"}, "OTEL_TRACES_SAMPLER_ARG"),
        ({"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "2"}, "OTEL_TRACES_SAMPLER_ARG"),
        ({"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "nan"}, "OTEL_TRACES_SAMPLER_ARG"),
    ],
)
def test_a_sampler_that_can_not_be_keeps_everything_and_is_told(variables: dict[str, str], variable: str) -> None:
    environment = Environment(variables)
    assert environment.sampler().should_sample(None, 2**128 - 1, "x").decision is sampling.Decision.RECORD_AND_SAMPLE
    assert [one.variable for one in environment.ignored] == [variable]


def test_batching_is_in_milliseconds_and_each_signal_s_own() -> None:
    environment = Environment(
        {
            "OTEL_BSP_SCHEDULE_DELAY": "250", "OTEL_BSP_MAX_QUEUE_SIZE": "100", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "500",
            "OTEL_BLRP_SCHEDULE_DELAY": "2000", "OTEL_EXPORTER_OTLP_TIMEOUT": "3000",
            "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT": "1500", "OTEL_BSP_EXPORT_TIMEOUT": "1000",
        }
    )  # fmt: skip
    spans, lines = environment.batching("TRACES", 16_384, 2_048), environment.batching("LOGS", 8_192, 512)
    assert (spans.queue, spans.batch, spans.delay_s, spans.timeout_s) == (100, 100, 0.25, 1.0)
    assert (lines.queue, lines.batch, lines.delay_s, lines.timeout_s) == (8_192, 512, 2.0, 1.5)
    assert environment.ignored == []


@pytest.mark.parametrize("value", ["soon", "-1", "0", "inf", "nan"])
def test_a_number_that_is_none_is_told_and_the_default_stays(value: str) -> None:
    environment = Environment({"OTEL_BSP_SCHEDULE_DELAY": value})
    assert environment.batching("TRACES", 10, 5).delay_s == 1.0
    (told,) = environment.ignored
    assert (told.variable, told.value, told.instead) == ("OTEL_BSP_SCHEDULE_DELAY", value, "1000 is used")


def test_the_resource_is_ours_until_the_environment_says_else(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = Environment().resource("web", "node-1", "1.0")
    assert resource.attributes["service.name"] == "wirelight-web"
    assert resource.attributes["service.instance.id"] == "node-1"
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=mine,deployment.environment.name=prod%20eu")
    attributes = Environment().resource("web", "node-1", "1.0").attributes
    assert attributes["service.name"] == "wirelight-web"
    assert attributes["service.instance.id"] == "mine"
    assert attributes["deployment.environment.name"] == "prod eu"
    monkeypatch.setenv("OTEL_SERVICE_NAME", "pages")
    assert Environment().resource("web", "node-1", "1.0").attributes["service.name"] == "pages"
    monkeypatch.setenv("OTEL_SERVICE_NAME", "")
    assert Environment().resource("web", "node-1", "1.0").attributes["service.name"] == "wirelight-web"


def test_variables_in_the_file_count_where_the_environment_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PORT=1\nOTEL_SERVICE_NAME=pages\nOTEL_EXPORTER_OTLP_ENDPOINT=http://file:1\n")
    for name in ("OTEL_SERVICE_NAME", "PORT"):
        monkeypatch.setenv(name, "")  # so that it is put back
        monkeypatch.delenv(name)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://shell:1")
    read_dotenv(tmp_path / ".env")
    assert os.environ["OTEL_SERVICE_NAME"] == "pages"
    assert os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://shell:1"
    assert "PORT" not in os.environ
    read_dotenv(tmp_path / "none")
