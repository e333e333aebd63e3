"""See inside a request: what ran, in which order, how long, and with which values.

Needs FastAPI alone (it brings opentelemetry-api); SQLAlchemy's statements are seen if
it is there. Nothing here knows of the course.
"""

from .text import as_text
from .tree import Step, Tree
from .watching import Watched, listen, watch

__all__ = ["Step", "Tree", "Watched", "as_text", "listen", "watch"]
