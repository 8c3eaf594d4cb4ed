"""Where the stack's servers come from: found on PATH or in the cache, else built from source or unpacked from Debian.

The collector is built by the OpenTelemetry Collector Builder from `builder.yaml`, Jaeger from its Go module, and
Prometheus (with promtool) comes from the distribution's package, unpacked without installing it, so that no second
Prometheus starts as a system service. Everything lands in `$XDG_CACHE_HOME/wirelight/<tool>-<version>-<hash>/`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
MANIFEST = HERE / "builder.yaml"
COLLECTOR_VERSION = "0.159.0"
JAEGER_VERSION = "1.76.0"  # the module's tag whose cmd/jaeger is Jaeger 2.13
GO_NEEDED = (1, 25)
COLLECTOR_PACKAGES = 1600  # of Go, about; only for the progress line
JAEGER_PACKAGES = 2300
LDFLAGS = "-s -w"  # no symbol tables: a third of the size

Progress = Callable[[str], None]


class MissingBinaryError(Exception):
    """A server of the stack is neither here nor can it be made here; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """Paths of the executables of the stack."""

    collector: Path
    jaeger: Path
    prometheus: Path
    promtool: Path


def find() -> Binaries:
    """The executables that are here already. Raises MissingBinaryError for the first that is not; takes no time."""
    return Binaries(
        collector=_present(_collector_dir() / "otelcol", "the collector"),
        jaeger=_present(_jaeger_dir() / "jaeger", "Jaeger"),
        prometheus=_on_path_or_unpacked("prometheus"),
        promtool=_on_path_or_unpacked("promtool"),
    )


def install(progress: Progress) -> Binaries:
    """The same, after making what is missing: ten to twenty minutes on two cores the first time, nothing after that."""
    for folder, name, make in (
        (_collector_dir(), "otelcol", _build_collector),
        (_jaeger_dir(), "jaeger", _build_jaeger),
        (_prometheus_dir(), "prometheus", _unpack_prometheus),
    ):
        if name == "prometheus" and shutil.which("prometheus") and shutil.which("promtool"):
            continue
        if not (folder / name).exists():
            _make(folder, make, progress)
    return find()


def cache_dir() -> Path:
    """Outside the checkout, so that a fresh clone does not build anew."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "wirelight"


def _collector_dir() -> Path:
    return cache_dir() / f"collector-{COLLECTOR_VERSION}-{_hash(MANIFEST.read_text())}"


def _jaeger_dir() -> Path:
    return cache_dir() / f"jaeger-{JAEGER_VERSION}-{_hash(LDFLAGS)}"


def _prometheus_dir() -> Path:
    return cache_dir() / "prometheus-debian"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _present(path: Path, name: str) -> Path:
    if not path.exists():
        raise MissingBinaryError(f"{name} is not built yet: run `python3 dev.py stack --install` (minutes, once)")
    return path


def _on_path_or_unpacked(name: str) -> Path:
    found = shutil.which(name)
    return Path(found) if found else _present(_prometheus_dir() / name, name)


def _make(folder: Path, make: Callable[[Path, Progress], None], progress: Progress) -> None:
    """Run `make` into a scratch folder and move it into place whole, one process at a time."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.with_name(f"{folder.name}.lock")):
        if folder.exists():  # made while this process waited for the lock
            return
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as scratch:
            result = Path(scratch) / "result"
            result.mkdir()
            make(result, progress)
            result.rename(folder)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build_collector(result: Path, progress: Progress) -> None:
    go = _go()
    work = result.parent
    (work / "builder.yaml").write_text(MANIFEST.read_text())
    builder = f"go.opentelemetry.io/collector/cmd/builder@v{COLLECTOR_VERSION}"
    progress("collector: fetching the modules that otel-collector.yaml needs")
    _run([go, "run", builder, "--config", "builder.yaml", "--skip-compilation"], work)
    command = [go, "build", "-v", "-trimpath", "-ldflags", LDFLAGS, "-o", str(result / "otelcol"), "."]
    _compile("collector", command, work / "build", COLLECTOR_PACKAGES, progress)


def _build_jaeger(result: Path, progress: Progress) -> None:
    go = _go()
    progress("jaeger: fetching its module")
    module = f"github.com/jaegertracing/jaeger@v{JAEGER_VERSION}"
    told = json.loads(_run([go, "mod", "download", "-json", module], result.parent))
    # `go install module@version` refuses go.mod files with replace directives: build a copy as the main module.
    source = result.parent / "source"
    shutil.copytree(told["Dir"], source, copy_function=shutil.copyfile)
    for folder in [source, *(path for path in source.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)  # the module cache is read-only
    command = [go, "build", "-v", "-trimpath", "-ldflags", LDFLAGS, "-o", str(result / "jaeger"), "./cmd/jaeger"]
    _compile("jaeger", command, source, JAEGER_PACKAGES, progress)


def _unpack_prometheus(result: Path, progress: Progress) -> None:
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if not apt or not dpkg:
        raise MissingBinaryError("Prometheus is not on PATH and this is no Debian: install prometheus and promtool")
    progress("prometheus: downloading the distribution's package")
    if os.geteuid() == 0:
        _run([apt, "update", "-q"], result.parent)
    _run([apt, "download", "-q", "prometheus"], result.parent)
    package = next(result.parent.glob("prometheus_*.deb"))
    _run([dpkg, "-x", str(package), "unpacked"], result.parent)
    for name in ("prometheus", "promtool"):
        shutil.copy2(result.parent / "unpacked" / "usr" / "bin" / name, result / name)


def _go() -> str:
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    needed = ".".join(map(str, GO_NEEDED))
    if not go:
        raise MissingBinaryError(
            f"the collector and Jaeger are built with Go {needed} or newer, and there is no Go here"
        )
    version = _run([go, "env", "GOVERSION"], Path.cwd()).strip()
    numbers = tuple(int(part) for part in version.removeprefix("go").split(".")[:2] if part.isdigit())
    if numbers < GO_NEEDED:
        raise MissingBinaryError(f"the collector and Jaeger need Go {needed} or newer; {go} is {version}")
    return go


def _environment() -> Mapping[str, str]:
    # GOTOOLCHAIN=local: never download another toolchain. -mod=mod: go.sum may lack what the copy needs.
    return {**os.environ, "CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingBinaryError(f"`{' '.join(command)}` failed:\n{done.stderr.strip()[-2000:]}")
    return done.stdout


def _compile(name: str, command: list[str], folder: Path, packages: int, progress: Progress) -> None:
    """Compile with a line of progress every ten seconds; `go build -v` names each package it compiles on stderr."""
    started, told, lines = time.monotonic(), 0.0, list[str]()
    with subprocess.Popen(
        ["nice", "-n", "5", *command], cwd=folder, env=_environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(line)
            elapsed = time.monotonic() - started
            if elapsed - told > 10:
                told = elapsed
                left = max(10, elapsed / len(lines) * max(0, packages - len(lines)))
                progress(f"{name}: compiled {len(lines)} of about {packages} packages, about {left:.0f} s to go")
    if process.returncode:
        raise MissingBinaryError(f"building {name} failed:\n{''.join(lines[-30:])}")
    progress(f"{name}: built in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    try:
        install(lambda line: print(line, flush=True))
    except MissingBinaryError as missing:
        sys.exit(f"stack: {missing}")
