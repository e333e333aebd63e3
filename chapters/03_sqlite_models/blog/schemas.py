"""The shape of everything that comes in and goes out."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# --8<-- [start:types]
Id = Annotated[int, Field(ge=1, le=2**53 - 1, examples=[1])]

NOT_BLANK = r"^[^\x00]*[^\s\x00][^\x00]*$"
Text = Annotated[str, Field(pattern=NOT_BLANK)]
# --8<-- [end:types]


# --8<-- [start:blog_write]
class BlogWrite(BaseModel):
    """What a client sends to write a blog."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Annotated[Text, Field(max_length=200, examples=["Hello, FastAPI"])]
    body: Annotated[Text, Field(max_length=50_000, examples=["One file is enough."])]
    published: bool = True
    # --8<-- [end:blog_write]


# --8<-- [start:show_blog]
class ShowBlog(BaseModel):
    """What the API answers about a blog."""

    model_config = ConfigDict(from_attributes=True)

    id: Id
    title: str
    body: str
    published: bool
    # --8<-- [end:show_blog]
