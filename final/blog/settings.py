"""What may differ from one machine to the next, read from the environment."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from blog.kept_key import kept_key
from blog.places import DatabaseUrl, StorageUrl
from blog.production import check_for_production, is_anybody, refuse_to_start

FOLDER = Path(__file__).resolve().parent.parent


# --8<-- [start:settings]
class Settings(BaseSettings):
    """The settings; each is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(
        env_file=FOLDER / ".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
    )

    environment: Literal["development", "production"] = "development"
    """`production` refuses to start with what is fit for a laptop only."""
    database_url: DatabaseUrl = f"sqlite:///{FOLDER / 'blog.db'}"
    """Where the data is: an SQLAlchemy URL, else SQLite in `final/blog.db`."""
    database_pool_size: int = Field(default=40, ge=1)
    """How many connections a process keeps; 40 requests run at the same time."""
    database_timeout_seconds: int = Field(default=10, ge=1, le=3600)
    """How long to wait for the database: a connection, a lock, a statement; seconds."""
    secret_key: SecretStr = SecretStr("")
    """What signs the tokens: 32 bytes or more, else made once and kept."""
    secret_key_previous: SecretStr = SecretStr("")
    """The key before this one: its tokens stay valid until they expire."""
    access_token_expire_minutes: int = Field(default=30, ge=1, le=525_600)
    """How long a token is valid, in minutes."""
    bcrypt_rounds: int = Field(default=12, ge=4, le=31)
    """How much work a password hash is: one more is twice the time."""
    login_attempts_per_minute: int = Field(default=10, ge=0)
    """Tries a minute for an account; for an address ten times that; 0 is no limit."""
    login_attempts_storage: StorageUrl = "memory://"
    """Where attempts are counted: in this process, or `redis://host:6379`."""
    max_body_bytes: int = Field(default=1_048_576, ge=1)
    """How long the body of a request may be, in bytes."""
    body_timeout_seconds: int = Field(default=30, ge=1)
    """How long a client may take to send the body, in seconds."""
    host: str = "127.0.0.1"
    """The address that `python -m blog` listens on."""
    port: int = Field(default=8000, ge=0, le=65535)
    """The port that `python -m blog` listens on; 0 is any free one."""
    web_concurrency: int = Field(default=1, ge=1)
    """How many processes serve the app; uvicorn reads this one, too."""
    forwarded_allow_ips: str = "127.0.0.1"
    """The proxies that may say who is calling, with commas; uvicorn reads this, too."""
    cors_origins: str = ""
    """The websites whose scripts may call the API, with spaces between them."""
    cors_credentials: bool = False
    """Whether scripts of these websites may send cookies along."""
    api_docs: bool = True
    """Whether `/docs`, `/redoc` and `/openapi.json` are there."""
    otel_exporter_otlp_endpoint: str = ""
    """Where OpenTelemetry sends traces and metrics: the URL of a collector."""
    # --8<-- [end:settings]

    @model_validator(mode="after")
    def fit(self) -> Self:
        """Refuse what production must not run with; elsewhere, keep a key."""
        key = self.secret_key.get_secret_value()
        if self.environment == "production":
            check_for_production(
                key,
                self.secret_key_previous.get_secret_value(),
                self.database_url,
                self.web_concurrency,
                any_website=self.cors_credentials and is_anybody(self.cors_origins),
            )
        elif not key:
            self.secret_key = SecretStr(kept_key(FOLDER / ".secret_key"))
        return self


try:
    settings = Settings()
except ValidationError as error:
    refuse_to_start(error)
