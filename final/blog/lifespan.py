"""What happens when the app starts and stops."""

import asyncio
import gc
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing import parent_process
from threading import Thread

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import OperationalError

from blog.engine import engine
from blog.migrate import upgrade

logger = logging.getLogger("blog.fault")
RETRY_SECONDS = 1


# --8<-- [start:later]
def try_upgrade() -> bool:
    """Upgrade; tell whether the database was there for it."""
    try:
        upgrade()
    except OperationalError as error:
        logger.error("The tables are not up to date yet: %s", error.orig)
        return False
    return True


async def upgrade_later() -> None:
    """Try until it is done, whatever hinders it; `/readyz` says 503 until then."""
    done = False
    while not done:
        await asyncio.sleep(RETRY_SECONDS)
        try:
            done = await run_in_threadpool(try_upgrade)
        except Exception as error:  # nobody waits for this task: it would end unheard
            logger.error("The tables cannot be brought up to date: %s", error)
    logger.warning("The tables are up to date")
    # --8<-- [end:later]


# --8<-- [start:orphans]
def end_with_parent() -> None:
    """Let a worker stop, as SIGTERM does, when the process that started it is gone.

    Killed by -9 it cannot tell its workers, and they would keep the port for ever.
    """
    if parent := parent_process():

        def follow() -> None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

        Thread(target=follow, daemon=True).start()
        # --8<-- [end:orphans]


# --8<-- [start:lifespan]
@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Bring the tables up to date at the start; let the database go at the end.

    A process that starts while the database is away waits for it, and is not ready.
    """
    end_with_parent()
    later = None if try_upgrade() else asyncio.create_task(upgrade_later())
    # --8<-- [start:freeze]
    gc.freeze()  # what the app is made of stays: never look through it for garbage
    # --8<-- [end:freeze]
    yield
    gc.unfreeze()
    if later:
        later.cancel()
    engine.dispose()
    # --8<-- [end:lifespan]
