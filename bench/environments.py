"""The environments of the peers, each with its own packages, in out/peers/."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / "out" / "peers"
INSTALL_S = 900.0


def python_of(name: str) -> Path | None:
    """The interpreter of a peer's environment, made if it is not there.

    None where it cannot be made, as without a network.
    """
    folder = ENVIRONMENTS / name
    python, ready = folder / "bin" / "python", folder / "ready"
    if ready.exists():
        return python
    wanted = Path(__file__).parent / "peers" / f"requirements-{name}.txt"
    print(f"making the environment of {name} …", flush=True)
    try:
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(folder)],
            [str(python), "-m", "pip", "install", "-q", "--no-deps", "-r", str(wanted)],
        ):
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_S)
    except (subprocess.SubprocessError, OSError):
        return None
    ready.touch()
    return python
