"""What schemas are made of: types with their rules, two parents, and an address."""

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
    validate_email,
)

from blog.hashing import fits_bcrypt


# --8<-- [start:lower_case]
def lower_case(email: str) -> str:
    """Return an address in lower case, if that is an address, too: İ becomes longer."""
    return validate_email(email.lower())[1]
    # --8<-- [end:lower_case]


# --8<-- [start:types]
Id = Annotated[int, Field(ge=1, le=2**53 - 1, examples=[1])]

NOT_BLANK = r"^[^\x00]*[^\s\x00][^\x00]*$"
Text = Annotated[str, Field(pattern=NOT_BLANK)]
Email = Annotated[
    EmailStr, AfterValidator(lower_case), Field(examples=["ada@example.com"])
]
Password = Annotated[
    Text,
    Field(min_length=8, max_length=72, examples=["correct horse battery"]),
    Field(description="At most 72 bytes.", json_schema_extra={"format": "password"}),
    AfterValidator(fits_bcrypt),
]
# --8<-- [end:types]


# --8<-- [start:parents]
MOST_FIELDS = 20


class Incoming(BaseModel):
    """The parent of what clients send: nothing extra, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def has_few_fields(cls, sent: Any) -> Any:
        """Refuse a great many fields at once: each would be a fault of its own."""
        if isinstance(sent, dict) and len(sent) > MOST_FIELDS:
            raise ValueError(f"more than {MOST_FIELDS} fields")
        return sent


class Outgoing(BaseModel):
    """The parent of what the API answers: read from a table's row."""

    model_config = ConfigDict(from_attributes=True)
    # --8<-- [end:parents]


# --8<-- [start:as_stored]
EMAIL = TypeAdapter(Email)


def as_stored(email: str) -> str:
    """Return an address as sign-up stores it, or the empty text if it is none."""
    try:
        return EMAIL.validate_python(email)
    except ValidationError:
        return ""
    # --8<-- [end:as_stored]
