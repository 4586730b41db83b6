"""One questionnaire: its questions, and what the answers say."""
