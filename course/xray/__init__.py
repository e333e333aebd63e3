"""See inside a request: what ran, in which order, how long, and with which values.

Needs FastAPI alone (it brings opentelemetry-api); SQLAlchemy's statements are seen if
it is there. Nothing here knows of the course.
"""

from course.xray.text import as_text
from course.xray.tree import Step, Tree
from course.xray.watching import Watched, listen, watch

__all__ = ["Step", "Tree", "Watched", "as_text", "listen", "watch"]
