"""What is printed in a terminal: columns, errors."""
