"""Files parsed in a process of their own, within limits."""
