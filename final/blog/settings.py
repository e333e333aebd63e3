"""What may differ from one machine to the next, read from the environment."""

import os
from pathlib import Path
from secrets import token_hex

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

FOLDER = Path(__file__).resolve().parent.parent
KEY_FILE = FOLDER / ".secret_key"


# --8<-- [start:kept_key]
def kept_key(file: Path = KEY_FILE) -> str:
    """Return the key in this file; the first caller makes it, for its owner only."""
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(token_hex(32), encoding="ascii")
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first: its key counts
        except OSError:
            draft.replace(file)  # exFAT has no hard links
        finally:
            draft.unlink(missing_ok=True)
    return file.read_text(encoding="ascii")
    # --8<-- [end:kept_key]


# --8<-- [start:settings]
class Settings(BaseSettings):
    """The settings; each is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(
        env_file=FOLDER / ".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
    )

    database_url: str = f"sqlite:///{FOLDER / 'blog.db'}"
    secret_key: SecretStr = Field(default_factory=lambda: SecretStr(kept_key()))
    access_token_expire_minutes: int = Field(default=30, ge=1)


settings = Settings()
# --8<-- [end:settings]
