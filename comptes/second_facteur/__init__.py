"""The second factor: allauth's, in our words, with its secrets sealed and its codes used once."""
