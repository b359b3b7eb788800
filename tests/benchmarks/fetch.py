"""The door beside bare urllib3 with threads: 500 hosts × 8 requests over loopback TLS.

python tests/benchmarks/fetch.py
"""

from __future__ import annotations

import argparse
import asyncio
import json
import queue
import random
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import trustme

sys.path.insert(0, str(Path(__file__).parents[2]))

HOSTS, WORKERS = 500, 128
PATHS = ("", *(f"page{n}" for n in range(6)))
"""Seven pages over HTTPS, after one over HTTP."""
BODY = b"<p>" + random.Random(1).randbytes(9_000).hex().encode()  # noqa: S311 - the same every time
"""About 18 KB."""


def addresses(host: int) -> list[str]:
    """What is asked of a host."""
    name = f"h{host}.example"
    return [f"http://{name}/", *(f"https://{name}/{path}" for path in PATHS)]


# --- the server ----------------------------------------------------------------------------------


async def answer(audience: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer every request after 50 to 200 ms, which the request decides."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(BODY)
    try:
        while True:
            asked = await audience.readuntil(b"\r\n\r\n")
            line = asked.partition(b"\r\n")[0]
            name = asked.lower().partition(b"host: ")[2].partition(b":")[0].split(b"\r\n")[0]
            await asyncio.sleep(0.05 + zlib.crc32(line + name) % 150 / 1_000)
            writer.write(head + BODY)
            await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        writer.close()


async def serve(folder: Path) -> None:
    """Serve every host on two ports, and say which."""
    authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
    authority.cert_pem.write_to_path(folder / "roots.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("*.example", *(f"h{n}.example" for n in range(HOSTS))).configure_cert(
        context
    )
    plain = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1_024)
    secure = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context, backlog=1_024)
    print(json.dumps([one.sockets[0].getsockname()[1] for one in (plain, secure)]), flush=True)
    await asyncio.Event().wait()


# --- the clients ---------------------------------------------------------------------------------


def measured(fetch: Callable[[str], int]) -> dict[str, float]:
    """Ask all hosts with many workers, one host each at a time."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for host in range(HOSTS):
        waiting.put(host)
    good: list[int] = []

    def work() -> None:
        while True:
            try:
                host = waiting.get_nowait()
            except queue.Empty:
                return
            good.append(sum(fetch(url) == len(BODY) for url in addresses(host)))

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    began, cpu = time.monotonic(), time.process_time()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took, cpu = time.monotonic() - began, time.process_time() - cpu
    text = Path("/proc/self/status").read_text()
    return {
        "rate": sum(good) / took,
        "failed": HOSTS * (len(PATHS) + 1) - sum(good),
        "mb": int(text.partition("VmHWM:")[2].split()[0]) / 1_024,
        "cpu_ms": 1_000 * cpu / max(sum(good), 1),
    }


def door(roots: Path, plain: int, secure: int) -> dict[str, float]:
    """The door, with every limit on and no pace."""
    import ipaddress

    from soescan.web import Get
    from soescan.web.live import Live
    from soescan.web.settings import ConnectTo, Settings

    ports = ((80, plain), (443, secure))
    settings = Settings(
        allow=(ipaddress.ip_network("127.0.0.0/8"),),
        connect_to=tuple(ConnectTo("", port, "127.0.0.1", to) for port, to in ports),
        roots=roots,
        proxy="",
        pace=None,
    )
    with Live(settings) as live:
        return measured(lambda url: len(live.ask(Get(url)).body))


def bare(roots: Path, plain: int, secure: int) -> dict[str, float]:
    """urllib3 as it is, its connections led to loopback."""
    import urllib3
    import urllib3.util.connection as connection

    inner = connection.create_connection

    def led(address: tuple[str, int], *args: object, **more: object) -> object:
        return inner(("127.0.0.1", plain if address[1] == 80 else secure), *args, **more)  # type: ignore[arg-type]

    connection.create_connection = led  # type: ignore[assignment]
    context = ssl.create_default_context(cafile=roots)
    pools = urllib3.PoolManager(num_pools=256, maxsize=2, ssl_context=context)
    return measured(lambda url: len(pools.request("GET", url, timeout=8, retries=False).data))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("work", nargs="*")
    match options.parse_args().work:
        case ["serve", folder]:
            asyncio.run(serve(Path(folder)))
        case [("door" | "bare") as client, roots, plain, secure]:
            run = door if client == "door" else bare
            print(json.dumps(run(Path(roots), int(plain), int(secure))))
        case _:
            compare()


def compare() -> None:
    """Run both against one server, each in a process of its own, and print how they did."""
    with tempfile.TemporaryDirectory() as folder:
        this = [sys.executable, __file__]
        pipe = subprocess.PIPE
        with subprocess.Popen([*this, "serve", folder], stdout=pipe, text=True) as server:
            assert server.stdout
            ports = [str(port) for port in json.loads(server.stdout.readline())]
            found: dict[str, dict[str, float]] = {}
            for client in ("bare", "door", "bare", "door"):
                command = [*this, client, f"{folder}/roots.pem", *ports]
                said = subprocess.run(command, check=True, stdout=pipe, text=True).stdout
                one = json.loads(said)
                if client not in found or one["rate"] > found[client]["rate"]:
                    found[client] = one
            server.terminate()
    for client, one in found.items():
        print(
            f"{client}: {one['rate']:,.0f} requests/s, {one['mb']:.0f} MB at most,"
            f" {one['cpu_ms']:.2f} ms of processor each, {one['failed']:.0f} failed"
        )
    print(
        f"door/bare urllib3, {HOSTS} hosts × {len(PATHS) + 1} requests, {WORKERS} workers:"
        f" {found['door']['rate'] / found['bare']['rate']:.2f} of its requests/s"
        f" (goal ≥ 0.8), {found['door']['mb']:.0f} MB (goal ≤ 90)"
    )


if __name__ == "__main__":
    main()
