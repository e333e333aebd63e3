"""What must not be left as it is when other people's data is at stake."""

from multiprocessing import parent_process

KEY_BYTES = 32  # RFC 7518, section 3.2: HS256 needs a key as long as its hash


# --8<-- [start:check]
def check_for_production(
    secret_key: str, database_url: str, processes: int, any_website: bool
) -> None:
    """Raise ValueError, with a sentence for each fault in a line of its own."""
    several = processes > 1 or parent_process() is not None
    faults = []
    if len(secret_key.encode()) < KEY_BYTES:
        faults.append(f"SECRET_KEY: production needs one of {KEY_BYTES} bytes or more.")
    if several and database_url.startswith("sqlite"):
        faults.append("DATABASE_URL: SQLite is for one process, not for several.")
    if any_website:
        faults.append('CORS_ORIGINS: name the websites; "*" and cookies are for none.')
    if faults:
        raise ValueError("\n".join(faults))
    # --8<-- [end:check]
