"""The servers that are measured: ours, as a deployment runs it, and the peers, fetched from npm into a scratch folder.

The peers are for measuring alone: nothing of ours depends on them. Where they cannot be fetched the result says so.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from config import web
from config.home import Say

PACKAGES = {"y-websocket": "2.1.0", "@hocuspocus/server": "4.7.0", "@hocuspocus/extension-database": "4.7.0"}
HOCUSPOCUS = """
import { Database } from "@hocuspocus/extension-database"
import { Server } from "@hocuspocus/server"
import { readFile, rename, writeFile } from "node:fs/promises"

const kept = process.env.KEPT
const database = new Database({
  fetch: ({ documentName }) => readFile(`${kept}/${documentName}`).catch(() => null),
  store: async ({ documentName, state }) => {
    await writeFile(`${kept}/${documentName}.new`, state)
    await rename(`${kept}/${documentName}.new`, `${kept}/${documentName}`)
  },
})
const port = Number(process.env.PORT)
await new Server({ address: "127.0.0.1", port, quiet: true, extensions: kept ? [database] : [] }).listen()
"""
TIDY = 'process.on("SIGUSR2", () => globalThis.gc())\n'


class Served:
    """A server that can be started, killed and started again at the same port, and asked how much memory it has."""

    def __init__(self, name: str, variables: Mapping[str, str]) -> None:
        self.name, self.variables = name, {**os.environ, **variables}
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.end(signal.SIGTERM)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = self._begin()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} stopped")
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                line.sendall(b"GET /live/health/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                if line.recv(100):
                    return
            time.sleep(0.02)
        raise RuntimeError(f"{self.name} did not start")

    def _begin(self) -> subprocess.Popen[bytes]:
        raise NotImplementedError

    def end(self, how: signal.Signals) -> None:
        """End it, and wait until it has gone. SIGKILL: as a machine that loses power."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(20)
        self.process = None

    def memory(self) -> int:
        """Bytes that it holds, tidied first where that can be asked for."""
        assert self.process is not None  # noqa: S101  for the type checker
        for _ in range(2):
            self.tidy()
            time.sleep(1)
        words = Path(f"/proc/{self.process.pid}/status").read_text().split("VmRSS:")[1].split()
        return int(words[0]) * 1024

    def tidy(self) -> None:
        """Let go of what is garbage."""


class Ours(Served):
    """The process kind `rt`, on the database that `address` names."""

    def __init__(self, address: str, variables: Mapping[str, str] | None = None) -> None:
        super().__init__("our server", {"TESSERA_DATABASE_URL": address, **(variables or {})})
        self._listener: socket.socket | None = None

    def _begin(self) -> subprocess.Popen[bytes]:
        if self._listener is None:
            self._listener = web.listen("127.0.0.1", 0)
            self.port = int(self._listener.getsockname()[1])
        number = self._listener.fileno()
        return subprocess.Popen(web.live_command(number), env=self.variables, pass_fds=[number])

    def __exit__(self, *problem: object) -> None:
        super().__exit__(*problem)
        if self._listener is not None:
            self._listener.close()


class Peer(Served):
    """One of the peers. `kept` is a folder for its usual persistence; without it, it holds everything in memory."""

    def __init__(self, name: str, folder: Path, kept: Path | None = None) -> None:
        self._folder = folder
        if kept is not None:
            kept.mkdir(parents=True, exist_ok=True)
        own = "node_modules/y-websocket/bin/server.cjs" if name == "y-websocket" else "hocuspocus.mjs"
        self._command = ["node", "--expose-gc", "--require", "./tidy.cjs", own]
        where = "YPERSISTENCE" if name == "y-websocket" else "KEPT"
        super().__init__(name, {"HOST": "127.0.0.1", **({where: str(kept)} if kept else {})})

    def _begin(self) -> subprocess.Popen[bytes]:
        if not self.port:
            with socket.create_server(("127.0.0.1", 0)) as any_free:
                self.port = int(any_free.getsockname()[1])
        variables = {**self.variables, "PORT": str(self.port)}
        return subprocess.Popen(self._command, cwd=self._folder, env=variables, stdout=subprocess.DEVNULL)

    def tidy(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGUSR2)


def fetch(folder: Path, say: Say) -> str:
    """Fetch the peers into a folder. Answers with why they are not there, or nothing."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "y-websocket and Hocuspocus were not measured: there is no node and npm here."
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": PACKAGES}))
    (folder / "hocuspocus.mjs").write_text(HOCUSPOCUS)
    (folder / "tidy.cjs").write_text(TIDY)
    say("fetching y-websocket and Hocuspocus from npm, to measure against")
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as problem:
        return f"y-websocket and Hocuspocus were not measured: npm could not be run ({problem})."
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-300:]
        return f"y-websocket and Hocuspocus were not measured: npm could not fetch them ({said})."
    return ""
