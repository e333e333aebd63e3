"""The tables."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from blog.database import Base


# --8<-- [start:blog]
class Blog(Base):
    __tablename__ = "blogs"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    published: Mapped[bool]
    # --8<-- [end:blog]
