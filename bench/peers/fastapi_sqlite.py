"""FastAPI for a server of one machine, with SQLite: the path DATABASE names the file."""

import os
import sqlite3
from threading import local

from fastapi import FastAPI, HTTPException, Response

app = FastAPI(title="bench")
kept = local()  # a connection a thread: two threads cannot share one


def _read(ref: str) -> Response:
    if not hasattr(kept, "connection"):
        kept.connection = sqlite3.connect(os.environ["DATABASE"])
    row = kept.connection.execute("SELECT body FROM items WHERE ref = ?", (ref,)).fetchone()
    if row is None:
        raise HTTPException(404)
    return Response(content=row[0], media_type="application/json")


@app.get("/v1/models/{slug}")
def read_in_a_thread(slug: str) -> Response:
    return _read(f"model/{slug}")


@app.get("/v1/async/models/{slug}")
async def read_in_the_loop(slug: str) -> Response:
    return _read(f"model/{slug}")
