"""The promises of the variants: final with another library, and nothing lost."""
