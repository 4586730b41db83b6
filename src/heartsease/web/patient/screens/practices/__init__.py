"""Things to do for half a minute or longer, each as it fits the person now."""
