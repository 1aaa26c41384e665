"""One file per product; a file put here is found."""
