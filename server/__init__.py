"""Orders in, jobs out: the hall between the two workshops."""

VERSION = "0.1.0"
