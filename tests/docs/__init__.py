"""The promises of the site and the README."""
