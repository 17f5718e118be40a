"""Programs that come as Debian packages: installed when we are root there, and left alone everywhere else."""

import os
import shutil
import subprocess


def install(*packages: str) -> None:
    """Try to; whoever needs them looks afterwards whether they are there."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
