"""The yardstick: the same web stack and the same validation, and nothing else than an append and `fdatasync`.

python -m benchmarks.latency_yardstick PORT FILE
"""

from __future__ import annotations

import os
import sys
import time

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from serve.records import read_records


def application(file: int) -> FastAPI:
    """Make the application that appends to an open file."""
    app = FastAPI()

    def append(body: bytes) -> None:
        os.write(file, body + b"\n")
        os.fdatasync(file)

    def accepted(body: bytes) -> Response:
        reading = read_records(body, "application/json", None, int(time.time() * 1000))
        return Response(b'{"accepted":%d}' % len(reading.events), media_type="application/json")

    @app.post("/inline")
    async def inline(request: Request) -> Response:
        body = await request.body()
        answer = accepted(body)
        append(body)
        return answer

    @app.post("/threaded")
    async def threaded(request: Request) -> Response:
        body = await request.body()
        answer = accepted(body)
        await run_in_threadpool(append, body)
        return answer

    return app


def main() -> None:
    port, path = int(sys.argv[1]), sys.argv[2]
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    uvicorn.run(application(file), host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    main()
