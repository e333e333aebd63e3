"""The shape of everything that comes in and goes out."""

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
)

# --8<-- [start:types]
Id = Annotated[int, Field(ge=1, le=2**53 - 1, examples=[1])]

NOT_BLANK = r"^[^\x00]*[^\s\x00][^\x00]*$"
Text = Annotated[str, Field(pattern=NOT_BLANK)]
Email = Annotated[
    EmailStr, AfterValidator(str.lower), Field(examples=["ada@example.com"])
]
# --8<-- [end:types]


# --8<-- [start:parents]
class Incoming(BaseModel):
    """The parent of what clients send: nothing extra, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Outgoing(BaseModel):
    """The parent of what the API answers: read from a table's row."""

    model_config = ConfigDict(from_attributes=True)
    # --8<-- [end:parents]


class BlogWrite(Incoming):
    """What a client sends to write a blog anew."""

    title: Annotated[Text, Field(max_length=200, examples=["Hello, FastAPI"])]
    body: Annotated[Text, Field(max_length=50_000, examples=["One file is enough."])]
    published: bool = True


# --8<-- [start:whole]
def whole(number: Any) -> Any:
    """Return 7 for 7.0: to JSON and to the page `/docs` they are the same number."""
    is_whole = isinstance(number, float) and number.is_integer()
    return int(number) if is_whole else number


class BlogCreate(BlogWrite):
    """What a client sends to write a blog: whose it is, too."""

    user_id: Annotated[Id, BeforeValidator(whole)]
    # --8<-- [end:whole]


class UserCreate(Incoming):
    """What a client sends to sign up."""

    name: Annotated[Text, Field(max_length=100, examples=["Ada"])]
    email: Email


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
    creator: Creator


class BlogSummary(Outgoing):
    """A blog in its creator's list."""

    id: Id
    title: str
    published: bool


class ShowUser(Creator):
    """What everybody may see of a person: no e-mail address."""

    blogs: list[BlogSummary]
    # --8<-- [end:outgoing]
