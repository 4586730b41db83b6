"""When it is light where the person is; worked out here, no network asked."""
