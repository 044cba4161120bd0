"""The People page, for admins: accounts, and the audit log."""
