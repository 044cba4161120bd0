"""Where passages are kept: the roles of a store, and what both engines share."""
