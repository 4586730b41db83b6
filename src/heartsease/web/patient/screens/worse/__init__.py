"""What made somebody worse: told, looked at, taken further."""
