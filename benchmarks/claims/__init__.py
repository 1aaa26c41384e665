"""One file per claim: a docstring that states it, and `measure(rounds)` that gives its tables."""
