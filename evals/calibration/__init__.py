"""The answerability threshold fitted to one's own questions."""
