"""How fast final is: beside a bare FastAPI app, and beside the post's handlers."""
