"""The tables."""

from sqlalchemy import ForeignKey, String, Text, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.database import Base


class Blog(Base):
    __tablename__ = "blogs"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    published: Mapped[bool]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)

    creator: Mapped["User"] = relationship(back_populates="blogs")


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(60))

    blogs: Mapped[list[Blog]] = relationship(
        back_populates="creator", cascade="all, delete-orphan"
    )
    published_blogs: Mapped[list[Blog]] = relationship(
        primaryjoin=lambda: and_(User.id == Blog.user_id, Blog.published),
        viewonly=True,
    )
