"""The deployment as it is described: the image, the proxy, and many servers behind it."""
