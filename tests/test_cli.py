"""The command line: help, settings from flags and environment, mistakes in one line."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from service import cli
from service.embedded import EmbeddedPostgres
from service.settings import Settings


@pytest.fixture(autouse=True)
def no_dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def mistake(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said about arguments that must be refused."""
    assert cli.main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_help_lists_every_setting_with_its_default(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    assert left.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    for name, field in Settings.model_fields.items():
        assert f" {cli.flag_of(name)} " in text
        if field.default is not None:
            assert str(field.default) in text


def test_help_tells_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert all(f"\n  {command} " in told for command in cli.COMMANDS)


def test_a_flag_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PORT=1000\nMAX_QUEUE=1\nLOG_LEVEL=error\n")
    monkeypatch.setenv("MAX_QUEUE", "2")
    monkeypatch.setenv("PORT", "1001")
    settings = cli.read_settings({"port": "1002"}, "up")
    assert (settings.port, settings.max_queue, settings.log_level) == (1002, 2, "error")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["up", "--port", "99999"], "--port 99999 is wrong: input should be less than or equal to 65535"),
        (
            ["up", "--log-level=loud"],
            "--log-level loud is wrong: input should be 'debug', 'info', 'warning' or 'error'",
        ),
        (["up", "--prot", "1"], "there is no --prot, did you mean --port? (service up --help lists what there is)"),
        (["up", "--port"], "argument --port: expected one argument (service up --help lists what there is)"),
        (["upp"], "argument COMMAND: invalid choice: 'upp'"),
        (["web"], "DATABASE_URL and NATS_URL must be set for `service web`; `service up` brings its own servers"),
        (["migrate"], "DATABASE_URL must be set for `service migrate`; `service up` brings its own servers"),
        (["doctor"], "the following arguments are required: URL"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = mistake(capsys, *arguments)
    assert text.startswith("service: ")
    assert said in text
    assert text.count("\n") == 1


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    # What a compose file or a CI form passes on when nobody filled it in.
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("DATABASE_URL", "")
    settings = cli.read_settings({}, "up")
    assert (settings.port, settings.database_url) == (7001, None)


def test_a_wrong_environment_is_named_as_such_a_line_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "seven")
    monkeypatch.setenv("DRAIN_TIMEOUT_S", "-1")
    assert mistake(capsys, "up").splitlines() == [
        "service: PORT=seven is wrong: input should be a valid integer, unable to parse string as an integer",
        "service: DRAIN_TIMEOUT_S=-1 is wrong: input should be greater than or equal to 0",
    ]


def test_a_value_that_may_hold_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(cli.UsageError) as raised:
        cli.read_settings({"auth_token": ["sk-secret"], "database_url": {"u": "hush"}}, "up")  # type: ignore[dict-item]
    assert str(raised.value).splitlines() == [
        "--database-url ... is wrong: input should be a valid string",
        "--auth-token ... is wrong: input should be a valid string",
    ]
    settings = cli.read_settings({"auth_token": "sk-secret"}, "up")
    assert settings.auth_token == SecretStr("sk-secret")
    assert "sk-secret" not in repr(settings)


def test_help_and_mistakes_need_nothing_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    # A module that may not be imported: an import would raise.
    monkeypatch.setitem(sys.modules, "service.app", None)
    assert cli.main(["up", "--port", "x"]) == 2
    assert cli.main(["web"]) == 2


async def test_migrate_tells_what_it_applied(
    postgres: EmbeddedPostgres, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = await postgres.create_database("to_migrate")
    # The command has a loop of its own, so it needs a thread of its own here.
    assert await asyncio.to_thread(cli.main, ["migrate", "--database-url", url]) == 0
    assert capsys.readouterr().out.startswith("0001_generations\n")
    assert await asyncio.to_thread(cli.main, ["migrate", "--database-url", url]) == 0
    assert capsys.readouterr().out == "the schema is up to date\n"
    await postgres.drop_database("to_migrate")
