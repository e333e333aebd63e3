"""The tables."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.database import Base
from blog.timestamps import Timestamps


# --8<-- [start:blog]
class Blog(Timestamps, Base):
    __tablename__ = "blogs"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    published: Mapped[bool]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)

    creator: Mapped["User"] = relationship(back_populates="blogs")
    # --8<-- [end:blog]


# --8<-- [start:user]
class User(Timestamps, Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(60))
    token_version: Mapped[int] = mapped_column(default=0, server_default="0")

    blogs: Mapped[list[Blog]] = relationship(
        back_populates="creator", order_by=Blog.id.desc()
    )
    # --8<-- [end:user]
