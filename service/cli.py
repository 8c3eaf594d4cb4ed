"""The command line: `service up | web | worker | migrate | doctor URL`; every setting is a flag too."""

from __future__ import annotations

import argparse
import asyncio
import difflib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NoReturn, get_args, get_origin

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from service.embedded.ports import ensure_free
from service.embedded.process import EmbeddedError
from service.settings import Settings

COMMANDS = {
    "up": "everything on this machine: Postgres, NATS, a web process and a worker process",
    "web": "a web node (needs DATABASE_URL and NATS_URL)",
    "worker": "a worker node (needs DATABASE_URL and NATS_URL)",
    "migrate": "bring the schema of DATABASE_URL up to date",
    "doctor": "walk a connection to URL from outside and name what is wrong",
}
DOCTOR_ARGUMENTS = ("url", "dry", "as_json", "origin")
USAGE_ERROR = 2
# Fields whose value may hold a secret beside those of the type SecretStr: a URL may carry a password.
WITH_PASSWORD = ("database_url", "nats_url", "openai_base_url")


class UsageError(Exception):
    """The command line or the environment is wrong: one line a mistake."""


class Parser(argparse.ArgumentParser):
    """argparse without its page of usage before every error, and with a guess at what was meant."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} ({self.prog} --help lists what there is)")


def flag_of(field: str) -> str:
    return "--" + field.replace("_", "-")


def build_parser() -> Parser:
    lines = [f"  {name:8} {text}" for name, text in COMMANDS.items()]
    parser = Parser(
        prog="service",
        usage="service COMMAND [--flag VALUE ...]",
        description="Wirelight: code generation over a WebSocket that can always say what happened.",
        epilog="\n".join(["commands:", *lines, "", "`service COMMAND --help` lists the settings."]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="what to run, see below")
    return parser


def build_command_parser(command: str) -> Parser:
    parser = Parser(
        prog=f"service {command}",
        usage=f"service {command}{' URL' if command == 'doctor' else ''} [--flag VALUE ...]",
        description=COMMANDS[command] + ".",
        epilog="Every setting is also an environment variable of the same name (--max-queue is MAX_QUEUE), read from "
        ".env too; a flag goes before the environment. OTEL_* variables mean what OpenTelemetry's specification says.",
        allow_abbrev=False,
    )
    if command == "doctor":
        parser.add_argument("url", metavar="URL", help="the page or WebSocket to examine, e.g. http://127.0.0.1:7001")
        parser.add_argument("--dry", action="store_true", help="open the WebSocket, but ask for no generation")
        parser.add_argument("--json", dest="as_json", action="store_true", help="print the findings as JSON")
        parser.add_argument("--origin", metavar="ORIGIN", help="come from a page at this origin, not the service's own")
    settings = parser.add_argument_group("settings")
    for name, field in Settings.model_fields.items():
        # SUPPRESS: what isn't given must not hide the environment.
        settings.add_argument(
            flag_of(name), dest=name, metavar=_kind(field), default=argparse.SUPPRESS, help=_help(field)
        )
    return parser


def _kind(field: FieldInfo) -> str:
    """What a value looks like, for the help: a choice, or the name of the type."""
    kinds = (field.annotation, *get_args(field.annotation))
    for kind in kinds:
        if get_origin(kind) is Literal:
            return "|".join(get_args(kind))
    names = {int: "N", float: "NUMBER", Path: "DIRECTORY", SecretStr: "SECRET"}
    return next((names[kind] for kind in kinds if kind in names), "TEXT")


def _help(field: FieldInfo) -> str:
    default = "" if field.default is None else f" (default: {field.default})"
    return f"{field.description}{default}".replace("%", "%%")


def read_settings(flags: Mapping[str, str], command: str) -> Settings:
    """The settings from flags, environment and .env; raises UsageError with a line for each wrong one."""
    try:
        settings = Settings(**flags)  # type: ignore[arg-type]  # texts: pydantic makes them what they should be
    except ValidationError as error:
        raise UsageError("\n".join(_explain(one, flags) for one in error.errors())) from None
    except SettingsError as error:
        raise UsageError(str(error)) from None
    missing = [name for name in ("database_url", "nats_url") if getattr(settings, name) is None]
    if command == "migrate":
        missing = [name for name in missing if name == "database_url"]
    if missing and command in ("web", "worker", "migrate"):
        names = " and ".join(name.upper() for name in missing)
        raise UsageError(f"{names} must be set for `service {command}`; `service up` brings its own servers")
    return settings


def _explain(error: ErrorDetails, flags: Mapping[str, str]) -> str:
    """`PORT=99999 is wrong: ...`, by the name under which it was given; never a secret."""
    name = str(error["loc"][0]) if error["loc"] else "settings"
    field = Settings.model_fields.get(name)
    given = flag_of(name) + " " if name in flags else name.upper() + "="
    secret = name in WITH_PASSWORD or (
        field is not None and SecretStr in (field.annotation, *get_args(field.annotation))
    )
    value = "..." if secret else str(error["input"])[:80]
    reason = error["msg"][:1].lower() + error["msg"][1:]
    return f"{given}{value} is wrong: {reason}"


def parse(arguments: Sequence[str]) -> tuple[str, dict[str, Any], dict[str, str]]:
    """The command, its own arguments (only doctor has some), and the settings given as flags."""
    head = build_parser().parse_args(arguments[:1])
    parser = build_command_parser(head.command)
    known, unknown = parser.parse_known_args(arguments[1:])
    for one in unknown:
        close = difflib.get_close_matches(one.partition("=")[0], map(flag_of, Settings.model_fields), 1)
        parser.error(f"there is no {one.partition('=')[0]}" + (f", did you mean {close[0]}?" if close else ""))
    flags = vars(known)
    own = {name: flags.pop(name) for name in DOCTOR_ARGUMENTS if name in flags}
    return head.command, own, flags


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit code: 2 for wrong usage or settings, 1 for a failure, 130 for Ctrl-C."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        command, own, flags = parse(arguments or ["--help"])
        settings = read_settings(flags, command)
        return run(command, own, flags, settings)
    except UsageError as error:
        for line in str(error).splitlines():
            print(f"service: {line}", file=sys.stderr)
        return USAGE_ERROR
    except EmbeddedError as error:
        print(f"service: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(command: str, own: Mapping[str, Any], flags: Mapping[str, str], settings: Settings) -> int:
    """Imports what the command needs, and only that: help and mistakes are answered at once."""
    if command == "up":
        from service.embedded.supervisor import up

        # As environment variables, where other users can't read them, unlike a command line.
        return asyncio.run(up(settings, os.environ | {name.upper(): value for name, value in flags.items()}))
    if command == "doctor":
        from service import doctor

        return asyncio.run(doctor.main(settings=settings, **own))
    from service import app
    from service.telemetry.environment import read_dotenv

    read_dotenv()
    if command == "migrate":
        applied = asyncio.run(app.migrate(settings))
        print("\n".join(applied) if applied else "the schema is up to date")
    elif command == "web":
        ensure_free(settings.host, settings.port, "--port")
        asyncio.run(app.run_web(settings))
    else:
        if settings.worker_port:
            ensure_free(settings.host, settings.worker_port, "--worker-port")
        asyncio.run(app.run_worker(settings))
    return 0
