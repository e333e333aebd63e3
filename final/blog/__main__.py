"""Start the app as production does: `python -m blog`."""

import uvicorn

from blog.settings import settings

if __name__ == "__main__":
    uvicorn.run(
        "blog.main:app",
        host=settings.host,
        port=settings.port,
        workers=settings.web_concurrency,
        access_log=settings.environment != "production",
    )
