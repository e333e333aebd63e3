"""The shape of what comes in and goes out."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Email = str
"""Where somebody gets their post."""


Text = str
"""What people write and others read."""


Characters = str
"""What a password may be made of."""


Password = Characters
"""What nobody else knows."""


Id = int
"""The number of a blog or of a person, as it stands in a path."""


class BlogWrite(BaseModel):
    """What a client sends to write a blog, or to write it anew."""

    title: Text
    body: Text
    published: bool = True


class UserCreate(BaseModel):
    """What a client sends to sign up."""

    email: Email
    name: Annotated[str, AfterValidator(str.strip), Field(max_length=100)]
    password: Password


class Rename(BaseModel):
    """What a client sends to change their name."""

    name: Annotated[str, AfterValidator(str.strip), Field(max_length=100)]


class Outgoing(BaseModel):
    """The parent of what the API answers: read from a table's row."""

    model_config = ConfigDict(from_attributes=True)


class BlogSummary(Outgoing):
    """A blog in a person's list."""

    id: int
    title: str
    published: bool


class Account(Outgoing):
    """What a person sees of their own account."""

    id: int
    name: str
    email: str
    blogs: list[BlogSummary]


class Creator(Outgoing):
    """Who wrote a blog."""

    id: int
    name: str


class ShowBlog(Outgoing):
    """What the API answers about a blog."""

    id: int
    title: str
    body: str
    published: bool
    creator: Creator


class ShowUser(Outgoing):
    """What everybody may see of a person."""

    id: int
    name: str
    email: str
    published_blogs: list[BlogSummary]


class Token(BaseModel):
    """What a successful login answers."""

    access_token: str
    token_type: str
