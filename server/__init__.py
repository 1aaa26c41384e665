"""Orders in, jobs out: the hall between the two workshops."""
