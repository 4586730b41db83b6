"""Publications and documents, and what each of them can and cannot carry."""
