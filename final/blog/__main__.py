"""Start the app as production does: `python -m blog`."""

import uvicorn

from blog.body_limit import MAX_HEAD_BYTES
from blog.settings import settings

GRACE_SECONDS = settings.body_timeout_seconds + 10  # at the end, for what is in flight

# --8<-- [start:run]
if __name__ == "__main__":
    uvicorn.run(
        "blog.main:app",
        host=settings.host,
        port=settings.port,
        workers=settings.web_concurrency,
        http="h11",  # httptools, the faster one, takes headers of any length
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        ws="none",  # uvicorn would log the query of what asks for a WebSocket
        timeout_graceful_shutdown=GRACE_SECONDS,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        access_log=settings.environment != "production",
    )
    # --8<-- [end:run]
