"""The least that FastAPI can do: the ceiling that the bench compares with."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def hello() -> dict[str, str]:
    """Greet."""
    return {"hello": "world"}
