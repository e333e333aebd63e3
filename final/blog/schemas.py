"""The shape of everything that comes in and goes out."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from blog.schema_base import Email, Id, Incoming, Outgoing, Password, Text


# --8<-- [start:incoming]
class BlogWrite(Incoming):
    """What a client sends to write a blog, or to write it anew."""

    title: Annotated[Text, Field(max_length=200, examples=["Hello, FastAPI"])]
    body: Annotated[Text, Field(max_length=50_000, examples=["One file is enough."])]
    published: bool = True


class UserCreate(Incoming):
    """What a client sends to sign up."""

    name: Annotated[Text, Field(max_length=100, examples=["Ada"])]
    email: Email
    password: Password
    # --8<-- [end:incoming]


# --8<-- [start:password_change]
class PasswordChange(Incoming):
    """What a person sends to get a new password."""

    old_password: Annotated[str, Field(max_length=1000, examples=["correct horse"])]
    new_password: Password
    # --8<-- [end:password_change]


# --8<-- [start:outgoing]
class Account(Outgoing):
    """What a person sees of their own account."""

    id: Id
    name: str
    email: str


class Creator(Outgoing):
    """Who wrote a blog."""

    id: Id
    name: str


class ShowBlog(Outgoing):
    """What the API answers about a blog."""

    id: Id
    title: str
    body: str
    published: bool
    created_at: datetime
    updated_at: datetime
    creator: Creator


class BlogSummary(Outgoing):
    """A blog in its creator's list."""

    id: Id
    title: str
    published: bool
    created_at: datetime


class ShowUser(Creator):
    """What everybody may see of a person: no e-mail address, a page of blogs."""

    blogs: list[BlogSummary]
    # --8<-- [end:outgoing]


# --8<-- [start:token]
class Token(BaseModel):
    """What a successful login answers."""

    access_token: str
    token_type: str
    # --8<-- [end:token]
