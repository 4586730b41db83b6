"""The sleep diary, what some nights say together, and the way to CBT for insomnia."""
