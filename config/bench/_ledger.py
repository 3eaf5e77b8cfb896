"""What the ledger's seals cost whoever writes, and how long reading a million entries again takes.

Thirty-two connections append for some seconds, each entry a transaction of its own, in a loop inside the server so that
nothing of a client is measured; first to a table like the ledger's with no seal and nothing that a seal needs (no row
security, no trigger, no index to find a block's entries by), then to the ledger itself, sealed meanwhile every three
seconds. The two take turns, because a machine has moods.
"""

from __future__ import annotations

import os
import threading
from time import perf_counter

import psycopg

from config.console import say
from config.environment import GIVEN

CONNECTIONS, SECONDS, TURNS = 32, 6, 3
EVERY = 3.0  # seconds between seals, as the job worker does it
MILLION, TOGETHER = 1_000_000, 2_500

UNCHAINED = (
    "DROP TABLE IF EXISTS public.bench_unchained",
    "CREATE TABLE public.bench_unchained (LIKE public.audit_entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
    "ALTER TABLE public.bench_unchained ADD PRIMARY KEY (id)",
    'CREATE INDEX ON public.bench_unchained ("case", at)',
    "CREATE INDEX ON public.bench_unchained (by, at)",
    "GRANT INSERT ON public.bench_unchained TO tessera_app",
)
VALUES = """(id, at, by, partnership, verb, kind, "row", "case", detail, server, act)
            VALUES (gen_random_uuid(), clock_timestamp(), {someone}, {someone}, 'see', 'enquiry', gen_random_uuid(),
                    gen_random_uuid(), '{{"state": "open", "purpose": "strategy discussion"}}', 0, 0);"""
LOOP = """DO $$
DECLARE until timestamptz := clock_timestamp() + make_interval(secs => {seconds}); done integer := 0;
BEGIN
    WHILE clock_timestamp() < until LOOP
        INSERT INTO public.{table} {values}
        COMMIT;
        done := done + 1;
    END LOOP;
    PERFORM set_config('bench.done', done::text, false);
END $$"""
MANY = """INSERT INTO audit_entry (id, at, verb, kind, "row", "case", detail, server, act)
    SELECT gen_random_uuid(), now(), (ARRAY['see', 'decide', 'answer', 'export'])[1 + g %% 4], 'enquiry',
           gen_random_uuid(), gen_random_uuid(), jsonb_build_object('state', 'open', 'number', g), 0, 0
      FROM generate_series(1, %s) g"""


def ledger(seconds: int = SECONDS, entries: int = MILLION) -> dict[str, float]:
    """The write rate as a share of that with no seal, and seconds to verify so many entries.

    The database is migrated and holds few entries. Also the two rates themselves, in transactions a second, and how
    long sealing all of it took.
    """
    owner, app = os.environ[GIVEN["owner"]], os.environ[GIVEN["app"]]
    with psycopg.connect(owner, autocommit=True) as connection:
        for statement in UNCHAINED:
            connection.execute(statement.encode())
    plain: list[float] = []
    sealed: list[float] = []
    for _ in range(TURNS):
        plain.append(_rate(app, "bench_unchained", seconds, sealing=False))
        sealed.append(_rate(app, "audit_entry", seconds, sealing=True))
    say(f"with no seal {plain}, sealed {sealed} entries a second")
    sealing, verifying = _read_again(app, entries)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("DROP TABLE public.bench_unchained")
    return {
        "rate_to_unchained": round(sum(sealed) / sum(plain), 2),
        "verify_million_seconds": round(verifying, 1),
        "unchained_per_second": round(sum(plain) / TURNS),
        "sealed_per_second": round(sum(sealed) / TURNS),
        "seal_million_seconds": round(sealing, 1),
    }


def _rate(address: str, table: str, seconds: int, *, sealing: bool) -> float:
    """Entries a second that all connections together append."""
    values = VALUES.format(someone="NULL" if sealing else "gen_random_uuid()")
    statement = LOOP.format(table=table, seconds=seconds, values=values).encode()
    done: list[int] = []

    def write() -> None:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)
            row = connection.execute("SELECT current_setting('bench.done')::integer").fetchone()
            done.append(row[0] if row else 0)

    over = threading.Event()
    sealer = threading.Thread(target=_keep_sealing, args=(address, over))
    writers = [threading.Thread(target=write) for _ in range(CONNECTIONS)]
    if sealing:
        sealer.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    over.set()
    if sealing:
        sealer.join()
    if len(done) != CONNECTIONS:
        raise RuntimeError(f"only {len(done)} of {CONNECTIONS} connections wrote to their end")
    return round(sum(done) / seconds, 1)


def _keep_sealing(address: str, over: threading.Event) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        while not over.wait(EVERY):
            connection.execute("SELECT audit.seal()")


def _read_again(address: str, entries: int) -> tuple[float, float]:
    """Seconds to seal so many entries, and to verify them all."""
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute("SELECT entries FROM audit.verify()").fetchone()
        left = entries - (row[0] if row else 0)
        while left > 0:
            connection.execute(MANY, [min(left, TOGETHER)])
            left -= TOGETHER
        began = perf_counter()
        while connection.execute("SELECT audit.seal()").fetchone() != (0,):
            pass
        sealing = perf_counter() - began
        began = perf_counter()
        verdict = connection.execute("SELECT intact, sealed, entries FROM audit.verify()").fetchone()
        verifying = perf_counter() - began
    if verdict is None or not verdict[0] or verdict[1] < entries:
        raise RuntimeError(f"the ledger that was made is not whole: {verdict}")
    say(f"{verdict[2]:,} entries sealed in {sealing:.1f} s, verified in {verifying:.1f} s")
    return sealing, verifying
