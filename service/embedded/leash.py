"""Runs a program that dies with its parent: `python -I -S leash.py PARENT SIGNAL UID CAPABILITY PROGRAM [ARGUMENT...]`.

A program of its own rather than a preexec_fn, which may deadlock in a process that has threads. It replaces itself
with PROGRAM, so the pid stays. UID and CAPABILITY may be -1 (keep the user; keep no capability). Linux only.
"""

from __future__ import annotations

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522


def become(libc: ctypes.CDLL, uid: int, capability: int) -> None:
    """Drops root for `uid`, keeping at most one capability across exec."""
    libc.prctl(PR_SET_KEEPCAPS, 1 if capability >= 0 else 0, 0, 0, 0)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if capability < 0:
        return
    bit = 1 << capability
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    # Effective, permitted and inheritable, for the low and the high 32 capabilities.
    sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if libc.capset(header, sets) or libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0):
        raise OSError(ctypes.get_errno(), "the capability could not be kept")


def main() -> None:
    """Exits 75 when the parent is gone already, 126 when the program can't be run."""
    parent, signal, uid, capability = (int(value) for value in sys.argv[1:5])
    program = sys.argv[5:]
    try:
        if sys.platform == "linux":
            libc = ctypes.CDLL(None, use_errno=True)
            if uid >= 0:
                become(libc, uid, capability)
            # After the change of user, which clears it.
            libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(75)
        os.umask(0o077)
        os.execv(program[0], program)
    except OSError as error:
        print(f"{program[0]} could not be started: {error}", file=sys.stderr)  # noqa: T201 - the log of the program
        sys.exit(126)


if __name__ == "__main__":
    main()
