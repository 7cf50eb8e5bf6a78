"""A night: fetch the branch's newest revision into a checkout of its own, audit, compare, record."""
