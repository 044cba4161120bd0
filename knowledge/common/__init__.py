"""Small things that more than one job needs: names, addresses, commands, timing."""
