"""Small things that several jobs need: names, addresses, commands, timing."""
