"""Mail: single messages, mailboxes, Outlook."""
